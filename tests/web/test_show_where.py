"""What the form reads from an address, and what it says of the answer."""

import pytest

from govsocial.errors import RequestError
from govsocial.model.iris import Names
from govsocial.model.namespaces import GS
from govsocial.store.selection import Selection, Shown
from govsocial.web.show_where import parse_selection, sentence

STATUS = "https://w3id.org/govsocial/def/status#"


def test_nothing_chosen_is_which_organisations_use_anything() -> None:
    assert parse_selection({}, Names()) == Selection(Shown.ORGANISATIONS)
    empty = {"show": "organisation", "organisation": "", "tool": "", "status": "", "involvement": ""}
    assert parse_selection(empty, Names()) == Selection(Shown.ORGANISATIONS)


@pytest.mark.parametrize(
    ("given", "selection"),
    [
        ({"status": "status:pilot"}, Selection(Shown.ORGANISATIONS, status=STATUS + "pilot")),
        ({"status": "gs:NonUse"}, Selection(Shown.ORGANISATIONS, kind=GS + "NonUse")),
        ({"status": "any", "show": "claim"}, Selection(Shown.CLAIMS, is_any_kind=True)),
        ({"tool": "http://x/y"}, Selection(Shown.ORGANISATIONS, tool="http://x/y")),
        ({"tool": "tool:bebo"}, Selection(Shown.ORGANISATIONS, tool="https://data.example.org/id/tool/bebo")),
    ],
)
def test_what_is_chosen_is_a_term_of_the_publication(given: dict[str, str], selection: Selection) -> None:
    assert parse_selection(given, Names("https://data.example.org/")) == selection


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"show": "secrets"}, "cannot be shown"),
        ({"who": "x"}, "no field 'who'"),
        ({"tool": "twitter"}, "is no tool"),
        ({"tool": "tool:x> } INSERT"}, "is no tool"),
        ({"organisation": "http://x/a b"}, "is no organisation"),
        ({"status": '"'}, "is no status"),
        ({"involvement": "{\n}"}, "is no involvement"),
    ],
)
def test_what_cannot_be_chosen_is_told(given: dict[str, str], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        parse_selection(given, Names())


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection(Shown.TOOLS), "Claims of use only"),
        (Selection(Shown.TOOLS, is_any_kind=True), "every kind"),
        (Selection(Shown.TOOLS, kind=GS + "NonUse"), "not used, as it says"),
        (Selection(Shown.TOOLS, status=STATUS + "planned"), "this status only"),
        (Selection(Shown.TOOLS, involvement="http://x/y"), "the part of a press office"),
    ],
)
def test_it_is_said_which_claims_are_shown(selection: Selection, words: str) -> None:
    assert words in sentence(selection)
