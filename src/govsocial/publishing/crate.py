"""RO-Crate: the release described as a research object, for archives that take such.

See https://www.researchobject.org/ro-crate/specification/1.1/
"""

import json
from collections.abc import Sequence
from typing import Any

from govsocial.publishing.about import About
from govsocial.publishing.files import NewFile, ReleaseFile, new_file

NAME = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"

Json = dict[str, Any]
"""A JSON object. Any: JSON values."""


def describe_crate(about: About, issued: str, dataset_iri: str, files: Sequence[NewFile]) -> NewFile:
    """The description of a release with these files."""
    described = [_file(file.about) for file in files]
    graph = [
        {
            "@id": NAME,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _SPECIFICATION},
            "about": {"@id": "./"},
        },
        _root(about, issued, dataset_iri, described),
        {"@id": about.licence, "@type": "CreativeWork", "name": "The licence of the data", "url": about.licence},
        *_publisher(about),
        *described,
    ]
    document = {"@context": f"{_SPECIFICATION}/context", "@graph": graph}
    content = (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
    return new_file(NAME, "application/ld+json", content, title="The release as an RO-Crate 1.1")


def _root(about: About, issued: str, dataset_iri: str, files: Sequence[Json]) -> Json:
    root: Json = {
        "@id": "./",
        "@type": "Dataset",
        "name": about.title,
        "description": about.description,
        "datePublished": issued,
        "identifier": dataset_iri,
        "license": {"@id": about.licence},
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    if about.publisher is not None:
        root["publisher"] = {"@id": about.publisher}
    return root


def _publisher(about: About) -> list[Json]:
    if about.publisher is None:
        return []
    return [{"@id": about.publisher, "@type": "Organization", "name": about.publisher_name or about.publisher}]


def _file(file: ReleaseFile) -> Json:
    return {
        "@id": file.name,
        "@type": "File",
        "name": file.title,
        "encodingFormat": file.content_type.partition(";")[0],
        "contentSize": str(file.bytes),
        "sha256": file.sha256,
    }
