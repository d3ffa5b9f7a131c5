"""Claims as they are read from facts."""

from collections.abc import Callable

import pytest
from tests.web.things.conftest import claims_of

from govsocial.web.things.claims import Kind, Passage, claims_among, passage
from govsocial.web.things.facts import Facts

Read = Callable[[str], Facts]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("a gs:ToolUse, gs:ToolClaim, gs:Claim ; gs:status status:in-use", Kind.USE),
        ("a gs:ToolUse ; gs:status status:mainstream", Kind.USE),
        ("a gs:ToolUse ; gs:status status:pilot", Kind.TRIAL),
        ("a gs:ToolUse", Kind.TRIAL),
        ("a gs:IntendedUse, gs:ToolClaim ; gs:status status:planned", Kind.INTENDED),
        ("a gs:NonUse ; gs:status status:no-demand", Kind.REFUSED),
        ("a gs:ToolClaim ; gs:status status:not-stated", Kind.NAMED),
        ("a gs:CoverageGap", Kind.GAP),
        ("a gs:Claim", Kind.CLAIM),
    ],
)
def test_the_kind_of_a_claim_is_that_of_its_narrowest_class_and_of_its_status(
    read: Read, said: str, kind: Kind
) -> None:
    (claim,) = claims_of(read(f"status:mainstream skos:broader status:in-use . :c {said} ."))
    assert claim.kind is kind


def test_only_use_and_trial_are_use() -> None:
    assert [kind for kind in Kind if kind.is_use] == [Kind.USE, Kind.TRIAL]


def test_a_claim_leads_to_who_said_it_when_and_on_which_words(read: Read) -> None:
    facts = read(
        """
        :c a gs:NonUse ; gs:inReport :r ; gs:inSnapshot :s ; gs:organisation :o ; gs:tool :t ; gs:evidence :e ;
          gs:ambiguous true .
        :r prov:wasAttributedTo :p . :s dcterms:date "2009-06-08" .
        :e oa:hasSource :d ; oa:hasSelector :sel ; gs:passageSha256 "ab" ; gs:textFragment <http://y/#:~:text=x> .
        :sel oa:start 5 ; oa:end 9 . :d foaf:page <http://y/> .
        """
    )
    (claim,) = claims_among(["http://x/c"], facts, {"http://x/c": ["http://x/g"]})
    assert [term.value for term in claim.reporters] == ["http://x/p"]
    assert (claim.report, claim.date, claim.graphs) == ("http://x/r", "2009-06-08", ("http://x/g",))
    assert claim.is_ambiguous
    assert claim.passages == (
        Passage("http://x/e", "http://x/d", 5, 9, "ab", "http://y/#:~:text=x", "http://y/", None, None),
    )


def test_a_passage_of_which_nothing_is_known_is_still_one(read: Read) -> None:
    assert passage("http://x/e", read("")) == Passage("http://x/e")


def test_what_is_no_claim_is_left_out(read: Read) -> None:
    assert claims_of(read(":c a gs:Report . :d gs:tool :t .")) == ()
