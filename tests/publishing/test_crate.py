"""The RO-Crate: a library of others opens it, and it knows only words of the specification."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from rocrate.rocrate import ROCrate  # type: ignore[import-untyped]  # it has no types

from govsocial.model.sources import Sources
from govsocial.publishing.build import build
from govsocial.publishing.release import Release

CONTEXT = json.loads(files("rocrate").joinpath("data/ro-crate.jsonld").read_text(encoding="utf-8"))["@context"]


@pytest.fixture
def release(sources: Sources, tmp_path: Path) -> Release:
    return build(sources, tmp_path / "release", validate=False)


def test_a_library_of_others_opens_it_and_finds_each_file(release: Release) -> None:
    crate = ROCrate(release.directory)
    assert (crate.name, crate.datePublished.date().isoformat()) == ("A tiny dataset", "2009-06-09")
    assert crate.license.id == release.licence
    listed = {entity.id: entity for entity in crate.data_entities}
    assert listed.keys() == {file.name for file in release.files} - {"ro-crate-metadata.json"}
    for file in release.files:
        if file.name != "ro-crate-metadata.json":
            assert listed[file.name]["contentSize"] == str((release.directory / file.name).stat().st_size)
            assert listed[file.name]["sha256"] == file.sha256


def test_every_word_is_in_the_context_and_every_reference_is_described(release: Release) -> None:
    """What the specification asks of the file: https://www.researchobject.org/ro-crate/specification/1.1/structure"""
    document = json.loads((release.directory / "ro-crate-metadata.json").read_bytes())
    assert document["@context"] == "https://w3id.org/ro/crate/1.1/context"
    graph = {entity["@id"]: entity for entity in document["@graph"]}
    assert len(graph) == len(document["@graph"])
    words = {word for entity in graph.values() for word in (*entity, entity["@type"])} - {"@id", "@type"}
    assert words <= CONTEXT.keys()
    root, descriptor = graph["./"], graph["ro-crate-metadata.json"]
    assert (descriptor["about"], descriptor["conformsTo"]) == ({"@id": "./"}, {"@id": "https://w3id.org/ro/crate/1.1"})
    assert {"name", "description", "datePublished", "license"} <= root.keys()
    references = [root["license"], *root["hasPart"]]
    assert all(reference["@id"] in graph for reference in references)


def test_a_publisher_is_named(sources: Sources, tmp_path: Path) -> None:
    with (sources.root / "data/dataset.ttl").open("a") as file:
        file.write(
            "<https://w3id.org/govsocial/dataset> dcterms:publisher <https://w3id.org/govsocial/dataset#us> .\n"
            '<https://w3id.org/govsocial/dataset#us> <http://xmlns.com/foaf/0.1/name> "Us" .\n'
        )
    crate = ROCrate(build(sources, tmp_path / "release", validate=False).directory)
    assert crate.publisher["name"] == "Us"
