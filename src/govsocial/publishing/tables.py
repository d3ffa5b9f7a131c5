"""Tables: what the sources state as tidy CSV, one table a kind of thing, one row a thing.

See https://www.rfc-editor.org/rfc/rfc4180
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from govsocial.errors import SourceError
from govsocial.model.formats import CSV
from govsocial.model.iris import Names
from govsocial.model.namespaces import PREFIXES
from govsocial.publishing.cuts import STATED
from govsocial.publishing.files import NewFile, new_file
from govsocial.store.oxigraph import Literal, NamedNode, Quad

SEPARATOR = "|"
"""Between the values of one cell. No IRI has it; in a label it is replaced."""

IRI, TEXT, INTEGER, DATE, BOOLEAN = "anyURI", "string", "integer", "date", "boolean"
LABEL = "_label"
"""What the name of a column ends in that has the labels of the things in the column before it."""


@dataclass(frozen=True)
class Column:
    """One column: the property that it has the values of, or two, one after the other.

    `datatype` is a name of CSVW. A cell of IRIs has the labels of its things in a column beside it, when `is_labelled`.
    `refers_to` is the table that it is a key of, where every row has a value: CSVW knows no key that may be missing.
    """

    name: str
    title: str
    path: tuple[str, ...]
    datatype: str = TEXT
    refers_to: str | None = None
    is_list: bool = False
    is_labelled: bool = True

    @property
    def has_labels(self) -> bool:
        """Whether a column of labels stands beside it."""
        return self.datatype == IRI and self.is_labelled


@dataclass(frozen=True)
class Table:
    """The things whose IRIs are under `id/{kind}/`, or the concepts of all schemes, with an id in front of all."""

    name: str
    title: str
    kind: str | None
    columns: tuple[Column, ...]

    def file(self, stem: str) -> str:
        """The name of its file: `govsocial-claims.csv`."""
        return f"{stem}-{self.name}.csv"


def _text(name: str, title: str, *path: str) -> Column:
    return Column(name, title, path)


def _texts(name: str, title: str, path: str) -> Column:
    return Column(name, title, (path,), is_list=True)


def _one(name: str, title: str, path: str, table: str) -> Column:
    return Column(name, title, (path,), IRI, table)


def _concept(name: str, title: str, path: str) -> Column:
    return _one(name, title, path, "concepts")


def _perhaps(name: str, title: str, path: str) -> Column:
    return Column(name, title, (path,), IRI)


def _list(name: str, title: str, path: str) -> Column:
    return Column(name, title, (path,), IRI, is_list=True)


def _link(name: str, title: str, path: str) -> Column:
    return Column(name, title, (path,), IRI, is_labelled=False)


def _number(name: str, title: str, *path: str) -> Column:
    return Column(name, title, path, INTEGER)


_LABEL = _text("label", "What it is called", "rdfs:label")
_ALSO = _texts("other_labels", "What else it is called", "skos:altLabel")
_NOTE = _text("note", "A note", "skos:note")
_SNAPSHOT = _one("snapshot", "Snapshot that it is in", "gs:inSnapshot", "snapshots")
_BODY = _one("organisation", "Organisation that it is about", "gs:organisation", "organisations")

TABLES = (
    Table("snapshots", "Snapshots: dated collections of reports", "snapshot", (
        _LABEL, _text("title", "Title", "dcterms:title"),
        Column("date", "Day of the snapshot", ("dcterms:date",), DATE),
        _list("creator", "Who made it", "dcterms:creator"),
        _list("source", "Documents that it rests on", "prov:wasDerivedFrom"),
        _link("licence", "Licence", "dcterms:license"),
    )),
    Table("sources", "Source documents", "source", (
        _LABEL, Column("issued", "Day of publication", ("dcterms:issued",), DATE, is_list=True),
        _list("creator", "Who wrote it", "dcterms:creator"),
        _list("publisher", "Who publishes it", "dcterms:publisher"),
        Column("page", "Address", ("foaf:page",), IRI, is_list=True, is_labelled=False),
        _text("sha256", "SHA-256 of the text", "gs:sha256"),
        _number("length", "Unicode code points of the text", "gs:lengthInCodePoints"), _NOTE,
    )),
    Table("reports", "Reports: what one reporter said of one organisation", "report", (
        _LABEL, _SNAPSHOT, _BODY, _one("reporter", "Who reported", "prov:wasAttributedTo", "people"),
        _concept("channel", "How it was reported", "gs:channel"),
        _one("source", "Document that it is in", "prov:wasDerivedFrom", "sources"),
        _number("section_start", "First code point of its section", "gs:sectionStart"),
        _number("section_end", "Code point behind its section", "gs:sectionEnd"),
        _list("supplements", "Reports that it adds to", "gs:supplements"), _NOTE,
    )),
    Table("claims", "Claims: what a report says, one thing a row", "claim", (
        _LABEL, _perhaps("type", "Sort of claim", "rdf:type"),
        _SNAPSHOT, _one("report", "Report that makes it", "gs:inReport", "reports"), _BODY,
        _list("unit", "Units that it is about", "gs:unit"), _perhaps("tool", "Tool", "gs:tool"),
        _list("tool_kind", "Kinds of tool", "gs:toolKind"), _perhaps("status", "How far along", "gs:status"),
        _text("status_as_reported", "How far along, in the words of the source", "gs:statusAsReported"),
        _perhaps("audience", "For whom", "gs:audience"), _list("practice", "Practices", "gs:practice"),
        _list("purpose", "Purposes", "gs:purpose"), _list("initiative", "Initiatives", "gs:initiative"),
        _list("account", "Accounts", "gs:account"), _list("run_by", "Who runs it", "gs:runBy"),
        _perhaps("involvement", "Part of the press office", "gs:involvement"),
        _perhaps("assessment", "What is thought of it", "gs:assessment"),
        _list("about_use", "Claims of use that it is about", "gs:aboutUse"),
        _list("participant", "Who takes part", "gs:participant"), _list("post", "Posts", "gs:post"),
        _list("works_with", "Who works with whom", "gs:worksWith"),
        _concept("explicitness", "Whether the source states or implies it", "gs:explicitness"),
        _perhaps("scope_explicitness", "Whether the source states or implies what it is about", "gs:scopeExplicitness"),
        Column("ambiguous", "Whether the words can be read otherwise", ("gs:ambiguous",), BOOLEAN),
        _text("amount_as_reported", "An amount, in the words of the source", "gs:amountAsReported"),
        _list("evidence", "Passages that it rests on", "gs:evidence"), _NOTE,
    )),
    Table("evidence", "Evidence: passages of the sources, by position", "evidence", (
        _LABEL, _one("source", "Document", "oa:hasSource", "sources"),
        _number("start", "First code point", "oa:hasSelector", "oa:start"),
        _number("end", "Code point behind it", "oa:hasSelector", "oa:end"),
        _text("first_words", "First words", "gs:firstWords"), _text("last_words", "Last words", "gs:lastWords"),
        _text("sha256", "SHA-256 of the passage", "gs:passageSha256"),
        _link("link", "Link to the words on the original page", "gs:textFragment"),
    )),
    Table("organisations", "Organisations", "organisation", (
        _LABEL, _ALSO, _concept("kind", "Kind of organisation", "org:classification"), _NOTE,
    )),
    Table("units", "Units of organisations", "unit", (
        _LABEL, _ALSO, _concept("kind", "Kind of unit", "org:classification"),
        _one("organisation", "Organisation that it is of", "org:unitOf", "organisations"),
        _list("part_of", "Units that it is part of", "org:subOrganizationOf"), _NOTE,
    )),
    Table("posts", "Posts: positions, not persons", "post", (
        _LABEL, _list("where", "Where the position is", "org:postIn"),
    )),
    Table("people", "People", "person", (
        _LABEL, _texts("name", "Name in the source", "foaf:name"), _ALSO,
        _list("member_of", "Bodies that they are of", "org:memberOf"),
        _list("account", "Accounts", "foaf:account"), _NOTE,
    )),
    Table("accounts", "Accounts on tools", "account", (
        _LABEL, _text("account_name", "Name of the account", "foaf:accountName"),
        _one("tool", "Tool", "gs:onTool", "tools"), _NOTE,
    )),
    Table("tools", "Tools: named products", "tool", (
        _LABEL, _ALSO, _list("kind", "Kinds of tool", "gs:toolKind"),
        _list("organisation", "Organisations that it belongs to", "gs:organisation"), _NOTE,
    )),
    Table("initiatives", "Initiatives: campaigns, consultations, events of government", "initiative", (
        _LABEL, _ALSO, _concept("kind", "Kind of initiative", "gs:initiativeKind"),
        _list("organisation", "Organisations that it belongs to", "gs:organisation"), _NOTE,
    )),
    Table("concepts", "Concepts of all schemes: the values of status, audience, kind and so on", None, (
        _text("label", "What it is called", "skos:prefLabel"), _link("scheme", "Scheme", "skos:inScheme"),
        _text("notation", "Notation", "skos:notation"), _text("definition", "Definition", "skos:definition"),
        _list("broader", "Broader concepts", "skos:broader"),
    )),
)  # fmt: skip
"""All tables. A list stands where no shape of the ontology allows one value alone."""


def write_tables(dataset: Iterable[Quad], names: Names, stem: str) -> list[NewFile]:
    """All tables, in their order; a table without rows has its header.

    Raises SourceError for a thing with several values where a table has room for one.
    """
    statements = _Statements(STATED.of(dataset, names), names)
    return [_write(table, statements, stem) for table in TABLES]


class _Statements:
    """What is said of each thing, by property."""

    def __init__(self, quads: Iterable[Quad], names: Names) -> None:
        self._names = names
        self._values: dict[tuple[str, str], set[NamedNode | Literal]] = defaultdict(set)
        subjects: set[str] = set()
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                self._values[quad.subject.value, quad.predicate.value].add(quad.object)
                subjects.add(quad.subject.value)
        self._subjects = sorted(subjects)

    def things(self, table: Table) -> list[str]:
        """The IRIs of a table's things, in their order."""
        if table.kind is None:
            concept = NamedNode(PREFIXES["skos"] + "Concept")
            return [iri for iri in self._subjects if concept in self._values.get((iri, _iri("rdf:type")), ())]
        start = f"{self._names.base}id/{table.kind}/"
        return [iri for iri in self._subjects if iri.startswith(start) and "#" not in iri]

    def values(self, iri: str, column: Column) -> list[str]:
        """The values of a column, in order. Of a text in several languages the English one."""
        found: set[NamedNode | Literal] = {NamedNode(iri)}
        for step in column.path:
            found = {value for node in found for value in self._values.get((node.value, _iri(step)), ())}
        if column.datatype == TEXT and not column.is_list and len(found) > 1:
            return [min(found, key=_language_order).value]
        return sorted(value.value for value in found)

    def label(self, iri: str) -> str:
        """What a thing is called, or its IRI."""
        found = self._values.get((iri, _iri("skos:prefLabel"))) or self._values.get((iri, _iri("rdfs:label")))
        return min(found, key=_language_order).value if found else iri


