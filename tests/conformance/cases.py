"""W3C's manifests as test cases: what is given, what is asked, and what is to come out.

See https://www.w3.org/2001/sw/DataAccess/tests/README.html and https://www.w3.org/2009/sparql/docs/tests/README.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urljoin

from tests.conformance import archive
from tests.conformance.archive import MF, Manifest, Node

QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"

RESULT_FORMATS = ("sparql11/csv-tsv-res", "sparql11/json-res")
NOT_RUN = {
    "sparql11/entailment": "entailment is materialised when a release is built; no query entails anything",
    "sparql11/service": "these tests need servers that do not exist, at addresses of others",
    "sparql11/syntax-fed": "a query that calls an endpoint which is not allowed is refused before it is parsed",
}
"""Folders of tests that are about what this server does not do."""

_FROM = re.compile(r"^\s*FROM\s+(NAMED\s+)?<([^>]*)>", re.MULTILINE)


@dataclass(frozen=True)
class Dataset:
    """The files whose triples are the default graph, and the file of each named graph."""

    default: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The IRIs of all its files."""
        return (*self.default, *(file for _, file in self.named))


@dataclass(frozen=True)
class Case:
    """One test; `name` is its folder and its local name, such as sparql11/aggregates/agg01."""

    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> str:
        """Where the test stands, such as sparql11/aggregates."""
        return self.name.rpartition("/")[0]


@dataclass(frozen=True)
class QueryCase(Case):
    """A query over a dataset, and the file of its result. A lax result may leave duplicates out (REDUCED)."""

    query: str
    dataset: Dataset
    result: str
    is_lax: bool

    @property
    def text(self) -> str:
        """The query, its relative IRIs resolved against its file."""
        return with_base(self.query)

    @property
    def has_dataset_clause(self) -> bool:
        """Whether the query itself names the graphs that it is about."""
        return bool(_FROM.search(self.text))


@dataclass(frozen=True)
class UpdateCase(Case):
    """An update of a store in one state, and the state that it must leave."""

    request: str
    before: Dataset
    after: Dataset

    @property
    def text(self) -> str:
        """The update, its relative IRIs resolved against its file."""
        return with_base(self.request)


@dataclass(frozen=True)
class SyntaxCase(Case):
    """A text that must be read as a query or an update, or must be refused."""

    text: bytes
    is_update: bool
    is_valid: bool


@dataclass(frozen=True)
class HttpCase(Case):
    """Requests, in their order, and what is to come of each; `graphs` must be in the store before."""

    entry: Node
    graphs: tuple[tuple[str, str], ...] = field(default=())


def with_base(iri: str) -> str:
    """A query or update with its own IRI as the base of those in it."""
    return f"BASE <{iri}>\n{archive.read(iri).decode()}"


def query_cases() -> list[QueryCase]:
    """The tests of query evaluation, with those of the three result formats."""
    kinds = ("QueryEvaluationTest", "CSVResultFormatTest")
    return [_query_case(name, entry) for name, entry in _entries(*kinds)]


def update_cases() -> list[UpdateCase]:
    """The tests of update evaluation."""
    return [_update_case(name, entry) for name, entry in _entries("UpdateEvaluationTest")]


def syntax_cases() -> list[SyntaxCase]:
    """The tests of syntax, for queries and for updates."""
    return [
        SyntaxCase(name, archive.read(entry.one(MF + "action").value), is_update, is_valid)
        for version in ("", "11")
        for sign, is_valid in (("Positive", True), ("Negative", False))
        for what, is_update in (("Syntax", False), ("UpdateSyntax", True))
        for name, entry in _entries(f"{sign}{what}Test{version}")
    ]


def http_cases(kind: str) -> list[HttpCase]:
    """The tests of a kind whose requests are in the manifest."""
    return [HttpCase(name, entry, _labelled_graphs(entry)) for name, entry in _entries(kind)]


def not_run() -> dict[str, int]:
    """How many tests there are in the folders that are not run."""
    found = {manifest.folder: len(manifest.entries()) for manifest in archive.manifests()}
    return {folder: found[folder] for folder in NOT_RUN}


def _entries(*kinds: str) -> Iterator[tuple[str, Node]]:
    wanted = {MF + kind for kind in kinds}
    for manifest, entry, types in _all_entries():
        if types & wanted and manifest.folder not in NOT_RUN:
            yield f"{manifest.folder}/{entry.value.rpartition('#')[2]}", entry


@cache
def _all_entries() -> tuple[tuple[Manifest, Node, frozenset[str]], ...]:
    return tuple(
        (manifest, entry, frozenset(node.value for node in entry.all(archive.RDF + "type")))
        for manifest in archive.manifests()
        for entry in manifest.entries()
    )


def _query_case(name: str, entry: Node) -> QueryCase:
    action = entry.one(MF + "action")
    query = action.one(QT + "query").value
    return QueryCase(
        name,
        query,
        _dataset(action, QT) if action.all(QT + "data") or action.all(QT + "graphData") else _named_in(query),
        entry.one(MF + "result").value,
        is_lax=entry.maybe(MF + "resultCardinality") is not None,
    )


def _update_case(name: str, entry: Node) -> UpdateCase:
    action = entry.one(MF + "action")
    return UpdateCase(
        name, action.one(UT + "request").value, _dataset(action, UT), _dataset(entry.one(MF + "result"), UT)
    )


def _dataset(node: Node, namespace: str) -> Dataset:
    default = tuple(data.value for data in node.all(namespace + "data"))
    return Dataset(default, _labelled_graphs(node, namespace))


def _labelled_graphs(node: Node, namespace: str = UT) -> tuple[tuple[str, str], ...]:
    """Name and file of the named graphs: a file is named by its IRI, if nothing else is said."""
    return tuple(
        (data.value, data.value) if data.is_iri else (data.one(LABEL).value, data.one(UT + "graph").value)
        for data in node.all(namespace + "graphData")
    )


def _named_in(query: str) -> Dataset:
    """The graphs that a query names in FROM and FROM NAMED, as named graphs."""
    iris = sorted({urljoin(query, iri) for _, iri in _FROM.findall(archive.read(query).decode())})
    return Dataset((), tuple((iri, iri) for iri in iris))
