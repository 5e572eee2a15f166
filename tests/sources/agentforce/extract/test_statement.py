"""The statements: together they return every row once, in order, and of a scope exactly what belongs to it."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rearview.lake.grid import Window
from rearview.sandbox.engines import SqlEngine, open_engine
from rearview.sandbox.engines.rows import form
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.storage import layout
from rearview.sources.agentforce.extract import statement
from rearview.sources.agentforce.extract.probe import Source, SourceColumn, SourceTable
from rearview.sources.agentforce.extract.scope import EVERYTHING, Scope
from tests.sources.agentforce.extract.orgs import DAY_MS, NOW_MS, ORG, SOURCE, TIMELESS, source

LONG_AGO, FAR_AHEAD = ORG.until_ms - 100 * DAY_MS, ORG.until_ms + 100 * DAY_MS
VOCABULARY = ("tag_definitions", "tag_definition_associations", "tags")

every_table = pytest.mark.parametrize("folder", CATALOG)


def fetch(
    engine: SqlEngine,
    folder: str,
    windows: Sequence[Window | None],
    *,
    scope: Scope = EVERYTHING,
    of: Source = SOURCE,
) -> pa.Table:
    """Return what the statements for some cells bring, below each other."""
    asked = [statement.rows(of.tables[folder], window, scope, of) for window in windows]
    return pa.concat_tables(
        engine.query(sql, now_ms=NOW_MS).cast(of.tables[folder].schema) for sql in asked
    ).combine_chunks()


def cells(folder: str, cuts: Sequence[int], of: Source = SOURCE) -> list[Window | None]:
    """Return all cells of a table, if time is cut at some moments."""
    timed = [Window(*ends) for ends in pairwise([LONG_AGO, *cuts, FAR_AHEAD])]
    return [*(timed if of.windowed(folder) else ()), None]


def by_key(folder: str, rows: pa.Table) -> pa.Table:
    """Return rows in the order of their keys."""
    return rows.sort_by(CATALOG[folder].key)


@every_table
@pytest.mark.parametrize("hours", [24, 8])
def test_cells_hold_every_row_once(
    folder: str, hours: int, engine: SqlEngine, shown: dict[str, pa.Table]
) -> None:
    """Whatever the width of windows, the cells together are the table."""
    first = ORG.days.start * DAY_MS
    cuts = range(first, first + 3 * DAY_MS, hours * DAY_MS // 24)
    found = fetch(engine, folder, cells(folder, cuts))
    assert by_key(folder, found).equals(by_key(folder, shown[folder]))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_windows_lose_no_row_wherever_time_is_cut(
    data: st.DataObject, engine: SqlEngine, shown: dict[str, pa.Table]
) -> None:
    """Whatever moments time is cut at, next to rows or far from any, the cells together are the table."""
    folder = data.draw(st.sampled_from(["sessions", "steps", "messages", "retriever_metrics", "feedback"]))
    anchor = SOURCE.anchor(folder)
    dated = CATALOG[anchor.to if anchor else folder]
    times = pc.unique(shown[dated.folder][dated.time]).drop_null().cast(pa.int64()).to_pylist()
    close = st.sampled_from(times).map(lambda us: us // 1000) | st.sampled_from(times).map(
        lambda us: us // 1000 + 1
    )
    anywhere = st.integers(ORG.days.start * DAY_MS, ORG.until_ms)
    cuts = sorted(data.draw(st.sets(close | anywhere, max_size=4)))
    found = fetch(engine, folder, cells(folder, cuts))
    assert by_key(folder, found).equals(by_key(folder, shown[folder]))


def test_a_row_on_a_cut_lies_in_the_later_window() -> None:
    """A window holds its first moment and not its last, to the microsecond."""
    noon = ORG.until_ms
    requests = _rows(
        "gateway_requests",
        gatewayRequestId__c=["before", "on", "after"],
        timestamp__c=[noon - 1, noon, noon + 1],
    )
    metrics = _rows(
        "retriever_metrics",
        ssot__Id__c=["b", "o", "a"],
        ssot__AiGatewayRequestId__c=["before", "on", "after"],
    )
    with closing(open_engine("duckdb", strict=True)) as engine:
        engine.load(CATALOG["gateway_requests"], iter([requests]))
        engine.load(CATALOG["retriever_metrics"], iter([metrics]))
        for folder, keys in (("gateway_requests", ["on", "after"]), ("retriever_metrics", ["o", "a"])):
            later = fetch(engine, folder, [Window(noon, noon + 2)])[CATALOG[folder].key].to_pylist()
            earlier = fetch(engine, folder, [Window(noon - 1, noon)])[CATALOG[folder].key].to_pylist()
            assert (sorted(later), earlier) == (sorted(keys), [{"on": "before", "o": "b"}[keys[0]]])


@every_table
def test_rows_come_in_the_order_of_their_cell(folder: str, engine: SqlEngine) -> None:
    """Rows come sorted as they lie in the lake, those without a value last."""
    order = layout(CATALOG[folder]).order
    for window in cells(folder, []):
        rows = fetch(engine, folder, [window]).select(order).to_pylist()
        keys = [tuple((value is None, value) for value in row.values()) for row in rows]
        assert keys == sorted(keys, key=_comparable)


def _comparable(key: tuple[tuple[bool, Any], ...]) -> list[tuple[bool, Any]]:
    return [
        (missing, "" if missing else value.encode() if isinstance(value, str) else value)
        for missing, value in key
    ]


@pytest.mark.parametrize("folder", sorted(TIMELESS))
def test_rows_without_a_time_are_in_no_window(folder: str, engine: SqlEngine) -> None:
    """A row without a time comes with the timeless cell, and only with that."""
    time = CATALOG[folder].time or ""
    timed, timeless = (fetch(engine, folder, [window]) for window in cells(folder, []))
    assert timed[time].null_count == 0
    assert 0 < len(timeless) == timeless[time].null_count


def test_a_table_without_a_time_goes_by_its_parents(engine: SqlEngine, shown: dict[str, pa.Table]) -> None:
    """A retrieval's metrics lie in the window of the request that they belong to."""
    requests = {
        row["gatewayRequestId__c"]: row["timestamp__c"] for row in shown["gateway_requests"].to_pylist()
    }
    middle = sorted(
        requests[id_] for id_ in shown["retriever_metrics"]["ssot__AiGatewayRequestId__c"].to_pylist()
    )[4]
    ms = int(middle.timestamp() * 1000) + 1
    early = fetch(engine, "retriever_metrics", [Window(LONG_AGO, ms)])[
        "ssot__AiGatewayRequestId__c"
    ].to_pylist()
    assert len(early) == 5
    assert all(requests[id_] <= middle for id_ in early)


