"""CSVW: the description of the tables, with datatypes and keys, so that programs need not guess.

See https://www.w3.org/TR/tabular-metadata/
"""

import json
from typing import Any

from govsocial.model.namespaces import PREFIXES
from govsocial.publishing.about import About
from govsocial.publishing.cuts import STATED
from govsocial.publishing.files import NewFile, new_file
from govsocial.publishing.tables import LABEL, SEPARATOR, TABLES, TEXT, Column, Table

MEDIA_TYPE = "application/csvm+json"

Json = dict[str, Any]
"""A JSON object. Any: JSON values."""


def describe_tables(about: About) -> NewFile:
    """The description of all tables of a dataset."""
    document: Json = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": f"{about.title}: tables of what the sources state",
        "dc:description": about.description,
        "dc:license": {"@id": about.licence},
        "tables": [_table(table, about.stem) for table in TABLES],
    }
    content = (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
    title = "The description of the tables (CSVW): columns, datatypes, keys"
    return new_file(f"{about.stem}-csv-metadata.json", MEDIA_TYPE, content, title=title, cut=STATED.key)


def _table(table: Table, stem: str) -> Json:
    files = {each.name: each.file(stem) for each in TABLES}
    keys = [
        {"columnReference": column.name, "reference": {"resource": files[column.refers_to], "columnReference": "id"}}
        for column in table.columns
        if column.refers_to is not None
    ]
    schema: Json = {
        "aboutUrl": "{+id}",
        "columns": [_id_column(), *(described for column in table.columns for described in _columns(column))],
        "primaryKey": "id",
        "rowTitles": ["label"],
    }
    if keys:
        schema["foreignKeys"] = keys
    return {"url": table.file(stem), "dc:title": table.title, "tableSchema": schema}


def _id_column() -> Json:
    return {
        "name": "id",
        "titles": "id",
        "dc:description": "IRI",
        "datatype": "anyURI",
        "required": True,
        "suppressOutput": True,
    }


def _columns(column: Column) -> list[Json]:
    """The column, and the one of labels beside it."""
    described: Json = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.title,
        "datatype": column.datatype,
    }
    if column.refers_to is not None:
        described["required"] = True
    if column.is_list:
        described["separator"] = SEPARATOR
    if len(column.path) == 1:
        prefix, _, local = column.path[0].partition(":")
        described["propertyUrl"] = PREFIXES[prefix] + local
    else:
        described["suppressOutput"] = True  # it has the value of a thing that has no row
    if not column.has_labels:
        return [described]
    labels = {**described, "name": column.name + LABEL, "titles": column.name + LABEL, "datatype": TEXT}
    labels |= {"dc:description": f"{column.title}, by label", "suppressOutput": True}
    for name in ("propertyUrl", "required"):
        labels.pop(name, None)
    return [described, labels]
