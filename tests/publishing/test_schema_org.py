"""What dataset search is told: a part of the catalogue, and what it asks for."""

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from govsocial.model.sources import Sources
from govsocial.publishing.build import build
from govsocial.publishing.catalog import read_catalogue
from govsocial.publishing.release import Release
from govsocial.publishing.schema_org import json_ld

Edit = Callable[[str, str, str], Path]
DATASET = "https://w3id.org/govsocial/dataset"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The bundled dataset, built."""
    return build(Sources.bundled(), tmp_path_factory.mktemp("bundled") / "release", validate=False)


def test_the_json_ld_is_a_part_of_the_catalogue(release: Release) -> None:
    catalogue = read_catalogue(release)
    document = json.dumps(json_ld(catalogue, DATASET)).encode()
    triples = {quad.triple for quad in pyoxigraph.parse(document, pyoxigraph.RdfFormat.JSON_LD)}
    assert len(triples) > 20
    assert triples - catalogue == set()


def test_what_dataset_search_requires_and_recommends_is_there(release: Release) -> None:
    found = json_ld(read_catalogue(release), DATASET)
    assert (found["@id"], found["@type"]) == (DATASET, "Dataset")
    assert 50 <= len(found["description"]) <= 5000
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["creator"]["name"] == "The govsocial contributors"
    assert found["isAccessibleForFree"] is True
    assert found["temporalCoverage"] == "2009-06-08"
    assert found["spatialCoverage"] == "United Kingdom"
    assert "social media" in found["keywords"]
    assert found["includedInDataCatalog"]["@type"] == "DataCatalog"


def test_each_file_is_a_download(release: Release) -> None:
    downloads = {each["name"]: each for each in json_ld(read_catalogue(release), DATASET)["distribution"]}
    assert set(downloads) == {file.name for file in release.files}
    for file in release.files:
        assert downloads[file.name]["contentUrl"] == f"https://w3id.org/govsocial/dumps/{file.name}"
        assert downloads[file.name]["encodingFormat"] == file.media_type
        assert downloads[file.name]["sha256"] == file.sha256


def test_a_publisher_who_is_a_person_is_one(sources: Sources, edit: Edit, tmp_path: Path) -> None:
    person = "<https://data.example.org/me>"
    edit("data/dataset.ttl", "dcterms:title", f"dcterms:publisher {person} ; dcterms:title")
    edit("data/reference/all.ttl", "tool:twitter a", f'{person} a foaf:Person ; foaf:name "Me" .\ntool:twitter a')
    edit("data/reference/all.ttl", "@prefix gs:", "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n@prefix gs:")
    release = build(sources, tmp_path / "release", validate=False)
    publisher = json_ld(read_catalogue(release), DATASET)["publisher"]
    assert publisher == {"@id": "https://data.example.org/me", "@type": "Person", "name": "Me"}
