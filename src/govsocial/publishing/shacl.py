"""SHACL: the shapes applied to the sources, and what they find put into words.

See https://www.w3.org/TR/shacl/#validation-report
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import rdflib
from pyshacl import validate
from pyshacl.errors import ReportableRuntimeError
from rdflib.namespace import SH, XSD
from rdflib.term import Node

from govsocial.errors import SourceError
from govsocial.model.namespaces import PREFIXES
from govsocial.store.oxigraph import BlankNode, Literal, NamedNode, Quad, Term

_MAX_VALUE = 100
_MAX_VALUES = 5
_PLAIN = frozenset({XSD.integer, XSD.decimal, XSD.boolean})


@dataclass(frozen=True)
class ShapeFault:
    """One result of validation: the IRI of the subject (the label of a blank node), and a sentence."""

    subject: str
    message: str


def shape_faults(quads: Iterable[Quad], shapes: Iterable[Quad], shapes_path: str) -> list[ShapeFault]:
    """What the shapes find in the union of the graphs, in order of subject and message.

    The shapes are parsed anew each time, since pySHACL changes the graph that it is given.
    Raises SourceError when the shapes themselves cannot be applied.
    """
    try:
        with _quiet():
            data, shapes_graph = _graph(quads), _graph(shapes)
            _, report, text = validate(data, shacl_graph=shapes_graph, inference="none")
    except ReportableRuntimeError as error:
        raise SourceError(f"the shapes cannot be applied: {error}", path=shapes_path) from error
    if not isinstance(report, rdflib.Graph):
        raise SourceError(f"the shapes cannot be applied: {text.strip()}", path=shapes_path)
    found = {_fault(data, report, result) for result in report.objects(None, SH.result)}
    return sorted(found, key=lambda fault: (fault.subject, fault.message))


def is_ill_typed(literal: Literal) -> bool:
    """Whether the literal's text is not of its datatype, such as a day that no month has.

    See https://www.w3.org/TR/rdf11-concepts/#dfn-ill-typed
    """
    with _quiet():
        return rdflib.Literal(literal.value, datatype=rdflib.URIRef(literal.datatype.value)).ill_typed is True


def short(iri: str) -> str:
    """The IRI as people write it: with one of our prefixes, or in brackets."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"


@contextmanager
def _quiet() -> Iterator[None]:
    """rdflib logs a traceback for each ill-typed literal; we tell it as a fault."""
    log = logging.getLogger("rdflib.term")
    log.addFilter(_nothing)
    try:
        yield
    finally:
        log.removeFilter(_nothing)


def _nothing(_record: logging.LogRecord) -> bool:
    return False


def _graph(quads: Iterable[Quad]) -> rdflib.Graph:
    """The union of the graphs, term by term: rdflib's parser of N-Triples takes minutes for a literal of megabytes."""
    graph = rdflib.Graph()
    for quad in quads:
        graph.add((_node(quad.subject), rdflib.URIRef(quad.predicate.value), _node(quad.object)))
    return graph


def _node(term: Term) -> Node:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, Literal), "sources with triple terms are refused when they are read"
    is_plain = term.language is not None or term.datatype.value == str(XSD.string)
    datatype = None if is_plain else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)


def _fault(data: rdflib.Graph, report: rdflib.Graph, result: Node) -> ShapeFault:
    focus = report.value(result, SH.focusNode)
    messages = sorted(str(message) for message in report.objects(result, SH.resultMessage))
    found = _found(data, focus, report.value(result, SH.resultPath), report.value(result, SH.value))
    return ShapeFault(str(focus), " ".join([*messages, found]).strip())


def _found(data: rdflib.Graph, focus: Node | None, path: Node | None, value: Node | None) -> str:
    """What stands in the data: the value that is wrong, else all values that the property has."""
    if not isinstance(path, rdflib.URIRef):
        return "" if value is None or value == focus else f"(Found {_written(value)}.)"
    values = sorted(_written(each) for each in ([value] if value is not None else data.objects(focus, path)))
    written = ", ".join(values[:_MAX_VALUES]) or "none"
    more = ", …" if len(values) > _MAX_VALUES else ""
    return f"(Found for {short(str(path))}: {written}{more}.)"


def _written(node: Node) -> str:
    if isinstance(node, rdflib.URIRef):
        return short(str(node))
    if not isinstance(node, rdflib.Literal):
        return "a blank node"
    text = node.n3()
    if node.datatype is not None:
        text = str(node) if node.datatype in _PLAIN else f'"{node}"^^{short(str(node.datatype))}'
    return text if len(text) <= _MAX_VALUE else text[: _MAX_VALUE - 1] + "…"