def test_rows_whose_parents_are_nowhere_are_timeless() -> None:
    """A row whose parent doesn't exist, has no time or isn't named comes with the timeless cell."""
    requests = _rows(
        "gateway_requests",
        gatewayRequestId__c=["dated", "undated", None],
        timestamp__c=[LONG_AGO, None, LONG_AGO],
    )
    metrics = _rows(
        "retriever_metrics",
        ssot__Id__c=["a", "b", "c", "d"],
        ssot__AiGatewayRequestId__c=["dated", "undated", "unknown", None],
    )
    window = Window(LONG_AGO, LONG_AGO + DAY_MS)
    with closing(open_engine("duckdb", strict=True)) as engine:
        engine.load(CATALOG["gateway_requests"], iter([requests]))
        engine.load(CATALOG["retriever_metrics"], iter([metrics]))
        assert fetch(engine, "retriever_metrics", [window])["ssot__Id__c"].to_pylist() == ["a"]
        assert sorted(fetch(engine, "retriever_metrics", [None])["ssot__Id__c"].to_pylist()) == [
            "b",
            "c",
            "d",
        ]


def test_a_table_whose_dated_parent_is_missing_is_one_cell(
    engine: SqlEngine, shown: dict[str, pa.Table]
) -> None:
    """Where the org lacks the table that times come from, all rows are timeless."""
    of = source(lacks=frozenset({"gateway_requests"}))
    assert not of.windowed("retriever_metrics")
    assert len(fetch(engine, "retriever_metrics", [None], of=of)) == len(shown["retriever_metrics"])


