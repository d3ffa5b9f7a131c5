"""Provenance: how a release came about, from the files that were read to the build that read them.

What stays the same from build to build is in the dataset; digests and versions, which change with each comment in a
file, are in the catalogue beside it. See https://www.w3.org/TR/prov-o/
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from govsocial.model.iris import Names
from govsocial.model.namespaces import PREFIXES
from govsocial.model.sources import Sources, read_bytes
from govsocial.model.stored_queries import stored_query_files
from govsocial.publishing import questions
from govsocial.publishing.facts import term
from govsocial.publishing.inference import DERIVED, load_rules
from govsocial.publishing.software import NAME, Software
from govsocial.store.oxigraph import Literal, NamedNode, Quad, Triple

GRAPH = "graph/provenance"
"""The named graph of what stays the same, below the base."""


def describe(sources: Sources, names: Names, asserted: Iterable[Quad]) -> list[Quad]:
    """How each named graph, and with it each fact, came about: from which file, by which activity of whom."""
    graph = NamedNode(names.base + GRAPH)
    publishers = sorted(_publishers(names, asserted))
    return [Quad(each.subject, each.predicate, each.object, graph) for each in _statements(sources, names, publishers)]


def record(sources: Sources, names: Names, software: Software) -> Iterator[Triple]:
    """What is different from build to build: the digest of each file, and the software's version and commit."""
    for name, content in _files(sources):
        yield from checksum(_file(names, name), hashlib.sha256(content).hexdigest())
    agent = software_iri(names)
    yield Triple(agent, term("schema:softwareVersion"), Literal(software.version))
    yield Triple(agent, term("rdfs:comment"), Literal(f"{software}.", language="en"))
    if software.identifier is not None:
        yield Triple(agent, term("dcterms:identifier"), Literal(software.identifier))


def checksum(of: NamedNode, sha256: str) -> Iterator[Triple]:
    """The SHA-256 of a file, in the terms of SPDX."""
    node = NamedNode(f"{of.value}-sha256")
    digest = Literal(sha256, datatype=NamedNode(PREFIXES["xsd"] + "hexBinary"))
    yield Triple(of, term("spdx:checksum"), node)
    yield Triple(node, term("rdf:type"), term("spdx:Checksum"))
    yield Triple(node, term("spdx:algorithm"), term("spdx:checksumAlgorithm_sha256"))
    yield Triple(term("spdx:checksumAlgorithm_sha256"), term("rdf:type"), term("spdx:ChecksumAlgorithm"))
    yield Triple(node, term("spdx:checksumValue"), digest)


def build_iri(names: Names) -> NamedNode:
    """The activity that generates releases."""
    return NamedNode(f"{names.base}dataset#build")


def software_iri(names: Names) -> NamedNode:
    """The agent that carries the activity out."""
    return NamedNode(f"{names.base}dataset#software")


def _statements(sources: Sources, names: Names, publishers: list[str]) -> Iterator[Triple]:
    build, software, dataset = build_iri(names), software_iri(names), NamedNode(f"{names.base}dataset")
    yield Triple(build, term("rdf:type"), term("prov:Activity"))
    yield Triple(build, term("rdfs:label"), Literal("The build of the dataset", language="en"))
    yield Triple(build, term("prov:wasAssociatedWith"), software)
    yield Triple(dataset, term("prov:wasGeneratedBy"), build)
    yield Triple(software, term("rdf:type"), term("prov:SoftwareAgent"))
    yield Triple(software, term("rdfs:label"), Literal(NAME, language="en"))
    for publisher in publishers:
        yield Triple(build, term("prov:wasAssociatedWith"), NamedNode(publisher))
        yield Triple(software, term("prov:actedOnBehalfOf"), NamedNode(publisher))
    for name, _ in _files(sources):
        yield Triple(_file(names, name), term("rdf:type"), term("prov:Entity"))
        yield Triple(_file(names, name), term("rdfs:label"), Literal(name))
        yield Triple(build, term("prov:used"), _file(names, name))
    for source in sources.rdf_files():
        graph = NamedNode(source.graph_iri(names))
        yield Triple(graph, term("prov:wasDerivedFrom"), _file(names, source.name))
        yield Triple(graph, term("prov:wasGeneratedBy"), build)
    asked = stored_query_files(sources.queries)
    for path in asked:
        file = _file(names, _name(path, sources))
        yield Triple(NamedNode(names.query(path.stem)), term("prov:wasDerivedFrom"), file)
    if asked:
        yield Triple(NamedNode(names.base + questions.GRAPH), term("prov:wasGeneratedBy"), build)
    for key in DERIVED:
        yield Triple(_derived(names, key), term("prov:wasGeneratedBy"), build)
    for rule in load_rules(sources.rules):
        file = _file(names, rule.path.relative_to(sources.root).as_posix())
        yield Triple(_derived(names, rule.graph), term("prov:wasDerivedFrom"), file)


def _files(sources: Sources) -> Iterator[tuple[str, bytes]]:
    """All that the build reads to make the dataset: name below the root, and content."""
    graphs, rules = (file.path for file in sources.rdf_files()), sorted(sources.rules.glob("*.rq"))
    for path in (*graphs, *rules, *stored_query_files(sources.queries)):
        yield _name(path, sources), read_bytes(path)


def _name(path: Path, sources: Sources) -> str:
    """The name of a file below the root of the sources."""
    return path.relative_to(sources.root).as_posix()


def _derived(names: Names, key: str) -> NamedNode:
    return NamedNode(f"{names.base}graph/derived/{key}")


def _file(names: Names, name: str) -> NamedNode:
    return NamedNode(f"{names.base}dataset#{quote(name)}")


def _publishers(names: Names, asserted: Iterable[Quad]) -> set[str]:
    wanted = (NamedNode(f"{names.base}dataset"), term("dcterms:publisher"))
    found = (quad.object for quad in asserted if (quad.subject, quad.predicate) == wanted)
    return {each.value for each in found if isinstance(each, NamedNode)}
