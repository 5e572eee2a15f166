"""Loading: a stream of tables, of which no more than a few are held at once."""

import weakref
from collections.abc import Iterator
from contextlib import closing

import pyarrow as pa
import pytest

from rearview.sandbox.engines import SqlEngine, open_engine
from rearview.sources.agentforce.catalog import CATALOG, Dmo
from tests.sandbox.engines.build import PARTS, THINGS, columns, parts, rows, things

HELD = 4
"""How many tables may be alive while the next one is made: those in the reader's hands."""


def test_tables_are_let_go(engine: SqlEngine) -> None:
    """A table that has been read is forgotten before the stream ends, so a stream may be longer than memory."""
    made: list[weakref.ref[pa.Table]] = []
    alive: list[int] = []

    def stream() -> Iterator[pa.Table]:
        for number in range(40):
            table = parts(*((f"{number}-{row}", "x" * 100) for row in range(2_000)))
            made.append(weakref.ref(table))
            alive.append(sum(ref() is not None for ref in made))
            yield table
            del table

    engine.load(PARTS, stream())
    assert rows(engine.query('SELECT count(*) FROM "ssot__AIPart__dlm"', now_ms=0)) == [(80_000,)]
    assert max(alive) <= HELD


def test_columns_go_by_name(engine: SqlEngine) -> None:
    """The order of columns, and columns that the table doesn't have, don't matter."""
    table = things(("a", 0, 1, True, 0, None))
    engine.load(THINGS, iter([table.select(table.column_names[::-1]).append_column("more", pa.array([1]))]))
    result = engine.query('SELECT "ssot__Id__c", "ssot__Score__c" FROM "ssot__AiThing__dlm"', now_ms=0)
    assert (columns(result), rows(result)) == ("ssot__Id__c text, ssot__Score__c numeric(38,18)", [("a", 1)])


def test_large_texts_come_back(engine: SqlEngine) -> None:
    """A text of a megabyte is what it was."""
    text = "ä\n'\"\\" * 200_000
    engine.load(PARTS, iter([parts(("a", text))]))
    assert rows(engine.query('SELECT "ssot__AiThingId__c" FROM "ssot__AIPart__dlm"', now_ms=0)) == [(text,)]


def test_a_stream_that_breaks_says_so(engine: SqlEngine) -> None:
    """What goes wrong while rows are made isn't swallowed, and none of them stays."""

    def broken() -> Iterator[pa.Table]:
        yield parts(("a", "x"))
        message = "the well is dry"
        raise RuntimeError(message)

    with pytest.raises(Exception, match="the well is dry"):
        engine.load(PARTS, broken())
    engine.load(PARTS, iter(()))
    assert rows(engine.query('SELECT count(*) FROM "ssot__AIPart__dlm"', now_ms=0)) == [(0,)]


@pytest.fixture(scope="module")
def whole(name: str) -> Iterator[SqlEngine]:
    """An engine with every table of the catalog, all of them empty."""
    with closing(open_engine(name)) as opened:
        for dmo in CATALOG.values():
            opened.load(dmo, iter(()))
        yield opened


@pytest.mark.parametrize("dmo", CATALOG.values(), ids=CATALOG.keys())
def test_every_table_of_the_catalog_can_be_held(whole: SqlEngine, dmo: Dmo) -> None:
    """All fields are there, by their names and types; unquoted ones too where names are lenient."""
    types = {"text": "text", "timestamp": "timestamptz", "number": "numeric(38,18)", "boolean": "boolean"}
    expected = ", ".join(f"{field.name} {types[field.type]}" for field in dmo.fields)
    listed = ", ".join(field.name.upper() for field in dmo.fields)
    for sql in (f'TABLE "{dmo.api_name}"', f"SELECT {listed} FROM {dmo.api_name.lower()}"):  # noqa: S608
        assert columns(whole.query(sql, now_ms=0)) == expected
