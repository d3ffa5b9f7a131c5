"""The service description: what the endpoint can, made from the configuration that it runs with.

See https://www.w3.org/TR/sparql11-service-description/
"""

from collections.abc import Iterator, Mapping

from govsocial.model.formats import GRAPH_FORMATS, RDF_FORMATS, SOLUTION_FORMATS, Format
from govsocial.model.namespaces import PREFIXES, VOCABULARIES
from govsocial.store.oxigraph import Literal, NamedNode, Triple, serialize
from govsocial.web.site import Site
from govsocial.web.terms import Solutions

_SD, _VOID = VOCABULARIES["sd"], VOCABULARIES["void"]

GRAPH_SIZES = (
    "SELECT ?graph (COUNT(*) AS ?triples) { { ?s ?p ?o } UNION { GRAPH ?graph { ?s ?p ?o } } } GROUP BY ?graph"
)
"""SELECT ?graph ?triples: how many triples each named graph has, and without a ?graph the default graph."""

_TYPE = NamedNode(VOCABULARIES["rdf"] + "type")
_COMMENT = NamedNode(VOCABULARIES["rdfs"] + "comment")
_SEE_ALSO = NamedNode(VOCABULARIES["rdfs"] + "seeAlso")
_INTEGER = NamedNode(VOCABULARIES["xsd"] + "integer")


def sizes_in(found: Solutions) -> dict[str | None, int]:
    """The sizes in solutions of GRAPH_SIZES; None is the default graph."""
    return {row["graph"].value if "graph" in row else None: int(row["triples"].value) for row in found.rows}


def service_description(site: Site, endpoint: str, sizes: Mapping[str | None, int], syntax: Format) -> bytes:
    """The description as a document. `sizes` counts the triples of each named graph, and of the default one (None)."""
    return serialize(_triples(site, endpoint, sizes), syntax, PREFIXES)


def _triples(site: Site, endpoint: str, sizes: Mapping[str | None, int]) -> Iterator[Triple]:
    service, dataset = NamedNode(f"{endpoint}#service"), NamedNode(f"{endpoint}#dataset")
    yield Triple(service, _TYPE, NamedNode(f"{_SD}Service"))
    yield Triple(service, NamedNode(f"{_SD}endpoint"), NamedNode(endpoint))
    yield Triple(service, NamedNode(f"{_SD}defaultDataset"), dataset)
    for name, value in _abilities(site):
        yield Triple(service, NamedNode(_SD + name), NamedNode(value))
    for called in site.store.capabilities.services:
        yield Triple(service, _SEE_ALSO, NamedNode(called))
    for sentence in _limits(site):
        yield Triple(service, _COMMENT, Literal(sentence, language="en"))
    yield Triple(dataset, _TYPE, NamedNode(f"{_SD}Dataset"))
    yield from _graph(dataset, "defaultGraph", NamedNode(f"{endpoint}#default-graph"), sizes.get(None))
    for number, iri in enumerate(sorted(iri for iri in sizes if iri is not None), 1):
        named = NamedNode(f"{endpoint}#named-graph-{number}")
        yield Triple(dataset, NamedNode(f"{_SD}namedGraph"), named)
        yield Triple(named, _TYPE, NamedNode(f"{_SD}NamedGraph"))
        yield Triple(named, NamedNode(f"{_SD}name"), NamedNode(iri))
        yield from _graph(named, "graph", NamedNode(f"{endpoint}#graph-{number}"), sizes[iri])


def _graph(of: NamedNode, relation: str, graph: NamedNode, size: int | None) -> Iterator[Triple]:
    yield Triple(of, NamedNode(_SD + relation), graph)
    yield Triple(graph, _TYPE, NamedNode(f"{_SD}Graph"))
    if size is not None:
        yield Triple(graph, NamedNode(f"{_VOID}triples"), Literal(str(size), datatype=_INTEGER))


def _abilities(site: Site) -> Iterator[tuple[str, str]]:
    """Languages, features and formats, by property."""
    yield "supportedLanguage", f"{_SD}SPARQL10Query"
    yield "supportedLanguage", f"{_SD}SPARQL11Query"
    if site.writing is not None:
        yield "supportedLanguage", f"{_SD}SPARQL11Update"
        yield from (("inputFormat", str(each.iri)) for each in RDF_FORMATS)
    if site.store.capabilities.services:
        yield "feature", f"{_SD}BasicFederatedQuery"
    if site.store.capabilities.union_default_graph:
        yield "feature", f"{_SD}UnionDefaultGraph"
    yield from (("resultFormat", str(each.iri)) for each in (*SOLUTION_FORMATS, *GRAPH_FORMATS))


def _limits(site: Site) -> Iterator[str]:
    """What a client may not know from the vocabulary."""
    settings = site.settings
    yield f"A query may take {settings.timeout:g} seconds and have {settings.max_query_bytes:,} bytes."
    yield f"An answer may have {settings.max_result_bytes:,} bytes; a longer one is cut, and the connection closed."
    capabilities = site.store.capabilities
    yield f"SERVICE may call {', '.join(capabilities.services) or 'no address'}, and FROM fetches nothing."
    if not capabilities.merges_graphs:
        yield "A triple that is in several graphs of the default graph counts once for each of them."
    if capabilities.max_rows is not None:
        yield f"An answer may have {capabilities.max_rows - 1:,} rows; a longer one is an error."
    if site.writing is not None:
        yield f"Updates need a bearer token and may take {settings.update_timeout:g} seconds; LOAD fetches nothing."
