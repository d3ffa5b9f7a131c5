"""What dataset search is told: a part of the catalogue, and what it asks for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from govsocial.model.sources import Sources
from govsocial.publishing.build import build
from govsocial.publishing.catalog import read_catalogue
from govsocial.publishing.facts import Facts
from govsocial.publishing.release import Release

Edit = Callable[[str, str, str], Path]
DATASET = "https://w3id.org/govsocial/dataset"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The bundled dataset, built."""
    return build(Sources.bundled(), tmp_path_factory.mktemp("bundled") / "release", validate=False)


@pytest.fixture(scope="module")
def facts(release: Release) -> Facts:
    """What its catalogue says."""
    return Facts(read_catalogue(release))


def test_what_dataset_search_requires_and_recommends_is_there(facts: Facts) -> None:
    assert DATASET in facts.instances("schema:Dataset")
    assert 50 <= len(facts.text(DATASET, "schema:description") or "") <= 5000
    assert facts.text(DATASET, "schema:license") == "https://creativecommons.org/licenses/by/4.0/"
    (creator,) = facts.iris(DATASET, "schema:creator")
    assert facts.text(creator, "schema:name") == "The govsocial contributors"
    assert facts.text(DATASET, "schema:isAccessibleForFree") == "true"
    assert facts.text(DATASET, "schema:temporalCoverage") == "2009-06-08"
    assert facts.text(DATASET, "schema:spatialCoverage") == "United Kingdom"
    assert "social media" in {value.value for value in facts.values(DATASET, "schema:keywords")}
    assert facts.iris(DATASET, "schema:includedInDataCatalog") == facts.instances("schema:DataCatalog")


def test_each_file_of_the_whole_is_a_download(release: Release, facts: Facts) -> None:
    downloads = {facts.text(iri, "schema:name"): iri for iri in facts.iris(DATASET, "schema:distribution")}
    files = [file for file in release.files if file.name in downloads]
    assert {file.name for file in files} >= {"govsocial.ttl", "govsocial.nq.gz", "govsocial.jsonld"}
    assert len(files) == len(downloads)
    for file in files:
        iri = downloads[file.name]
        assert facts.text(iri, "schema:contentUrl") == f"https://w3id.org/govsocial/dumps/{file.name}"
        encoding = "application/gzip" if file.compression else file.media_type
        assert facts.text(iri, "schema:encodingFormat") == encoding
        assert facts.text(iri, "schema:sha256") == file.sha256


def test_a_publisher_who_is_a_person_is_one(sources: Sources, edit: Edit, tmp_path: Path) -> None:
    person = "<https://data.example.org/me>"
    edit("data/dataset.ttl", "dcterms:title", f"dcterms:publisher {person} ; dcterms:title")
    edit("data/reference/all.ttl", "tool:twitter a", f'{person} a foaf:Person ; foaf:name "Me" .\ntool:twitter a')
    edit("data/reference/all.ttl", "@prefix gs:", "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n@prefix gs:")
    facts = Facts(read_catalogue(build(sources, tmp_path / "release", validate=False)))
    (publisher,) = facts.iris(DATASET, "schema:publisher")
    assert (publisher, facts.text(publisher, "schema:name")) == ("https://data.example.org/me", "Me")
    assert publisher in facts.instances("schema:Person")
