"""Statements in the order in which a page shows them."""

from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.web.descriptions import Statement
from govsocial.web.entity import by_subject, grouped
from govsocial.web.terms import Term

THING = Term("uri", "http://x/thing")


def iri(text: str) -> Term:
    return Term("uri", text)


def test_statements_are_grouped_with_names_first_and_all_their_graphs() -> None:
    label, ours = iri(VOCABULARIES["rdfs"] + "label"), iri(GS + "tool")
    statements = (
        Statement(THING, iri("http://x/p"), iri("http://x/o")),
        Statement(THING, ours, iri("http://x/o"), ("http://x/g1",)),
        Statement(THING, ours, iri("http://x/o"), ("http://x/g2",)),
        Statement(THING, label, Term("literal", "A"), ("http://x/g1",)),
    )
    assert grouped(statements) == [
        (label, [(Term("literal", "A"), [iri("http://x/g1")])]),
        (ours, [(iri("http://x/o"), [iri("http://x/g1"), iri("http://x/g2")])]),
        (iri("http://x/p"), [(iri("http://x/o"), [])]),
    ]


def test_what_is_said_of_parts_is_kept_apart_by_part() -> None:
    parts = [iri("http://x/thing#b"), iri("http://x/thing#a")]
    found = by_subject(Statement(part, iri("http://x/p"), iri("http://x/o")) for part in parts)
    assert list(found) == [parts[1], parts[0]]
