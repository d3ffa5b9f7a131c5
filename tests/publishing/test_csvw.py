"""The description of the tables: a validator of CSVW takes it, and what it says of a cell is in the graph."""

from datetime import datetime
from pathlib import Path

import pytest
from csvw import CSVW, TableGroup  # type: ignore[import-untyped]  # it has no types

from govsocial.model.formats import N_TRIPLES
from govsocial.model.iris import Names
from govsocial.publishing.bundle import write_bundled
from govsocial.publishing.release import Release
from govsocial.store.oxigraph import Literal, NamedNode, parse_bytes


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release of the bundled sources."""
    return write_bundled(tmp_path_factory.mktemp("csvw") / "release", Names())


@pytest.fixture
def description(release: Release, tmp_path: Path) -> Path:
    """The description of its tables, with the tables beside it, in a folder that a test may change."""
    for file in release.files:
        if file.format == "csv" or file.media_type == "application/csvm+json":
            (tmp_path / file.name).write_bytes((release.directory / file.name).read_bytes())
    return tmp_path / "govsocial-csv-metadata.json"


def test_a_validator_finds_the_tables_valid(description: Path) -> None:
    found = CSVW(str(description), validate=True)
    assert found.is_valid
    assert found.warnings == []
    assert found.tablegroup.check_referential_integrity(strict=True)


@pytest.mark.filterwarnings("ignore")  # the validator warns of what is found here
@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("claims", "/id/snapshot/2009-06", "/id/snapshot/2010-06"),
        ("evidence", ",7483,", ",first,"),
        ("tools", "/id/tool/bebo", "/id/tool/twitter"),
    ],
)
def test_the_validator_finds_a_fault_in_the_tables(description: Path, table: str, old: str, new: str) -> None:
    path = description.with_name(f"govsocial-{table}.csv")
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")
    assert not _is_valid(description)


def _is_valid(description: Path) -> bool:
    try:
        return bool(CSVW(str(description), validate=True).is_valid)
    except ValueError:
        return False


def test_what_each_cell_says_is_a_triple_of_the_stated_graph(release: Release, description: Path) -> None:
    """By the rules of csv2rdf: the row's IRI, the column's property, each of the cell's values."""
    triples = {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in parse_bytes((release.directory / "govsocial-stated.nt").read_bytes(), N_TRIPLES)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
    }
    said = 0
    for table in TableGroup.from_file(description).tables:
        for row in table.iterdicts(strict=False):
            for column in table.tableSchema.columns:
                cell = row[column.name]
                values = cell if isinstance(cell, list) else [] if cell is None else [cell]
                for value in values if column.propertyUrl is not None else ():
                    assert (_lexical(row["id"]), str(column.propertyUrl), _lexical(value)) in triples
                    said += 1
    assert said > 2000


def _lexical(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.unsplit() if hasattr(value, "unsplit") else str(value)
