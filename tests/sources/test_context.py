"""The JSON-LD context: it names every term of ours, and data goes through it unchanged."""

import json
from pathlib import Path

from rdflib import OWL, RDF, Graph, URIRef

from govsocial.model.formats import JSON_LD, N_TRIPLES
from govsocial.store.oxigraph import canonical_hash, parse_bytes

ROOT = Path(__file__).parents[2]
CONTEXT = json.loads((ROOT / "ontology/context.jsonld").read_text(encoding="utf-8"))["@context"]
GS = "https://w3id.org/govsocial/def/govsocial#"


def test_every_class_and_property_of_ours_has_a_name_in_the_context(union: Graph) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    terms = {str(term) for kind in kinds for term in union.subjects(RDF.type, kind) if str(term).startswith(GS)}
    named = {_expanded(name) for name in CONTEXT}
    assert terms <= named


def test_all_sources_go_through_the_context_and_back(union: Graph) -> None:
    compact = union.serialize(format="json-ld", context=CONTEXT).encode()
    triples = union.serialize(format="nt").encode()
    assert canonical_hash(parse_bytes(compact, JSON_LD)) == canonical_hash(parse_bytes(triples, N_TRIPLES))


def test_a_claim_reads_without_a_prefix_in_sight(union: Graph) -> None:
    claim = URIRef("https://w3id.org/govsocial/id/claim/2009-06/dcms-yammer")
    graph = Graph()
    for statement in union.triples((claim, None, None)):
        graph.add(statement)
    compact = json.loads(graph.serialize(format="json-ld", context=CONTEXT))
    assert compact["type"] == "ToolUse"
    assert compact["label"].startswith("DCMS is piloting Yammer")
    assert not [name for name in compact if ":" in name]


def _expanded(name: str) -> str:
    definition = CONTEXT[name]
    iri = definition["@id"] if isinstance(definition, dict) else str(definition)
    return GS + iri.removeprefix("gs:") if iri.startswith("gs:") else iri
