"""The catalogue: held against the shapes of DCAT-AP 3.0.1, and against the files that it describes."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SH, Graph, Literal, Namespace, URIRef

from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.publishing.build import build
from govsocial.publishing.catalog import read_catalogue
from govsocial.publishing.release import Release
from govsocial.store.oxigraph import parse

Edit = Callable[[str, str, str], Path]
Shapes = Callable[[str], Graph]
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SCHEMA = Namespace("https://schema.org/")
DATASET = URIRef("https://w3id.org/govsocial/dataset")
DANGLING = {
    f"https://semiceu.github.io/DCAT-AP/releases/3.0.1#dcat:DataServiceShape/{key}"
    for key in ("dc08f4dca4377fade57f89454e3fa06a8389d314", "eb3ac4e4fdde2e2588a9502c5956060a18c5c99f")
}
"""Parts of a shape that the published file names and does not have; with them no service can be checked at all."""

NOT_GIVEN = {
    "http://data.europa.eu/r5r/availability": "how long files will be had is for a publisher to promise",
    "http://purl.org/dc/terms/type": "the kinds of publishers and licences that the EU lists: nobody told them",
    "http://purl.org/dc/terms/temporal": "the ontology is about no time",
    "http://www.w3.org/ns/dcat#bbox": "a country needs no box",
    "http://www.w3.org/ns/dcat#centroid": "nor a point",
}
"""What the profile recommends and the catalogue does not say, with the reason."""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The bundled dataset, built."""
    return build(Sources.bundled(), tmp_path_factory.mktemp("bundled") / "release", validate=False)


@pytest.fixture(scope="module")
def catalogue(release: Release) -> Graph:
    return Graph().parse(release.directory / "catalog.ttl")


@pytest.fixture
def shapes(shared: Callable[[str], Path]) -> Shapes:
    """Shapes of the profile by their name, without what dangles in them."""

    def read(name: str) -> Graph:
        graph = Graph().parse(shared(f"shapes/dcat-ap-3.0.1-{name}.ttl"))
        dangling = [
            (shape, part) for shape, part in graph.subject_objects(SH.property) if (part, SH.path, None) not in graph
        ]
        if name == "dcat-ap-SHACL":
            assert {str(part) for _, part in dangling} == DANGLING
        for shape, part in dangling:
            graph.remove((shape, SH.property, part))
        return graph

    return read


