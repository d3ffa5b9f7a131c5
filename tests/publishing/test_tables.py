"""The tables: what the sources state, one row a thing, as RFC 4180 has it."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from govsocial.errors import SourceError
from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.publishing.assembly import assemble
from govsocial.publishing.files import NewFile
from govsocial.publishing.tables import TABLES, header, write_tables

Edit = Callable[[str, str, str], Path]
ID = "https://w3id.org/govsocial/id/"


def _files(sources: Sources, names: Names | None = None) -> dict[str, NewFile]:
    names = names or Names()
    files = write_tables(assemble(sources, names).quads, names, "tiny")
    return {table.name: file for table, file in zip(TABLES, files, strict=True)}


def _rows(file: NewFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.content.decode(), newline="")))


def test_each_claim_is_a_row_with_iris_and_labels(sources: Sources) -> None:
    rows = {row["id"].rpartition("/")[2]: row for row in _rows(_files(sources)["claims"])}
    assert rows.keys() == {"tea-twitter", "cake-twitter", "cake-blog"}
    claim = rows["cake-twitter"]
    assert claim["id"] == f"{ID}claim/2009-06/cake-twitter"
    assert claim["type"].endswith("#NonUse")
    assert (claim["type_label"], claim["tool"], claim["tool_label"]) == ("Non-use", f"{ID}tool/twitter", "Twitter")
    assert (claim["status_label"], claim["evidence"]) == ("no demand", f"{ID}evidence/2009-06/cake-twitter")
    assert claim["organisation_label"] == 'Office of Cake — with “quotes” and "more" 🙂'
    assert rows["cake-blog"]["tool"] == ""


def test_a_passage_has_its_position(sources: Sources) -> None:
    (passage,) = [row for row in _rows(_files(sources)["evidence"]) if row["id"].endswith("/tea-twitter")]
    assert (passage["start"], passage["end"]) == ("37", "59")
    assert (passage["first_words"], passage["last_words"]) == ("uses", "day")


def test_lines_end_as_the_specification_says_and_a_table_without_rows_has_its_header(sources: Sources) -> None:
    files = _files(sources)
    assert files["posts"].content == b"id,label,where,where_label\r\n"
    assert (files["posts"].about.rows, files["claims"].about.rows) == (0, 3)
    assert files["claims"].content.count(b"\r\n") == files["claims"].content.count(b"\n") == 4
    assert files["claims"].about.name == "tiny-claims.csv"


def test_rows_are_in_the_order_of_their_ids_whatever_the_order_of_the_quads(sources: Sources) -> None:
    quads = assemble(sources, Names()).quads
    files = write_tables(quads, Names(), "tiny")
    assert files == write_tables(quads[::-1], Names(), "tiny")
    for file in files:
        ids = [row["id"] for row in _rows(file)]
        assert ids == sorted(set(ids))


def test_what_is_inferred_or_comes_from_elsewhere_is_in_no_table(sources: Sources) -> None:
    (sources.root / "data/enrichment").mkdir()
    (sources.root / "data/enrichment/more.ttl").write_text(
        f'<{ID}tool/tumblr> <http://www.w3.org/2000/01/rdf-schema#label> "Tumblr" .'
    )
    assert [row["id"] for row in _rows(_files(sources)["tools"])] == [f"{ID}tool/twitter"]


def test_tables_are_those_of_the_publication(sources: Sources) -> None:
    (tool,) = _rows(_files(sources, Names("https://data.example.org/"))["tools"])
    assert tool["id"] == "https://data.example.org/id/tool/twitter"


def test_several_values_stand_in_one_cell_where_there_is_room(sources: Sources, edit: Edit) -> None:
    edit("data/reference/all.ttl", 'rdfs:label "Twitter"@en', 'rdfs:label "Twitter"@en ; skos:altLabel "T|W", "Tw"')
    (tool,) = _rows(_files(sources)["tools"])
    assert tool["other_labels"] == "Tw|T/W"


def test_of_several_languages_the_english_label_is_taken(sources: Sources, edit: Edit) -> None:
    edit("data/reference/all.ttl", 'rdfs:label "Twitter"@en', 'rdfs:label "Aderyn"@cy, "Twitter"@en')
    assert _rows(_files(sources)["tools"])[0]["label"] == "Twitter"


def test_no_value_is_dropped_without_a_word(sources: Sources, edit: Edit) -> None:
    edit("data/snapshots/2009-06/tea.ttl", "gs:status status:in-use", "gs:status status:in-use, status:no-demand")
    with pytest.raises(SourceError, match=r"tiny-claims\.csv: <.*tea-twitter> has several values .* How far along"):
        _files(sources)


def test_no_two_columns_of_a_table_have_one_name() -> None:
    for table in TABLES:
        assert len(set(header(table))) == len(header(table))
