"""Claims side by side."""

from collections.abc import Callable

import pytest
from tests.web.things.conftest import claims_of

from govsocial.web.things.comparison import Rule, comparisons
from govsocial.web.things.facts import Facts

Read = Callable[[str], Facts]
SCHEME = "status:mainstream skos:broader status:in-use . status:beta skos:broader status:use . "
ONE = "a gs:ToolUse ; gs:organisation :o ; gs:tool :t ; gs:inSnapshot :s"


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        (f"{ONE} ; gs:status status:in-use", f"{ONE} ; gs:status status:no-demand", True),
        (f"{ONE} ; gs:status status:in-use", f"{ONE} ; gs:status status:beta", True),
        (f"{ONE} ; gs:status status:in-use", f"{ONE} ; gs:status status:in-use", False),
        (f"{ONE} ; gs:status status:in-use", f"{ONE} ; gs:status status:mainstream", False),
        (f"{ONE} ; gs:status status:in-use", f"{ONE} ; gs:status status:planned ; gs:extendsUse :a", False),
        (f"{ONE} ; gs:status status:in-use", f"{ONE} ; gs:status status:beta".replace(":t ", ":other "), False),
        (f"{ONE} ; gs:status status:in-use", f"{ONE} ; gs:status status:beta".replace(":o ", ":other "), False),
        (f"{ONE} ; gs:status status:in-use", f"{ONE} ; gs:status status:beta".replace(":s ", ":later "), False),
    ],
)
def test_statuses_stand_side_by_side_where_neither_is_a_form_of_the_other(
    read: Read, first: str, second: str, stands: bool
) -> None:
    facts = read(f"{SCHEME} :a {first} . :b {second} .")
    found = comparisons(claims_of(facts), facts)
    assert [each.rule for each in found] == ([Rule.STATUS] if stands else [])
    if stands:
        assert sorted(claim.iri for claim in found[0].claims) == ["http://x/a", "http://x/b"]
        assert [term.value for term in found[0].common] == ["http://x/o", "http://x/t"]


def test_degrees_of_different_rank_of_one_team_stand_side_by_side(read: Read) -> None:
    said = "a gs:InvolvementClaim ; gs:unit :u ; gs:involvement"
    facts = read(
        f":a {said} :leads . :b {said} :nothing . :c {said} :unranked . :d {said} :leads ; gs:unit :v ."
        ":leads gs:ordinal 4 . :nothing gs:ordinal 0 ."
    )
    (found,) = comparisons(claims_of(facts), facts)
    assert (found.rule, [term.value for term in found.common]) == (Rule.DEGREE, ["http://x/u"])
    assert len(found.claims) == 4