def test_sql_is_in_the_orgs_spelling_and_rows_in_the_catalogs() -> None:
    """An org that spells a table and a column in its own way is asked in that way; the lake's names stay."""
    dmo = CATALOG["moments"]
    odd = {"ssot__AiAgentApiName__c": "SSOT__AIAGENTAPINAME__C", dmo.time: "ssot__starttimestamp__c"}
    renamed = replace(
        dmo,
        api_name="ssot__AIAgentMoment__dlm",
        fields=tuple(replace(field, name=odd.get(field.name, field.name)) for field in dmo.fields),
    )
    columns = tuple(
        SourceColumn(name=column.name, asked=odd.get(column.name, column.name), type=column.type)
        for column in SOURCE.tables["moments"].columns
    )
    table = SourceTable(dmo=dmo, api_name=renamed.api_name, columns=columns)
    sql = statement.rows(table, Window(LONG_AGO, FAR_AHEAD), EVERYTHING, Source(tables={"moments": table}))
    with closing(open_engine("duckdb", strict=True)) as engine:
        engine.load(
            renamed,
            (
                chunk.rename_columns([odd.get(name, name) for name in chunk.column_names])
                for chunk in ORG.rows("moments")
            ),
        )
        found = engine.query(sql, now_ms=NOW_MS)
    assert found.column_names == [field.name for field in dmo.fields]
    assert len(found) > 0


def test_columns_that_are_missing_are_not_asked_for(engine: SqlEngine) -> None:
    """A field that the org lacks stands nowhere in a statement: not even in its order."""
    of = source(lacks=frozenset({"steps.SubType__c", "steps.ssot__AiAgentInteractionId__c"}))
    sql = statement.rows(of.tables["steps"], None, EVERYTHING, of)
    assert "SubType__c" not in sql
    assert '"ssot__AiAgentInteractionId__c"' not in sql
    assert engine.query(sql, now_ms=NOW_MS).num_columns == len(CATALOG["steps"].fields) - 2


@every_table
def test_counts_are_those_of_the_rows(folder: str, engine: SqlEngine, shown: dict[str, pa.Table]) -> None:
    """A window is counted by the table's own time, a vocabulary whole, and without a window everything."""
    table = SOURCE.tables[folder]
    window = Window(ORG.until_ms - DAY_MS, ORG.until_ms)
    all_ = engine.query(statement.count(table, None, EVERYTHING, SOURCE), now_ms=NOW_MS)
    part = engine.query(statement.count(table, window, EVERYTHING, SOURCE), now_ms=NOW_MS)
    assert all_[statement.ROWS].to_pylist() == [len(shown[folder])]
    expected = shown[folder] if folder in VOCABULARY else fetch(engine, folder, [window])
    assert part[statement.ROWS].to_pylist() == [len(expected)]


def _rows(folder: str, **given: list[Any]) -> pa.Table:
    """Return rows of a table that have only some values."""
    wanted = form(CATALOG[folder])
    count = len(next(iter(given.values())))
    given = {**given, "visible_ms": [0] * count}
    columns = [
        pa.array(
            _moments(given[field.name]) if pa.types.is_timestamp(field.type) else given[field.name],
            field.type,
        )
        if field.name in given
        else pa.nulls(count, field.type)
        for field in wanted
    ]
    return pa.table(columns, schema=wanted)


def _moments(times: list[int | None]) -> list[int | None]:
    return [None if ms is None else ms * 1000 for ms in times]
