"""Terms as the engine has them and as pages have them, each made from the other.

See https://www.w3.org/TR/rdf12-concepts/#section-terms
"""

from govsocial.store.oxigraph import BaseDirection, BlankNode, Literal, NamedNode, Triple
from govsocial.store.oxigraph import Term as EngineTerm
from govsocial.web.terms import XSD_STRING, Term, triple_term


def engine_term(term: Term) -> EngineTerm:
    """The term as the engine has it."""
    if term.kind == "uri":
        return NamedNode(term.value)
    if term.kind == "bnode":
        return BlankNode(term.value)
    if term.parts is not None:
        subject, predicate, value = map(engine_term, term.parts)
        return Triple(subject, predicate, value)  # type: ignore[arg-type]  # what a triple term has for parts is right
    if term.language:
        direction = BaseDirection(term.direction) if term.direction else None
        return Literal(term.value, language=term.language, direction=direction)
    return Literal(term.value, datatype=NamedNode(term.datatype) if term.datatype else None)


def page_term(term: EngineTerm) -> Term:
    """The term as pages have it."""
    if isinstance(term, NamedNode):
        return Term("uri", term.value)
    if isinstance(term, BlankNode):
        return Term("bnode", term.value)
    if isinstance(term, Triple):
        return triple_term(page_term(term.subject), page_term(term.predicate), page_term(term.object))
    datatype = None if term.language or term.datatype.value == XSD_STRING else term.datatype.value
    return Term("literal", term.value, term.language, datatype, term.direction and str(term.direction))
