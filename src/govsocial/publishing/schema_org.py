"""schema.org: the catalogue in the words that dataset search reads.

See https://schema.org/Dataset and https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

from collections.abc import Iterator

from govsocial.model.namespaces import PREFIXES
from govsocial.publishing.facts import Facts, term
from govsocial.store.oxigraph import Literal, NamedNode, Triple

_SCHEMA = PREFIXES["schema"]
_DATASET = {
    "name": "dcterms:title",
    "description": "dcterms:description",
    "identifier": "dcterms:identifier",
    "license": "dcterms:license",
    "url": "dcat:landingPage",
    "keywords": "dcat:keyword",
    "version": "dcat:version",
    "datePublished": "dcterms:issued",
    "dateModified": "dcterms:modified",
}
_MAX_DESCRIPTION = 5000
"""Characters that dataset search takes."""


def describe(facts: Facts, dataset: str) -> Iterator[Triple]:
    """What a catalogue says of its dataset, said again in schema.org; all values are text, as its readers like it."""
    yield _type(dataset, "Dataset")
    yield from _texts(facts, dataset, _DATASET)
    yield from _coverage(facts, dataset)
    yield Triple(NamedNode(dataset), _property("isAccessibleForFree"), Literal(True))
    for name in ("creator", "publisher"):
        for agent in facts.iris(dataset, f"dcterms:{name}"):
            yield _link(dataset, name, agent)
            yield from _agent(facts, agent)
    for catalog in facts.instances("dcat:Catalog"):
        yield _type(catalog, "DataCatalog")
        yield _link(dataset, "includedInDataCatalog", catalog)
        yield from _texts(facts, catalog, {"name": "dcterms:title"})
    for distribution in facts.iris(dataset, "dcat:distribution"):
        yield _link(dataset, "distribution", distribution)
        yield from _distribution(facts, distribution)


def _distribution(facts: Facts, iri: str) -> Iterator[Triple]:
    yield _type(iri, "DataDownload")
    yield from _texts(facts, iri, {"name": "dcterms:title", "contentUrl": "dcat:downloadURL"})
    for media_type in facts.iris(iri, "dcat:compressFormat", "dcat:mediaType"):
        yield _text(iri, "encodingFormat", "/".join(media_type.rsplit("/", 2)[-2:]))
    if size := facts.text(iri, "dcat:byteSize"):
        yield _text(iri, "contentSize", f"{size} B")
    for checksum in facts.iris(iri, "spdx:checksum"):
        yield _text(iri, "sha256", facts.text(checksum, "spdx:checksumValue") or "")


def _coverage(facts: Facts, dataset: str) -> Iterator[Triple]:
    for period in facts.iris(dataset, "dcterms:temporal"):
        start, end = (facts.text(period, name) for name in ("dcat:startDate", "dcat:endDate"))
        if start and end:
            yield _text(dataset, "temporalCoverage", start if start == end else f"{start}/{end}")
    for place in facts.iris(dataset, "dcterms:spatial"):
        yield _text(dataset, "spatialCoverage", facts.text(place, "rdfs:label", "skos:prefLabel") or place)


def _agent(facts: Facts, iri: str) -> Iterator[Triple]:
    is_person = iri in facts.instances("foaf:Person")
    yield _type(iri, "Person" if is_person else "Organization")
    yield from _texts(facts, iri, {"name": "foaf:name"})


def _texts(facts: Facts, iri: str, names: dict[str, str]) -> Iterator[Triple]:
    for name, source in names.items():
        for value in facts.values(iri, source):
            yield _text(iri, name, value.value[:_MAX_DESCRIPTION])


def _text(iri: str, name: str, text: str) -> Triple:
    return Triple(NamedNode(iri), _property(name), Literal(text))


def _link(iri: str, name: str, value: str) -> Triple:
    return Triple(NamedNode(iri), _property(name), NamedNode(value))


def _type(iri: str, name: str) -> Triple:
    return Triple(NamedNode(iri), term("rdf:type"), _property(name))


def _property(name: str) -> NamedNode:
    return NamedNode(_SCHEMA + name)
