"""The record of UK government against the model itself, as LinkML reads it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from govsocial.model.sources import Sources
from govsocial.publishing.build import build
from govsocial.publishing.uk_metadata import RECORD

Edit = Callable[[str, str, str], Path]
Validate = Callable[[dict[str, list[Any]]], dict[str, list[list[str]]]]
"""What is wrong with each record, for records by their class. Any: JSON."""

VALIDATE = """
import json, sys
from linkml.validator import Validator
from linkml.validator.plugins import JsonschemaValidationPlugin
validator = Validator(sys.argv[1], [JsonschemaValidationPlugin(closed=True)])
for line in sys.stdin:
    print(json.dumps({
        name: [[result.message for result in validator.validate(each, name).results] for each in of_class]
        for name, of_class in json.loads(line).items()
    }), flush=True)
"""
READ_YAML = "import json, sys, yaml; print(json.dumps([yaml.safe_load(open(path)) for path in sys.argv[1:]]))"
AGENT = """ ;
  dcterms:publisher <https://w3id.org/govsocial/dataset#publisher> ;
  <http://www.w3.org/ns/dcat#contactPoint> <https://w3id.org/govsocial/dataset#contact> ;
  dcterms:issued "2026-01-02"^^<http://www.w3.org/2001/XMLSchema#date> .
<https://w3id.org/govsocial/dataset#publisher> rdfs:label "Us"@en ; <http://xmlns.com/foaf/0.1/name> "Us" .
<https://w3id.org/govsocial/dataset#contact> rdfs:label "Desk"@en ;
  <http://www.w3.org/2006/vcard/ns#fn> "Desk" ; <http://www.w3.org/2006/vcard/ns#hasEmail> <mailto:us@example.org> .
"""


@pytest.fixture(scope="module")
def validate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Validate]:
    """LinkML in a process of its own, for all tests here: it takes seconds to start, and warns as it does."""
    shared = Path(__file__).parents[3] / "shared"
    model = shared / "ukgov-metadata/ukgov-metadata-exchange-model.linkml.yaml"
    if not model.exists():
        pytest.skip(f"the model is not at hand: there is no {model}")
    folder = tmp_path_factory.mktemp("model")
    shutil.copy(model, folder / "model.yaml")
    shutil.copy(shared / "open-data/uk-gov-orgs-2023-05-03.linkml.yaml", folder / "uk-gov-orgs.yaml")
    command = [sys.executable, "-c", VALIDATE, str(folder / "model.yaml")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(records: dict[str, list[Any]]) -> dict[str, list[list[str]]]:  # Any: JSON
            assert process.stdin
            assert process.stdout
            print(json.dumps(records), file=process.stdin, flush=True)
            faults: dict[str, list[list[str]]] = json.loads(process.stdout.readline())
            return faults

        yield ask


def test_the_gate_takes_the_valid_examples_of_the_model_and_no_other(
    validate: Validate, shared: Callable[[str], Path]
) -> None:
    paths = sorted(shared("ukgov-metadata/fixtures").glob("*/*/*.yaml"))
    assert len(paths) == 29
    run = subprocess.run([sys.executable, "-c", READ_YAML, *map(str, paths)], capture_output=True, check=True)
    records: dict[str, list[Any]] = {}  # Any: JSON
    for path, read in zip(paths, json.loads(run.stdout), strict=True):
        records.setdefault(path.parts[-3], []).append(read)
    faults = validate(records)
    for class_name in records:
        of_class = [path for path in paths if path.parts[-3] == class_name]
        for path, found in zip(of_class, faults[class_name], strict=True):
            assert (found == []) is (path.parts[-2] == "valid"), (path, found)


def test_only_the_publisher_is_not_what_the_model_wants(
    validate: Validate, sources: Sources, edit: Edit, tmp_path: Path
) -> None:
    edit("data/dataset.ttl", "/by/4.0/> .", "/by/4.0/>" + AGENT)
    record = json.loads((build(sources, tmp_path / "release").directory / RECORD).read_bytes())
    faults = validate(
        {
            "Dataset": [record["dataset"]],
            "DataService": record["dataServices"],
            "Distribution": record["distributions"],
        }
    )
    assert all(found == [] for found in faults["Distribution"])
    for class_name in ("Dataset", "DataService"):
        (found,) = faults[class_name]
        assert sorted(message.partition(" is not one of")[0] for message in found) == ["'Us'", "'Us'"]
        assert {message.rpartition(" in ")[2] for message in found} == {"/creator/0", "/publisher"}


def test_the_record_of_our_own_dataset_lacks_an_address_beside(validate: Validate, tmp_path: Path) -> None:
    release = build(Sources.bundled(), tmp_path / "release", validate=False)
    record = json.loads((release.directory / RECORD).read_bytes())
    assert record["dataset"]["publisher"] == "The govsocial contributors"
    (found,) = validate({"Dataset": [record["dataset"]]})["Dataset"]
    assert {message.rpartition(" in ")[2] for message in found} == {"/creator/0", "/publisher", "/contactPoint"}
    assert any("'email' is a required property" in message for message in found)