def violations(catalogue: Graph, shapes: Graph) -> set[tuple[str, str]]:
    """What does not conform: the node, and the property or message."""
    _, report, _ = pyshacl.validate(catalogue, shacl_graph=shapes, inference="none")
    assert isinstance(report, Graph)
    return {
        (str(report.value(result, SH.focusNode)), str(report.value(result, SH.resultPath) or ""))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def test_the_catalogue_conforms_to_dcat_ap(catalogue: Graph, shapes: Shapes) -> None:
    assert violations(catalogue, shapes("dcat-ap-SHACL")) == set()


@pytest.mark.parametrize(
    ("node", "predicate", "path"),
    [
        (DATASET, DCTERMS.title, DCTERMS.title),
        (URIRef(f"{DATASET}#catalog"), DCTERMS.publisher, DCTERMS.publisher),
        (URIRef(f"{DATASET}#govsocial.ttl"), DCAT.accessURL, DCAT.accessURL),
        (URIRef("https://w3id.org/govsocial/sparql#service"), DCAT.endpointURL, DCAT.endpointURL),
        (URIRef(f"{DATASET}#snapshots"), DCTERMS.description, DCTERMS.description),
        (URIRef(f"{DATASET}#govsocial.ttl-sha256"), SPDX.checksumValue, SPDX.checksumValue),
        (URIRef(f"{DATASET}#publisher"), URIRef("http://xmlns.com/foaf/0.1/name"), URIRef("http://xmlns.com/foaf/0.1/name")),
    ],
)  # fmt: skip
def test_a_catalogue_that_lacks_a_thing_does_not(
    catalogue: Graph, shapes: Shapes, node: URIRef, predicate: URIRef, path: URIRef
) -> None:
    poorer = Graph() + catalogue
    poorer.remove((node, predicate, None))
    assert len(poorer) < len(catalogue)
    assert (str(node), str(path)) in violations(poorer, shapes("dcat-ap-SHACL"))


def test_what_the_profile_recommends_is_there_or_named_with_a_reason(catalogue: Graph, shapes: Shapes) -> None:
    missing = {path for _, path in violations(catalogue, shapes("recommended"))}
    assert missing == set(NOT_GIVEN)


def test_the_objects_are_of_the_classes_that_the_profile_wants(catalogue: Graph, shapes: Shapes) -> None:
    everything = Graph() + catalogue
    for term in {term for triple in catalogue for term in triple if isinstance(term, URIRef)}:
        everything.add((term, RDF.type, RDFS.Resource))  # so RDF Schema has it, and the shapes ask for it
    assert violations(everything, shapes("ranges")) == set()


def test_each_file_is_a_distribution_with_its_size_checksum_and_type(release: Release, catalogue: Graph) -> None:
    distributions = set(catalogue.objects(None, DCAT.distribution))
    files = [file for file in release.files if not file.name.startswith(("catalog.", "ukgov-metadata.", "ro-crate-"))]
    assert {str(node).partition("#")[2] for node in distributions} == {file.name for file in files}
    for file in files:
        node, content = URIRef(f"{DATASET}#{file.name}"), (release.directory / file.name).read_bytes()
        checksum = catalogue.value(node, SPDX.checksum)
        assert str(catalogue.value(checksum, SPDX.checksumValue)).lower() == hashlib.sha256(content).hexdigest()
        assert int(str(catalogue.value(node, DCAT.byteSize))) == len(content)
        assert str(catalogue.value(node, DCAT.mediaType)).endswith("/media-types/" + file.media_type)
        assert str(catalogue.value(node, DCAT.downloadURL)) == f"https://w3id.org/govsocial/dumps/{file.name}"
        assert catalogue.value(node, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")


def test_a_file_is_of_the_dataset_that_it_has_and_of_no_other(catalogue: Graph) -> None:
    snapshot = URIRef("https://w3id.org/govsocial/id/snapshot/2009-06")
    of = {str(file).partition("#")[2]: dataset for dataset, file in catalogue.subject_objects(DCAT.distribution)}
    assert of["govsocial.nt"] == DATASET
    assert of["govsocial-2009-06.ttl.gz"] == snapshot
    assert of["govsocial-ontology.ttl"] == URIRef(f"{DATASET}#ontology")
    assert of["govsocial-stated.nq"] == of["govsocial-claims.csv"]
    assert (of["govsocial-stated.nq"], DCTERMS.isPartOf, DATASET) in catalogue
    assert len(list(catalogue.subject_objects(DCAT.distribution))) == len(of)


def test_the_catalogue_is_the_same_graph_in_each_syntax(release: Release, catalogue: Graph) -> None:
    graphs = [
        {quad.triple for quad in parse(release.directory / f"catalog.{extension}")}
        for extension in ("ttl", "nt", "jsonld", "rdf")
    ]
    assert graphs == [read_catalogue(release)] * 4
    assert len(graphs[0]) == len(catalogue)


def test_snapshots_stand_in_their_series_in_order(sources: Sources, edit: Edit, tmp_path: Path) -> None:
    edit("data/snapshots/2009-06/snapshot.ttl", "snapshot:2009-06 a gs:Snapshot ;", """
snapshot:2012-03 a gs:Snapshot ; rdfs:label "Later"@en ; dcterms:date "2012-03-01"^^xsd:date .
snapshot:2007-01 a gs:Snapshot ; rdfs:label "Earlier"@en ; dcterms:date "2007-01-31"^^xsd:date .
snapshot:2009-06 a gs:Snapshot ; dcterms:date "2009-06-08"^^xsd:date ;""")  # fmt: skip
    edit(
        "data/snapshots/2009-06/snapshot.ttl",
        "@prefix gs:",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n@prefix gs:",
    )
    names = Names("https://data.example.org/")
    release = build(sources, tmp_path / "release", names, validate=False)
    catalogue = Graph().parse(release.directory / "catalog.ttl")
    snapshot = Namespace(f"{names.base}id/snapshot/")
    series = URIRef(f"{names.base}dataset#snapshots")
    assert set(catalogue.subject_objects(DCAT.prev)) == {
        (snapshot["2012-03"], snapshot["2009-06"]), (snapshot["2009-06"], snapshot["2007-01"]),
    }  # fmt: skip
    assert set(catalogue.subjects(DCAT.inSeries, series)) == {
        snapshot[key] for key in ("2007-01", "2009-06", "2012-03")
    }
    assert catalogue.value(series, DCAT.first) == snapshot["2007-01"]
    assert catalogue.value(series, DCAT.last) == snapshot["2012-03"]
    period = catalogue.value(series, DCTERMS.temporal)
    assert [str(catalogue.value(period, DCAT[name])) for name in ("startDate", "endDate")] == [
        "2007-01-31",
        "2012-03-01",
    ]


def test_a_publisher_who_says_little_has_a_catalogue_that_conforms_but_for_the_publisher(
    sources: Sources, shapes: Shapes, tmp_path: Path
) -> None:
    names = Names("https://data.example.org/")
    release = build(sources, tmp_path / "release", names, validate=False)
    catalogue = Graph().parse(release.directory / "catalog.ttl")
    found = violations(catalogue, shapes("dcat-ap-SHACL"))
    assert found == {(f"{names.base}dataset#catalog", str(DCTERMS.publisher))}
    assert "https://w3id.org/govsocial/" not in " ".join(str(term) for triple in catalogue for term in triple)


def test_a_version_and_a_modification_that_the_sources_give_are_taken(
    sources: Sources, edit: Edit, tmp_path: Path
) -> None:
    modified = 'dcterms:modified "2026-01-02"^^<http://www.w3.org/2001/XMLSchema#date> ;'
    edit("data/dataset.ttl", "dcterms:title", f'<{DCAT}version> "7" ; {modified} dcterms:title')
    release = build(sources, tmp_path / "release", validate=False)
    catalogue = Graph().parse(release.directory / "catalog.ttl")
    assert str(catalogue.value(DATASET, DCAT.version)) == "7"
    assert str(catalogue.value(DATASET, DCTERMS.modified)) == "2026-01-02"


def test_without_a_version_the_revision_is_one(release: Release, catalogue: Graph) -> None:
    assert catalogue.value(DATASET, DCAT.version) == Literal(release.revision)


@pytest.mark.parametrize(
    ("namespace", "file"),
    [
        (DCTERMS, "dublin-core-terms.ttl"),
        (PROV, "prov-o.ttl"),
        (Namespace("http://xmlns.com/foaf/0.1/"), "foaf.ttl"),
        (Namespace("http://www.w3.org/2004/02/skos/core#"), "skos.ttl"),
    ],
)
def test_every_term_exists_in_its_vocabulary(
    catalogue: Graph, shared: Callable[[str], Path], namespace: Namespace, file: str
) -> None:
    vocabulary = Graph().parse(shared(f"vocab/{file}"), publicID=str(namespace).rstrip("#"))
    used = {*catalogue.predicates(), *catalogue.objects(None, RDF.type)}
    ours = {term for term in used if isinstance(term, URIRef) and term.startswith(str(namespace))}
    assert ours
    assert {term for term in ours if (term, None, None) not in vocabulary} == set()


def test_every_term_of_dcat_is_in_the_vocabulary_or_in_the_shapes(
    catalogue: Graph, shared: Callable[[str], Path], shapes: Shapes
) -> None:
    known = Graph().parse(shared("vocab/dcat.ttl")) + shapes("dcat-ap-SHACL")
    used = {*catalogue.predicates(), *catalogue.objects(None, RDF.type)}
    ours = {term for term in used if isinstance(term, URIRef) and term.startswith(str(DCAT))}
    named = {term for triple in known for term in triple}
    assert ours - named == {DCAT.first, DCAT.last}  # of DCAT 3, newer than the copy


def test_a_release_without_a_catalogue_is_read_as_one(release: Release, tmp_path: Path) -> None:
    assert read_catalogue(replace(release, directory=tmp_path)) == set()


def test_the_catalogue_has_no_blank_node_and_no_time_of_day(release: Release, catalogue: Graph) -> None:
    assert "_:" not in (release.directory / "catalog.nt").read_text()
    datatypes = {term.datatype for triple in catalogue for term in triple if isinstance(term, Literal)}
    assert URIRef("http://www.w3.org/2001/XMLSchema#dateTime") not in datatypes
    assert not list(catalogue.objects(None, OWL.sameAs))
