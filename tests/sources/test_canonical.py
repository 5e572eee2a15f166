"""What every recipe promises, asked of each source in turn, on every engine that needs no other machine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rearview.engines.view import PARTITION
from rearview.errors import ArgumentError
from rearview.library import open_lake
from rearview.model.tables import TABLES, Column
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.ways import SESSION_ID
from rearview.sources.canonical import SOURCES, Recipe, recipes
from tests.lakes import agentforce_lake, older_folder, otel_lake, snapshot_lake

PLACES = {"agentforce": agentforce_lake, "older": older_folder, "otel": otel_lake, "snapshots": snapshot_lake}
PYTHON = {"text": str, "int": int, "float": float, "bool": bool}


@pytest.fixture(params=TABLES)
def table(request: pytest.FixtureRequest) -> str:
    """Each canonical table in turn."""
    name: str = request.param
    return name


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> Path:
    """A folder of each kind in turn."""
    find: Callable[[], Path] = PLACES[request.param]
    return find()


def _rows(place: Path, engine: str, table: str) -> list[dict[str, Any]]:
    lake = open_lake(place, engine)
    found = lake.collect(lake.frame(table))
    assert found.column_names == [*(column.name for column in TABLES[table].columns), PARTITION]
    rows: list[dict[str, Any]] = found.to_pylist()
    return sorted(rows, key=repr)


def test_engines_make_the_same_rows(place: Path, table: str) -> None:
    """Every engine gives the same rows, in the columns of the table and their types."""
    rows = _rows(place, "polars", table)
    assert rows == _rows(place, "duckdb", table)
    for column in TABLES[table].columns:
        assert {type(row[column.name]) for row in rows} <= {PYTHON[column.type], type(None)}


def test_rows_keep_what_the_table_promises(place: Path, table: str) -> None:
    """What can't be null isn't, what has a closed vocabulary keeps to it, and a key names one row."""
    rows = _rows(place, "polars", table)
    for column in TABLES[table].columns:
        values = {row[column.name] for row in rows}
        assert _fits(values, column), (column.name, values)
    if (key := TABLES[table].key) is not None:
        assert len({row[key] for row in rows}) == len(rows)


@pytest.mark.parametrize("source", SOURCES)
def test_a_column_is_found_in_one_way(source: str, table: str) -> None:
    """Recipes say of each column they derive how, in a sentence, and once; what they name are columns of the table."""
    recipe = recipes(source)[table]
    known = {column.name for column in TABLES[table].columns}
    for part in recipe.parts:
        derived = [name for found in part.derived for name in found.columns]
        assert len(set(derived)) == len(derived)
        assert set(derived) <= known
        assert all(found.how.endswith(".") for found in part.derived)


@pytest.mark.parametrize("recipe", recipes("agentforce").values(), ids=lambda recipe: str(recipe.table))
def test_views_name_fields_that_exist(recipe: Recipe) -> None:
    """A view reads tables of the catalog, by the names that live orgs answer to."""
    for part in recipe.parts:
        if part.view.of in CATALOG:
            fields = {field.name for field in CATALOG[part.view.of].fields} | {SESSION_ID}
            assert {column.column for column in part.view.columns} <= fields


def test_an_unknown_source_is_named() -> None:
    """A lake of a source that this version doesn't know says so."""
    with pytest.raises(ArgumentError, match="There is no source named diary"):
        recipes("diary")


def _fits(values: set[Any], column: Column) -> bool:
    if None in values and not column.nullable:
        return False
    return not column.values or values <= {*column.values, None}
