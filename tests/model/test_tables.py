"""The canonical tables: every column says what it is, once."""

import re
from dataclasses import FrozenInstanceError, fields

import pytest

from rearview.model.tables import TABLES, Column, Rows

COLUMNS = [
    pytest.param(column, id=f"{table.name}.{column.name}")
    for table in TABLES.values()
    for column in table.columns
]


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_has_a_meaning(column: Column) -> None:
    """A sentence, with a capital and a full stop."""
    assert re.fullmatch(r"[A-Z`].*[.]", column.meaning)
    assert "  " not in column.meaning


@pytest.mark.parametrize("column", COLUMNS)
def test_a_name_ends_in_its_unit(column: Column) -> None:
    """A number that counts something says what, and its name agrees."""
    units = {
        "ms since 1970-01-01 UTC": r"(at|\w+ed|left|sent)_ms",
        "ms": r"(duration|latency)_ms",
        "tokens": r"tokens_\w+",
        "characters": r"chars_\w+",
        "US dollars": r"\w+_usd",
    }
    matching = [unit for unit, pattern in units.items() if re.fullmatch(pattern, column.name)]
    assert matching == ([column.unit] if column.unit else [])
    if column.unit:
        assert column.type == ("float" if column.unit == "US dollars" else "int")


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_table_begins_with_its_source_and_session(table: str) -> None:
    """Every row says who wrote it and whose it is; only ids may not be null."""
    first, second, *rest = TABLES[table].columns
    assert (first.name, second.name) == ("source", "session_id")
    required = {column.name for column in rest if not column.nullable}
    assert required | {"session_id"} == {TABLES[table].key or "session_id", "session_id"}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_table_says_when_its_rows_happened(table: str) -> None:
    """The column of its time is one of its own, and its meaning is a sentence."""
    named = {column.name: column for column in TABLES[table].columns}
    assert named[TABLES[table].time].unit == "ms since 1970-01-01 UTC"
    assert TABLES[table].key is None or TABLES[table].key in named
    assert TABLES[table].meaning.endswith(".")


@pytest.mark.parametrize("table", sorted(TABLES))
def test_rows_cannot_be_changed(table: str) -> None:
    """A row is what was recorded; it has no room for anything else."""
    ids = {column.name: "x" for column in TABLES[table].columns if not column.nullable}
    row = TABLES[table].row(**ids)
    with pytest.raises(FrozenInstanceError):
        row.source = "y"
    assert not hasattr(row, "__dict__")
    assert hash(row) == hash(TABLES[table].row(**ids))


def test_rows_hold_every_table() -> None:
    """What a source yields has a place for each table, in the order of the tables, empty at first."""
    assert [field.name for field in fields(Rows)] == list(TABLES)
    assert all(getattr(Rows(), table) == () for table in TABLES)


def test_closed_vocabularies_are_known() -> None:
    """A column with a fixed set of values lists them."""
    named = {column.name: column.values for column in TABLES["steps"].columns}
    assert named["status"] == ("ok", "failed", "open")
    assert named["name"] == ()
