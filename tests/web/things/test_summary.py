"""The sentences that sum things up, beside counts in SPARQL over HTTP."""

from tests.web.things.conftest import Served, summary, words


def test_a_body_is_summed_up_with_who_runs_what(served: Served) -> None:
    said = summary(served.page("organisation/fco"))
    assert "FCO press office runs Flickr and Tumblr." in said
    assert "News editor in the FCO press office" in said


def test_a_claim_says_who_says_what_of_whom(served: Served) -> None:
    said = summary(served.page("claim/2009-06/dcms-twitter"))
    assert said.startswith("Mark O")
    assert said.endswith("Neill, reporting on DCMS, says of Twitter that it is not used (No demand).")


def test_a_person_is_summed_up_by_reports_and_claims(served: Served) -> None:
    made = "?r prov:wasAttributedTo person:julia-chandler ; a gs:Report"
    reports, claims = served.count("r", made), served.count("c", f"{made} . ?c gs:inReport ?r")
    assert summary(served.page("person/julia-chandler")) == f"Made {reports} reports of DFID with {claims} claims."


def test_a_report_is_summed_up_by_what_it_states_and_implies(served: Served) -> None:
    page = served.page("report/2009-06/fco")
    mine = "?c gs:inReport <https://w3id.org/govsocial/id/report/2009-06/fco>"
    explicit = "gs:explicitness <https://w3id.org/govsocial/def/explicitness#"
    stated, implied = (served.count("c", f"{mine} ; {explicit}{each}>") for each in ("stated", "implied"))
    assert summary(page) == f"{served.count('c', mine)} claims: {stated} Stated, {implied} Implied."


def test_a_snapshot_and_its_source_are_summed_up(served: Served) -> None:
    reports, claims = served.count("r", "?r a gs:Report"), served.count("c", "?c gs:inReport ?r")
    reporters = served.count("p", "?r a gs:Report ; prov:wasAttributedTo ?p")
    bodies = served.count("o", "?r a gs:Report ; gs:organisation ?o")
    expected = f"{reports} reports by {reporters} reporters of {bodies} organisations, with {claims} claims."
    assert summary(served.page("snapshot/2009-06")) == expected
    assert summary(served.page("source/2009-06")) == f"{reports} reports are taken from it, with {claims} claims."


def test_a_passage_counts_the_claims_that_rest_on_it(served: Served) -> None:
    key = "2009-06/4257-4383"
    resting = served.count("c", f"?c gs:evidence <https://w3id.org/govsocial/id/evidence/{key}> ; a gs:Claim")
    assert summary(served.page(f"evidence/{key}")) == f"{resting} claims rest on this passage."


def test_an_initiative_counts_what_was_used_for_it(served: Served) -> None:
    used = "?c gs:initiative initiative:budget ; a gs:ToolUse ; gs:tool ?t"
    said = summary(served.page("initiative/budget"))
    assert said.startswith(f"{served.count('t', used)} tools and kinds of tools are used for it: ")
    assert f"{served.count('c', '?c gs:initiative initiative:budget ; a gs:Claim')} claims speak of it." in said


def test_a_thing_of_a_foreign_class_counts_its_statements(served: Served) -> None:
    event = "<https://w3id.org/govsocial/id/event/creation-of-bis>"
    (statements,) = served.ask(f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?p ?v {{ {event} ?p ?v }} }}")[0]
    assert f"The graph makes {statements} statements about it" in summary(served.page("event/creation-of-bis"))


def test_nothing_is_counted_where_nothing_is_said(served: Served) -> None:
    page = served.page("organisation/bis")
    assert summary(page) == ""
    assert "0 tools" not in words(page)
