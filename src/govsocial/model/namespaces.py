"""The prefixes that our Turtle, our queries and our pages use, in their one fixed order."""

from govsocial.settings import CANONICAL_BASE_IRI

ONTOLOGY = CANONICAL_BASE_IRI + "def/govsocial"
GS = ONTOLOGY + "#"

KINDS = (
    "snapshot", "source", "report", "claim", "evidence",
    "organisation", "unit", "post", "person", "account", "tool", "initiative", "event",
)  # fmt: skip
"""Kinds of things with an IRI under id/, in the order in which people are shown them."""

SCHEMES = (
    "status", "audience", "explicitness", "tool-kind", "practice", "purpose", "involvement", "assessment",
    "initiative-kind", "channel", "organisation-kind", "unit-kind",
)  # fmt: skip
"""Concept schemes, each at def/{scheme} with its concepts at def/{scheme}#{concept}."""

VOCABULARIES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sh": "http://www.w3.org/ns/shacl#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "sioc": "http://rdfs.org/sioc/ns#",
    "schema": "https://schema.org/",
    "adms": "http://www.w3.org/ns/adms#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "vann": "http://purl.org/vocab/vann/",
    "cgov": "http://reference.data.gov.uk/def/central-government/",
}
"""Vocabularies of others."""

PREFIXES: dict[str, str] = {
    **VOCABULARIES,
    "gs": GS,
    **{scheme: f"{CANONICAL_BASE_IRI}def/{scheme}#" for scheme in SCHEMES},
    "graph": CANONICAL_BASE_IRI + "graph/",
    **{kind: f"{CANONICAL_BASE_IRI}id/{kind}/" for kind in KINDS},
}
"""All prefixes: those of others, then ours. No prefix stands for two namespaces."""
