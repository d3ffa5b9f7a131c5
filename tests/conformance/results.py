"""Results of queries as values: read from each of their syntaxes by readers of our own, and compared up to blank nodes.

See https://www.w3.org/TR/rdf-sparql-XMLres/, https://www.w3.org/TR/sparql11-results-json/,
https://www.w3.org/TR/sparql11-results-csv-tsv/ and https://www.w3.org/2001/sw/DataAccess/tests/result-set#
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree import ElementTree

from pyoxigraph import (
    BaseDirection,
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)
from tests.conformance import archive
from tests.conformance.archive import Term

XSD = "http://www.w3.org/2001/XMLSchema#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"

_RESULT_SET = NamedNode(RS + "ResultSet")
_SRX = "{http://www.w3.org/2005/sparql-results#}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ITS_DIR = "{http://www.w3.org/2005/11/its}dir"

_CELL = NamedNode("csv:cell")
_VALUE_OF: dict[str, Callable[[str], object]] = {
    XSD + "boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
    XSD + "decimal": lambda text: Decimal(text).normalize() + 0,  # there is no decimal -0
    XSD + "double": float,
    XSD + "float": float,
    XSD + "integer": int,
    _CELL.value: float,
}

Row = Mapping[str, Term]
Graph = frozenset[Triple]


@dataclass(frozen=True)
class Solutions:
    """The answer to a SELECT query; an unbound variable is not in its row."""

    variables: frozenset[str]
    rows: tuple[Row, ...]
    is_ordered: bool = False


Result = Solutions | bool | Graph


def expected(iri: str) -> Result:
    """The result that a file of the archive holds, in any of the syntaxes of the tests."""
    extension = iri.rpartition(".")[2]
    if extension in READERS:
        return READERS[extension](archive.read(iri))
    quads = archive.quads(iri)
    if any(quad.object == _RESULT_SET for quad in quads):
        return _of_result_set(quads)
    return frozenset(quad.triple for quad in quads)


def from_json(content: bytes) -> Solutions | bool:
    """An answer as application/sparql-results+json."""
    document = json.loads(content)
    if "boolean" in document:
        return bool(document["boolean"])
    rows = tuple(
        {name: _json_term(term) for name, term in binding.items()} for binding in document["results"]["bindings"]
    )
    return Solutions(frozenset(document["head"]["vars"]), rows)


def from_xml(content: bytes) -> Solutions | bool:
    """An answer as application/sparql-results+xml."""
    root = ElementTree.fromstring(content)  # noqa: S314  # W3C's files, and answers of our own server
    boolean = root.find(f"{_SRX}boolean")
    if boolean is not None:
        return {"true": True, "false": False}[(boolean.text or "").strip()]
    variables = (element.attrib["name"] for element in root.iterfind(f"{_SRX}head/{_SRX}variable"))
    results = root.iterfind(f"{_SRX}results/{_SRX}result")
    rows = tuple({binding.attrib["name"]: _xml_term(binding[0]) for binding in result} for result in results)
    return Solutions(frozenset(variables), rows)


def from_tsv(content: bytes) -> Solutions:
    """An answer as text/tab-separated-values, its numbers in any of the two spellings."""
    header, *lines = content.decode().split("\n")
    assert lines.pop() == "", "the last line has no end"
    names = [variable.removeprefix("?") for variable in header.split("\t")]
    table = [dict(zip(names, line.split("\t"), strict=True)) for line in lines]
    rows = tuple({name: _turtle_term(cell) for name, cell in cells.items() if cell} for cells in table)
    return Solutions(frozenset(names), rows)


def from_csv(content: bytes) -> Solutions:
    """An answer as text/csv, in which all but blank nodes is plain text."""
    names, *table = csv.reader(content.decode().splitlines())
    rows = tuple({name: _csv_term(cell) for name, cell in zip(names, cells, strict=True)} for cells in table)
    return Solutions(frozenset(names), rows)


def from_rdf(content: bytes, media_type: str, base_iri: str = "http://base.example/") -> Graph:
    """The triples of an answer."""
    syntax = RdfFormat.from_media_type(media_type)
    assert syntax is not None, f"{media_type} is no syntax of RDF"
    return frozenset(quad.triple for quad in parse(content, syntax, base_iri=base_iri))


READERS = {"srj": from_json, "srx": from_xml, "tsv": from_tsv, "csv": from_csv}


def by_value(result: Result) -> Result:
    """The result with each number and truth value spelt in one way, its datatype kept.

    In CSV, which has no datatypes, that is whatever looks like a number.
    """
    if not isinstance(result, Solutions):
        return result
    rows = tuple({name: _one_spelling(term) for name, term in row.items()} for row in result.rows)
    return replace(result, rows=rows)


def assert_same(actual: Result, wanted: Result, is_lax: bool = False) -> None:
    """Compares the answers as the tests mean it: multisets of solutions, up to the names of blank nodes.

    Literals are compared by their spelling. Where the wanted solutions are in order, order counts; where the test is
    lax, duplicates may be left out.
    """
    if isinstance(actual, bool) or isinstance(wanted, bool):
        assert actual is wanted
    elif isinstance(actual, Solutions) and isinstance(wanted, Solutions):
        _assert_same_solutions(actual, wanted, is_lax)
    else:
        assert isinstance(actual, frozenset)
        assert isinstance(wanted, frozenset)
        assert _canonical(actual) == _canonical(wanted)


def _one_spelling(term: Term) -> Term:
    if isinstance(term, Triple):
        return _triple(*(_one_spelling(part) for part in (term.subject, term.predicate, term.object)))
    if isinstance(term, Literal) and (value_of := _VALUE_OF.get(term.datatype.value)):
        try:
            return Literal(str(value_of(term.value)), datatype=term.datatype)
        except (KeyError, ValueError, InvalidOperation):
            return term  # it has no value
    return term


def _assert_same_solutions(actual: Solutions, wanted: Solutions, is_lax: bool) -> None:
    assert actual.variables == wanted.variables
    if is_lax:
        assert _lax(actual, wanted)
    else:
        given = _canonical(_as_triples(actual.rows, wanted.is_ordered))
        assert given == _canonical(_as_triples(wanted.rows, wanted.is_ordered)), _told(actual, wanted)


def _lax(actual: Solutions, wanted: Solutions) -> bool:
    """Whether each wanted solution is there, at most as often as it is wanted; there are no blank nodes in these."""
    given, most = (Counter(frozenset(row.items()) for row in each.rows) for each in (actual, wanted))
    return given.keys() == most.keys() and given <= most


def _canonical(triples: Iterable[Triple]) -> frozenset[str]:
    """The triples with the blank node labels of RDFC-1.0, as text."""
    dataset = Dataset(Quad(each.subject, each.predicate, each.object, DefaultGraph()) for each in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    return frozenset(str(quad) for quad in dataset)


def _as_triples(rows: tuple[Row, ...], is_ordered: bool) -> Iterator[Triple]:
    """A blank node for each row, so that equal rows stay apart, with its bindings, and its place if that matters."""
    for number, row in enumerate(rows):
        node = BlankNode()
        yield Triple(node, NamedNode("row:place"), Literal(str(number if is_ordered else 0)))
        for name, term in row.items():
            yield Triple(node, NamedNode(f"row:variable:{name}"), term)


def _told(actual: Solutions, wanted: Solutions) -> str:
    given, right = ([{name: str(term) for name, term in row.items()} for row in each.rows] for each in (actual, wanted))
    surplus, missing = ([row for row in one if row not in other] for one, other in ((given, right), (right, given)))
    return f"{len(given)} rows for {len(right)}; too many are {surplus[:5]}, missing are {missing[:5]}"


def _json_term(term: dict[str, Any]) -> Term:  # Any: a JSON object
    value = term["value"]
    match term["type"]:
        case "uri":
            return NamedNode(value)
        case "bnode":
            return BlankNode(value)
        case "triple":
            return _triple(*(_json_term(value[part]) for part in ("subject", "predicate", "object")))
    return _literal(value, term.get("datatype"), term.get("xml:lang"), term.get("its:dir"))


def _xml_term(element: ElementTree.Element) -> Term:
    text = element.text or ""
    match element.tag.removeprefix(_SRX):
        case "uri":
            return NamedNode(text)
        case "bnode":
            return BlankNode(text)
        case "triple":
            return _triple(*(_xml_term(part[0]) for part in element))
    return _literal(text, element.get("datatype"), element.get(_XML_LANG), element.get(_ITS_DIR))


def _triple(subject: Term, predicate: Term, object_: Term) -> Triple:
    assert isinstance(subject, NamedNode | BlankNode | Triple)
    assert isinstance(predicate, NamedNode)
    return Triple(subject, predicate, object_)


def _literal(value: str, datatype: str | None, language: str | None, direction: str | None) -> Literal:
    if language is not None:
        # Language tags are case-insensitive, and so in lower case.
        base = None if direction is None else {"ltr": BaseDirection.LTR, "rtl": BaseDirection.RTL}[direction]
        return Literal(value, language=language.lower(), direction=base)
    return Literal(value) if datatype is None else Literal(value, datatype=NamedNode(datatype))


def _turtle_term(cell: str) -> Term:
    (quad,) = parse(f"<row:s> <row:p> {cell} .", RdfFormat.TURTLE)
    term: Term = quad.object
    return term


def _csv_term(cell: str) -> Term:
    return BlankNode(cell.removeprefix("_:")) if cell.startswith("_:") else Literal(cell, datatype=_CELL)


def _of_result_set(quads: Iterable[Quad]) -> Solutions | bool:
    """The result that a graph in the vocabulary of result sets describes."""
    said = _Said(quads)
    if said.everywhere("boolean"):
        return said.everywhere("boolean") == ["true"]
    nodes = said.nodes("solution")
    places = {node: int(said.text(node, "index")) for node in nodes if said.terms(node, "index")}
    rows = tuple(
        {said.text(node, "variable"): said.terms(node, "value")[0] for node in said.terms(each, "binding")}
        for each in sorted(nodes, key=lambda node: places.get(node, 0))
    )
    return Solutions(frozenset(said.everywhere("resultVariable")), rows, is_ordered=bool(places))


class _Said:
    """What a graph says in the vocabulary of result sets."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._quads = [quad for quad in quads if quad.predicate.value.startswith(RS)]

    def nodes(self, name: str) -> list[Term]:
        """The values of a property, whosever they are."""
        return [quad.object for quad in self._quads if quad.predicate.value == RS + name]

    def everywhere(self, name: str) -> list[str]:
        """As `nodes`, for texts."""
        return [_text(term) for term in self.nodes(name)]

    def terms(self, subject: Term, name: str) -> list[Term]:
        """The values of a property of one subject."""
        return [quad.object for quad in self._quads if quad.subject == subject and quad.predicate.value == RS + name]

    def text(self, subject: Term, name: str) -> str:
        """The one text that a property holds."""
        (term,) = self.terms(subject, name)
        return _text(term)


def _text(term: Term) -> str:
    assert isinstance(term, Literal)
    return term.value
