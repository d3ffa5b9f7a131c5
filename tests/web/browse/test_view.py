"""What an address says of a list."""

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.errors import RequestError
from govsocial.model.iris import Names
from govsocial.model.namespaces import GS
from govsocial.store.listing import Condition
from govsocial.web.browse.view import MAX_CONDITIONS, View, parse_view

TOOL = "https://w3id.org/govsocial/id/tool/twitter"
CLASSIFICATION = "http://www.w3.org/ns/org#classification"
CONDITIONS = [
    Condition(GS + "tool", TOOL, of_claim=True),
    Condition(GS + "tool", TOOL),
    Condition(CLASSIFICATION, "https://w3id.org/govsocial/def/organisation-kind#department"),
    Condition("http://x/p?a=b&c", "http://x/\u00e9#d", of_claim=True),
]
views = st.builds(
    View,
    st.lists(st.sampled_from(CONDITIONS), unique=True).map(tuple),
    st.sampled_from(["name", "claims", "status"]),
    st.booleans(),
    st.integers(1, 99),
)


@given(views)
def test_an_address_leads_back_to_its_view(view: View) -> None:
    parameters = parse_qs(view.address.removeprefix("?"))
    assert parse_view(parameters, view.page, Names()) == view


def test_an_address_can_be_read_and_written_by_people() -> None:
    view = View((CONDITIONS[0], CONDITIONS[2]), "claims", is_descending=True, page=2)
    expected = "?claim.tool=tool:twitter&org:classification=organisation-kind:department&sort=-claims&page=2"
    assert view.address == expected
    assert View().address == ""


def test_values_are_things_of_the_publication() -> None:
    view = parse_view({"tool": ["tool:twitter"]}, 1, Names("https://data.example.org/"))
    assert view.conditions == (Condition(GS + "tool", "https://data.example.org/id/tool/twitter"),)


def test_narrowing_down_leads_to_the_first_page_and_keeps_the_order() -> None:
    view = View(sort="claims", is_descending=True, page=3).with_condition(CONDITIONS[0])
    assert view == View((CONDITIONS[0],), "claims", is_descending=True)
    assert view.without(CONDITIONS[0]) == View((), "claims", is_descending=True)


def test_sorting_again_turns_the_order_round() -> None:
    assert View().sorted_by("name").is_descending
    assert View().sorted_by("claims").is_descending
    assert not View().sorted_by("claims").sorted_by("claims").is_descending
    assert not View().sorted_by("status").is_descending


@pytest.mark.parametrize(
    "parameters",
    [
        {"status": ["pilot"]}, {"status": [""]}, {"status": ["status:pilot> } #"]}, {"a b": ["tool:x"]},
        {"status": ["http://x/a b"]}, {"sort": ["name", "claims"]}, {"x\x00": ["tool:x"]},
        {f"p{number}": ["tool:x"] for number in range(MAX_CONDITIONS + 1)},
    ],
)  # fmt: skip
def test_what_narrows_nothing_down_is_refused(parameters: dict[str, list[str]]) -> None:
    with pytest.raises(RequestError):
        parse_view(parameters, 1, Names())
