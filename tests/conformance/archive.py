"""W3C's tests, read from their archive: the files, the RDF in them, and the manifests as typed test cases.

See https://w3c.github.io/rdf-tests/sparql/ and /shared/w3c/README.md beside the project.
"""

import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

Term = NamedNode | BlankNode | Literal | Triple

ARCHIVE = Path(__file__).parents[3] / "shared" / "w3c" / "sparql-tests.tar.gz"
ABSENT = f"W3C's tests are not at hand: there is no {ARCHIVE}"
ROOT = "https://w3c.github.io/rdf-tests/sparql/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

_TOP = ("sparql10/manifest.ttl", "sparql11/manifest-all.ttl", "sparql12/manifest.ttl")
_SYNTAX = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}


def is_at_hand() -> bool:
    """Whether the archive is there."""
    return ARCHIVE.exists()


def read(iri: str) -> bytes:
    """The file of an IRI."""
    return _files()[iri]


def has(iri: str) -> bool:
    """Whether there is such a file."""
    return iri in _files()


@cache
def quads(iri: str) -> tuple[Quad, ...]:
    """The RDF of a file, with relative IRIs resolved against its own and blank nodes that no other file has."""
    syntax = _SYNTAX[iri.rpartition(".")[2]]
    return tuple(parse(read(iri), syntax, base_iri=iri, rename_blank_nodes=True))


@cache
def _files() -> dict[str, bytes]:
    with tarfile.open(ARCHIVE) as archive:
        members = ((member, archive.extractfile(member)) for member in archive if member.isfile())
        return {ROOT + _below_root(member.name): file.read() for member, file in members if file is not None}


def _below_root(name: str) -> str:
    return name.partition("rdf-tests/sparql/")[2] or name


class Node:
    """A resource of a manifest with what is said about it, by property."""

    def __init__(self, term: Term, manifest: "Manifest") -> None:
        self.term = term
        self._manifest = manifest

    @property
    def value(self) -> str:
        """The IRI, or the text of a literal."""
        assert isinstance(self.term, NamedNode | Literal)
        return self.term.value

    @property
    def is_iri(self) -> bool:
        """Whether it is an IRI."""
        return isinstance(self.term, NamedNode)

    def all(self, predicate: str) -> list["Node"]:
        """What the property holds."""
        return [Node(term, self._manifest) for term in self._manifest.objects(self.term, predicate)]

    def one(self, predicate: str) -> "Node":
        """The one value of the property."""
        (node,) = self.all(predicate)
        return node

    def maybe(self, predicate: str) -> "Node | None":
        """The value of the property, if it has one."""
        return next(iter(self.all(predicate)), None)

    def items(self, predicate: str) -> list["Node"]:
        """The members of the list that the property holds; none without the property."""
        items, rest = [], self.maybe(predicate)
        while rest is not None and (first := rest.maybe(RDF + "first")) is not None:
            items.append(first)
            rest = rest.maybe(RDF + "rest")
        return items


class Manifest:
    """A manifest as a graph; `folder` is its place below the root, such as sparql11/aggregates."""

    def __init__(self, iri: str) -> None:
        self.iri = iri
        self.folder = iri.removeprefix(ROOT).rpartition("/")[0]
        self._objects: dict[tuple[Term, str], list[Term]] = {}
        for quad in quads(iri):
            self._objects.setdefault((quad.subject, quad.predicate.value), []).append(quad.object)

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """The objects of a subject and a predicate, in the order of the file."""
        return self._objects.get((subject, predicate), [])

    def entries(self) -> list[Node]:
        """The tests."""
        return self.root.items(MF + "entries")

    @property
    def root(self) -> Node:
        """The manifest itself, whose IRI is in SPARQL 1.2 another than its file's."""
        root = next(subject for subject, predicate in self._objects if predicate in (MF + "entries", MF + "include"))
        return Node(root, self)


@cache
def manifests() -> tuple[Manifest, ...]:
    """All manifests with tests, as those of SPARQL 1.0, 1.1 and 1.2 include them."""
    return tuple(found for top in _TOP for found in _included(ROOT + top))


def _included(iri: str) -> Iterator[Manifest]:
    manifest = Manifest(iri)
    included = manifest.root.items(MF + "include")
    if not included:
        yield manifest
    for node in included:
        yield from _included(urljoin(iri, node.value))
