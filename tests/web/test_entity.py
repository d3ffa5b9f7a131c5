"""Statements in the order in which a page shows them."""

from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.web.entity import grouped
from govsocial.web.terms import Solutions, Term


def iri(text: str) -> Term:
    return Term("uri", text)


def test_statements_are_grouped_with_names_first_and_all_their_graphs() -> None:
    label, ours = iri(VOCABULARIES["rdfs"] + "label"), iri(GS + "tool")
    rows = (
        {"property": iri("http://x/p"), "value": iri("http://x/o")},
        {"property": ours, "value": iri("http://x/o"), "graph": iri("http://x/g1")},
        {"property": ours, "value": iri("http://x/o"), "graph": iri("http://x/g2")},
        {"property": label, "value": Term("literal", "A"), "graph": iri("http://x/g1")},
    )
    assert grouped(Solutions((), rows)) == [
        (label, [(Term("literal", "A"), [iri("http://x/g1")])]),
        (ours, [(iri("http://x/o"), [iri("http://x/g1"), iri("http://x/g2")])]),
        (iri("http://x/p"), [(iri("http://x/o"), [])]),
    ]
