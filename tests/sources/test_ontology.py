"""The ontology: complete, documented, and true to the vocabularies that it uses."""

from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, BNode, Dataset, Graph, Namespace, URIRef

ROOT = Path(__file__).parents[2]
ONTOLOGY = URIRef("https://w3id.org/govsocial/def/govsocial")
GS = Namespace(f"{ONTOLOGY}#")

FIXED_CLASSES = (
    "Snapshot Report Claim ToolClaim ToolUse IntendedUse NonUse InvolvementClaim CoverageGap Tool Initiative"
)
FIXED_PROPERTIES = (
    "inSnapshot inReport organisation unit tool toolKind status audience practice initiative account involvement "
    "aboutUse runBy evidence sameTrackAs usesTool"
)

VOCABULARIES = {
    "http://www.w3.org/ns/dcat#": "dcat.ttl",
    "http://purl.org/dc/terms/": "dublin-core-terms.ttl",
    "http://xmlns.com/foaf/0.1/": "foaf.ttl",
    "http://www.w3.org/ns/org#": "org.ttl",
    "http://www.w3.org/ns/prov#": "prov-o.ttl",
    "http://www.w3.org/2004/02/skos/core#": "skos.ttl",
    "http://purl.org/vocab/vann/": "vann.ttl",
    "http://rdfs.org/ns/void#": "void.ttl",
}
NOT_CHECKED_OFFLINE = {
    "http://www.w3.org/ns/oa#": "no copy of the Web Annotation Vocabulary is at hand",
    "http://rdfs.org/sioc/ns#": "no copy of SIOC is at hand",
    "https://schema.org/": "no copy of schema.org is at hand",
    "http://www.w3.org/ns/adms#": "no copy of ADMS is at hand",
    "http://www.w3.org/2006/vcard/ns#": "no copy of vCard is at hand",
    "http://reference.data.gov.uk/def/central-government/": "its RDF can no longer be had",
    "http://www.w3.org/ns/shacl#": "checked by the shapes of SHACL itself",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "part of RDF",
    "http://www.w3.org/2000/01/rdf-schema#": "part of RDF",
    "http://www.w3.org/2002/07/owl#": "part of OWL",
}

NEWER_THAN_THE_COPY = {URIRef("http://www.w3.org/ns/dcat#DatasetSeries"): "shapes/dcat-ap-3.0.1-dcat-ap-SHACL.ttl"}
"""The copy of DCAT at hand is of version 2; the class of version 3 is in the shapes of DCAT-AP 3."""


def test_the_names_that_others_rely_on_are_there(union: Graph) -> None:
    for name in FIXED_CLASSES.split():
        assert (GS[name], RDF.type, OWL.Class) in union, name
    for name in FIXED_PROPERTIES.split():
        assert (GS[name], RDF.type, OWL.ObjectProperty) in union, name


def test_every_term_has_label_definition_and_home(union: Graph) -> None:
    terms = {term for term in union.subjects() if isinstance(term, URIRef) and term.startswith(GS)}
    assert len(terms) > len((FIXED_CLASSES + FIXED_PROPERTIES).split())
    for term in terms:
        assert len(list(union.objects(term, RDFS.label))) == 1, term
        assert len(list(union.objects(term, SKOS.definition))) == 1, term
        assert list(union.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY], term


def test_the_header_says_version_licence_creator_prefix_and_namespace(union: Graph) -> None:
    assert str(union.value(ONTOLOGY, OWL.versionIRI)).startswith(f"{ONTOLOGY}/")
    assert union.value(ONTOLOGY, DCTERMS.license) is not None
    assert union.value(ONTOLOGY, DCTERMS.creator) is not None
    assert str(union.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "gs"
    assert str(union.value(ONTOLOGY, VANN.preferredNamespaceUri)) == str(GS)


def test_no_source_file_has_a_blank_node(sources: Dataset) -> None:
    for subject, _, value, graph in sources.quads():
        assert not isinstance(subject, BNode), graph
        assert not isinstance(value, BNode), graph


def test_no_triple_stands_in_two_files(sources: Dataset) -> None:
    seen: dict[object, object] = {}
    for subject, predicate, value, graph in sources.quads():
        before = seen.setdefault((subject, predicate, value), graph)
        assert before == graph, f"{subject} {predicate} {value} is in {before} and in {graph}"


def test_shapes_are_valid_shacl(shared: Callable[[str], Path]) -> None:
    shapes_of_shapes = Graph().parse(shared("vocab/shacl-shacl.ttl"))
    conforms, _, text = pyshacl.validate(
        Graph().parse(ROOT / "ontology/shapes.ttl"), shacl_graph=shapes_of_shapes, inference="none"
    )
    assert conforms, text


@pytest.mark.parametrize("namespace", VOCABULARIES)
def test_every_foreign_term_exists_in_its_vocabulary(
    namespace: str, union: Graph, shared: Callable[[str], Path]
) -> None:
    path = shared(f"vocab/{VOCABULARIES[namespace]}")
    vocabulary = Graph().parse(path, publicID=namespace.rstrip("#"))
    defined = {subject for subject in vocabulary.subjects() if str(subject).startswith(namespace)}
    assert _terms(union, namespace) - NEWER_THAN_THE_COPY.keys() <= defined


def test_terms_newer_than_the_copy_of_their_vocabulary_stand_elsewhere(shared: Callable[[str], Path]) -> None:
    for term, file in NEWER_THAN_THE_COPY.items():
        graph = Graph().parse(shared(file))
        assert any(term in triple for triple in graph), term


def test_every_namespace_is_checked_or_named_as_not_checked(union: Graph) -> None:
    predicates = {str(predicate) for predicate in union.predicates()}
    classes = {str(value) for value in union.objects(None, RDF.type)}
    own = str(GS)
    for term in predicates | classes:
        known = (own, *VOCABULARIES, *NOT_CHECKED_OFFLINE)
        assert term.startswith(known), f"{term}: name its vocabulary, with a file to check it or a reason why not"


def _terms(graph: Graph, namespace: str) -> set[object]:
    """Predicates, classes, and whatever an alignment mentions, of one namespace."""
    return {
        term
        for triple in graph
        for term in triple
        if isinstance(term, URIRef) and term.startswith(namespace) and len(term) > len(namespace)
    }