def _write(table: Table, statements: _Statements, stem: str) -> NewFile:
    things = statements.things(table)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header(table))
    writer.writerows([iri, *_cells(iri, table, statements, stem)] for iri in things)
    file = new_file(
        table.file(stem),
        CSV.media_type,
        text.getvalue().encode(),
        title=table.title,
        format_name=CSV.name,
        cut=STATED.key,
    )
    return replace(file, about=replace(file.about, rows=len(things)))


def header(table: Table) -> list[str]:
    """The names of all columns, those of labels among them."""
    names = [[column.name, column.name + LABEL] if column.has_labels else [column.name] for column in table.columns]
    return ["id", *(name for both in names for name in both)]


def _cells(iri: str, table: Table, statements: _Statements, stem: str) -> Iterator[str]:
    for column in table.columns:
        values = statements.values(iri, column)
        if len(values) > 1 and not column.is_list:
            raise SourceError(
                f"<{iri}> has several values where there is room for one: {column.title}", table.file(stem)
            )
        yield _cell(values, column)
        if column.has_labels:
            yield _cell([statements.label(value) for value in values], column)


def _cell(values: Sequence[str], column: Column) -> str:
    if not column.is_list:
        return "".join(values)
    return SEPARATOR.join(value.replace(SEPARATOR, "/") for value in values)


def _language_order(value: NamedNode | Literal) -> tuple[int, str]:
    language = value.language if isinstance(value, Literal) else None
    return 0 if language == "en" else 1 if language is None else 2, str(value)


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local
