"""The record of the UK Cross-Government Metadata Exchange Model: the catalogue as UK departments exchange it.

One thing in it cannot be right by the model: `publisher` and `creator` have to be organisations of GOV.UK, and who
publishes this is none, so they are named truly instead. See https://co-cddo.github.io/ukgov-metadata-exchange-model/
"""

import json
from collections.abc import Iterable
from typing import Any

from govsocial.publishing.facts import Facts
from govsocial.store.oxigraph import Triple

RECORD = "ukgov-metadata.json"
"""The file of the record; JSON is YAML as well, in which the model's own examples are."""

_FREQUENCIES = {
    "TRIENNIAL": "triennial", "BIENNIAL": "biennial", "ANNUAL": "annual", "ANNUAL_2": "semiannual",
    "ANNUAL_3": "threeTimesAYear", "QUARTERLY": "quarterly", "BIMONTHLY": "bimonthly", "MONTHLY": "monthly",
    "MONTHLY_2": "semimonthly", "BIWEEKLY": "biweekly", "MONTHLY_3": "threeTimesAMonth", "WEEKLY": "weekly",
    "WEEKLY_2": "semiweekly", "WEEKLY_3": "threeTimesAWeek", "DAILY": "daily", "CONT": "continuous",
    "UPDATE_CONT": "continuous", "IRREG": "irregular",
}  # fmt: skip
"""From the frequencies of the EU to those of Dublin Core, which the model takes."""

_RIGHTS = {"PUBLIC": "OPEN", "RESTRICTED": "COMMERCIAL", "NON_PUBLIC": "INTERNAL", "CONFIDENTIAL": "INTERNAL"}
_MAX_SUMMARY = 250
_Record = dict[str, Any]  # Any: JSON


def record(catalogue: Iterable[Triple], dataset: str) -> _Record:
    """The dataset, its endpoint and its files as records of the model; what the catalogue does not tell is left out."""
    facts = Facts(catalogue)
    services = [iri for iri in facts.instances("dcat:DataService") if dataset in facts.iris(iri, "dcat:servesDataset")]
    distributions = facts.iris(dataset, "dcat:distribution")
    return {
        "dataset": _dataset(facts, dataset),
        "dataServices": [_service(facts, iri, dataset) for iri in services],
        "distributions": [_distribution(facts, iri, services) for iri in distributions],
    }


def write_record(record: _Record) -> bytes:
    """The record as a file."""
    return (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode()


def _dataset(facts: Facts, iri: str) -> _Record:
    frequency = _last(facts.text(iri, "dcterms:accrualPeriodicity"))
    return _told(
        {
            **_resource(facts, iri, "dcat:Dataset", iri),
            "distribution": facts.iris(iri, "dcat:distribution"),
            "updateFrequency": f"freq:{_FREQUENCIES.get(frequency, 'irregular')}",
        }
    )


def _service(facts: Facts, iri: str, dataset: str) -> _Record:
    return _told(
        {
            **_resource(facts, iri, "dcat:DataService", dataset),
            "endpointURL": facts.text(iri, "dcat:endpointURL"),
            "endpointDescription": facts.text(iri, "dcat:endpointDescription"),
            "servesData": facts.iris(iri, "dcat:servesDataset"),
            "serviceStatus": "LIVE",
            "serviceType": "REST",
        }
    )


def _distribution(facts: Facts, iri: str, services: list[str]) -> _Record:
    media_type = facts.text(iri, "dcat:compressFormat", "dcat:mediaType") or ""
    return _told(
        {
            "identifier": iri,
            "type": "dcat:Distribution",
            "title": facts.text(iri, "dcterms:title"),
            "description": facts.text(iri, "dcterms:description"),
            "licence": facts.text(iri, "dcterms:license"),
            "issued": facts.text(iri, "dcterms:issued"),
            "modified": facts.text(iri, "dcterms:modified"),
            "downloadURL": facts.text(iri, "dcat:downloadURL"),
            "mediaType": "/".join(media_type.split("/")[-2:]),
            "byteSize": int(facts.text(iri, "dcat:byteSize") or 0),
            "accessService": services,
        }
    )


def _resource(facts: Facts, iri: str, type_name: str, dataset: str) -> _Record:
    """What the model asks of datasets and services alike; `dataset` tells what a service does not say of itself."""
    description = facts.text(iri, "dcterms:description") or ""
    return {
        "identifier": iri,
        "type": type_name,
        "title": facts.text(iri, "dcterms:title"),
        "description": description,
        "summary": description if len(description) <= _MAX_SUMMARY and "\n" not in description else None,
        "keyword": [value.value for value in facts.values(iri, "dcat:keyword")],
        "theme": facts.iris(iri, "dcat:theme"),
        "version": facts.text(dataset, "dcat:version"),
        "creator": _names(facts, dataset, "dcterms:creator", "dcterms:publisher"),
        "publisher": next(iter(_names(facts, iri, "dcterms:publisher")), None),
        "contactPoint": next((_contact(facts, contact) for contact in facts.iris(iri, "dcat:contactPoint")), None),
        "licence": facts.text(iri, "dcterms:license"),
        "accessRights": _RIGHTS.get(_last(facts.text(iri, "dcterms:accessRights")), "OPEN"),
        "securityClassification": "NOT_APPLICABLE",
        "issued": facts.text(iri, "dcterms:issued"),
        "modified": facts.text(iri, "dcterms:modified"),
    }


def _contact(facts: Facts, iri: str) -> _Record:
    address = facts.text(iri, "vcard:hasEmail")
    return _told({"contactName": facts.text(iri, "vcard:fn"), "email": address and address.removeprefix("mailto:")})


def _names(facts: Facts, iri: str, *names: str) -> list[str]:
    agents = (facts.iris(iri, name) for name in names)
    return [facts.text(agent, "foaf:name", "rdfs:label") or agent for agent in next(filter(None, agents), [])]


def _last(iri: str | None) -> str:
    return (iri or "").rpartition("/")[2]


def _told(record: _Record) -> _Record:
    return {name: value for name, value in record.items() if value not in (None, "", [], {})}
