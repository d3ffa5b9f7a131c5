"""Who reads the dumps: parsers and stores that other people made, in one table, each with the names of its syntaxes.

An importer takes a file and gives back what it has understood, as quads. What is said of a store's literals is the
whole of what it may change.
"""

import json
import os
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rdflib
from pyoxigraph import RdfFormat, Store
from tests.peers import MAX_ROWS, Peer, Peers

from govsocial.model.formats import N_QUADS
from govsocial.model.iris import Names
from govsocial.store.oxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, parse_bytes

READ_WITH_N3 = Path(__file__).with_name("read.mjs")
DEADLINE_SECONDS = 120
PAGE_ROWS = MAX_ROWS // 2
XSD = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True)
class Programs:
    """What importers need of the machine: programs by name, N3.js by its folder, and stores that run."""

    find: Callable[[str], str]
    n3: Callable[[], Path]
    peers: Peers


Read = Callable[[Path, str, Programs], Iterable[Quad]]
"""Reads a file, whose syntax is given in the importer's own words."""


@dataclass(frozen=True)
class Importer:
    """One parser or store. `syntaxes` are those it reads, by our names; `changes` is what it does to literals."""

    name: str
    syntaxes: Mapping[str, str]
    read: Read
    changes: Callable[[Quad], Quad] | None = None
    reason: str = ""


def _rdflib(path: Path, syntax: str, _programs: Programs) -> Iterable[Quad]:
    dataset = rdflib.Dataset()
    dataset.parse(path, format=syntax)
    return parse_bytes(dataset.serialize(format="nquads", encoding="utf-8"), N_QUADS)


def _pyoxigraph_store(path: Path, syntax: str, _programs: Programs) -> Iterable[Quad]:
    store = Store()
    store.bulk_load(path=path, format=RdfFormat.from_extension(syntax))
    return list(store)


def _raptor(path: Path, syntax: str, programs: Programs) -> Iterable[Quad]:
    return _run([programs.find("rapper"), "-q", "-i", syntax, "-o", "nquads", path.name], path)


def _serd(path: Path, syntax: str, programs: Programs) -> Iterable[Quad]:
    return _run([programs.find("serdi"), "-i", syntax, "-o", "nquads", path.name], path)


def _n3(path: Path, syntax: str, programs: Programs) -> Iterable[Quad]:
    command = [programs.find("node"), str(READ_WITH_N3), path.name, syntax]
    return _run(command, path, N3_FOLDER=str(programs.n3()))


def _run(command: list[str], path: Path, **variables: str) -> Iterable[Quad]:
    """What a program writes on stdout, in the folder of the file, so that no path of ours gets into an IRI."""
    environment = {**os.environ, **variables}
    done = subprocess.run(
        command, cwd=path.parent, env=environment, capture_output=True, timeout=DEADLINE_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return parse_bytes(done.stdout, N_QUADS)


def _oxigraph(path: Path, syntax: str, programs: Programs) -> Iterable[Quad]:
    return _through(programs.peers.oxigraph(), path, syntax)


def _virtuoso(path: Path, syntax: str, programs: Programs) -> Iterable[Quad]:
    return _through(programs.peers.virtuoso(programs.find), path, syntax)


def _through(peer: Peer, path: Path, syntax: str) -> Iterable[Quad]:
    """The quads that a store gives back by SPARQL after it was given the file."""
    graph = f"urn:import:{path.name}"
    if syntax == "nq":
        peer.load(path.read_bytes())
        ours = f"STRSTARTS(STR(?g), '{Names().base}graph/')"
        return map(_quad, _all_rows(peer.url, f"?s ?p ?o ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER({ours}) }}"))
    peer.load_graph(path.read_bytes(), graph, syntax)
    return map(_quad, _all_rows(peer.url, f"?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"))


Row = Mapping[str, Mapping[str, str]]
"""One solution, as the JSON of SPARQL has it."""


def rows(url: str, query: str, default_graphs: Iterable[str] = ()) -> list[Row]:
    """The solutions that an endpoint gives; without default graphs, of the one that it has itself."""
    parameters = [("query", query), *(("default-graph-uri", graph) for graph in default_graphs)]
    body = urllib.parse.urlencode(parameters).encode()
    request = urllib.request.Request(url, body, {"Accept": "application/sparql-results+json"})
    with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS) as response:
        document: Any = json.load(response)  # Any: JSON, whose form the SPARQL specification gives
    found: list[Row] = document["results"]["bindings"]
    return found


def _all_rows(url: str, pattern: str) -> list[Row]:
    """All solutions, page by page: a store may cut what it gives at once."""
    found: list[Row] = []
    # Virtuoso sorts no more than 10,000 rows for LIMIT and OFFSET of the same SELECT.
    ordered = f"SELECT {pattern} ORDER BY ?s ?p ?o"
    while page := rows(url, f"SELECT * {{ {{ {ordered} }} }} LIMIT {PAGE_ROWS} OFFSET {len(found)}"):
        found += page
    return found


def _quad(row: Row) -> Quad:
    graph = NamedNode(row["g"]["value"]) if "g" in row else DefaultGraph()
    subject, predicate = _term(row["s"]), NamedNode(row["p"]["value"])
    assert not isinstance(subject, Literal)
    return Quad(subject, predicate, _term(row["o"]), graph)


def _term(term: Mapping[str, str]) -> NamedNode | BlankNode | Literal:
    """Virtuoso calls its blank nodes `nodeID://b1`, and typed literals by a name of a draft."""
    value = term["value"]
    if term["type"] == "bnode" or value.startswith("nodeID://"):
        return BlankNode(value.rpartition("/")[2])
    if term["type"] == "uri":
        return NamedNode(value)
    if "xml:lang" in term:
        return Literal(value, language=term["xml:lang"])
    return Literal(value, datatype=NamedNode(term.get("datatype", XSD + "string")))


def _true_as_one(quad: Quad) -> Quad:
    booleans = {"true": "1", "false": "0"}
    value = quad.object
    if isinstance(value, Literal) and value.datatype.value == XSD + "boolean":
        value = Literal(booleans.get(value.value, value.value), datatype=value.datatype)
    return Quad(quad.subject, quad.predicate, value, quad.graph_name)


IMPORTERS = (
    Importer(
        "rdflib",
        {"ttl": "turtle", "trig": "trig", "nt": "nt", "nq": "nquads", "jsonld": "json-ld", "rdf": "xml"},
        _rdflib,
    ),
    Importer("pyoxigraph", {name: name for name in ("ttl", "trig", "nt", "nq", "jsonld", "rdf")}, _pyoxigraph_store),
    Importer("raptor", {"ttl": "turtle", "trig": "trig", "nt": "ntriples", "nq": "nquads", "rdf": "rdfxml"}, _raptor),
    Importer("serd", {"ttl": "turtle", "trig": "trig", "nt": "ntriples", "nq": "nquads"}, _serd),
    Importer("N3.js", {"ttl": "Turtle", "trig": "TriG", "nt": "N-Triples", "nq": "N-Quads"}, _n3),
    Importer("oxigraph serve", {name: name for name in ("ttl", "nt", "nq", "rdf")}, _oxigraph),
    Importer(
        "Virtuoso",
        {name: name for name in ("ttl", "nt", "nq", "rdf")},
        _virtuoso,
        _true_as_one,
        "Virtuoso 7.2 writes the boolean true as 1, which is its other spelling in XML Schema",
    ),
)
"""All importers, and the syntaxes of the dumps that each reads. raptor, serd and N3.js know no JSON-LD; serd and N3.js
no RDF/XML; Virtuoso's TriG and JSON-LD go by its N-Quads."""
