"""Why derived statements hold, as a page tells it."""

import re

import pytest
from tests.web.things.conftest import Served, words

from govsocial.web.descriptions import Statement
from govsocial.web.terms import Term
from govsocial.web.things.derivations import explain
from govsocial.web.things.facts import term_iri

DERIVED = ("https://w3id.org/govsocial/graph/derived/entailment",)
A, B, P, Q, C, D = (Term("uri", f"http://x/{name}") for name in "abpqcd")
TYPE = Term("uri", term_iri("rdf:type"))


@pytest.mark.parametrize(
    ("said", "derived", "axiom", "reason"),
    [
        (Statement(A, TYPE, D), Statement(A, TYPE, C, DERIVED), ("class", D), ("because it is of the class ", D)),
        (Statement(A, Q, B), Statement(A, TYPE, C, DERIVED), ("domain", Q), ("because it has “", Q, "”")),
        (Statement(A, Q, B), Statement(B, TYPE, C, DERIVED), ("range", Q), ("because “", Q, "” leads to it")),
        (Statement(A, Q, B), Statement(A, P, B, DERIVED), ("property", Q), ("from “", Q, "”, which is narrower")),
        (Statement(A, Q, B), Statement(B, P, A, DERIVED), ("inverse", Q), ("from “", Q, "”, which is the inverse")),
        (Statement(A, Q, B), Statement(B, P, D, DERIVED), ("property", Q), None),
    ],
)
def test_a_statement_is_explained_by_what_is_said_and_an_axiom(
    said: Statement, derived: Statement, axiom: tuple[str, Term], reason: tuple[str | Term, ...] | None
) -> None:
    key = C.value if derived.property == TYPE else P.value
    found = explain([said, derived], {key: [(axiom[0], axiom[1].value)]}, ())
    assert found.get((derived.subject, derived.property, derived.value)) == reason


def test_what_is_stated_needs_no_reason() -> None:
    assert explain([Statement(A, TYPE, D), Statement(A, TYPE, C)], {C.value: [("class", D.value)]}, ()) == {}


def test_what_is_explained_explains_others_and_no_two_explain_each_other() -> None:
    axioms = {P.value: [("inverse", Q.value)], Q.value: [("inverse", P.value), ("property", "http://x/c")]}
    forth, back = Statement(A, P, B, DERIVED), Statement(B, Q, A, DERIVED)
    assert explain([forth, back], axioms, ()) == {}
    assert set(explain([forth, back, Statement(B, C, A)], axioms, ())) == {(A, P, B), (B, Q, A)}


def test_a_shortcut_names_the_claims_it_is_made_from(served: Served) -> None:
    page = served.page("organisation/dcms")
    row = re.search(
        r"<tr>(?:(?!</tr>).)*/graph/derived/shortcut(?:(?!</tr>).)*/doc/claim/2009-06/dcms-yammer.*?</tr>",
        page,
        re.DOTALL,
    )
    assert row is not None
    assert "from the claims DCMS is piloting Yammer" in words(row[0])


def test_all_that_is_derived_about_a_claim_is_explained_on_its_page(served: Served) -> None:
    page = served.page("claim/2009-06/dcms-youtube")
    derived = re.findall(r'<td class="from"><span class="tag derived">.*?</td>', page, re.DOTALL)
    assert derived
    explained = [each for each in derived if re.search("; (?:from|because) ", words(each))]
    assert [words(each) for each in derived if each not in explained] == []
