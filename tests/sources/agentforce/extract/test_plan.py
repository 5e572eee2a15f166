"""Plans: what is read, when it is read again, and that no moment is forgotten, whatever the clock does."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS, Cell, Window
from rearview.lake.ledger import Entry, Ledger
from rearview.lake.settle import LADDER
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract.plan import TRUST_LAYER, Plan, Unit, full, incremental, quality
from rearview.sources.agentforce.extract.tiling import WIDTHS_MS
from tests.sources.agentforce.extract.orgs import SOURCE, source

NOW = 20_000 * DAY_MS + 10 * HOUR_MS
FEW = ("sessions", "steps", "retriever_metrics", "tags")
TIMED = FEW[:3]


def done(ledger: Ledger, units: list[Unit], now_ms: int, rows: int = 0) -> Ledger:
    """Return a ledger after some cells were read."""
    tables = {
        table: dict(ledger.tables.get(table, {}))
        for table in {*ledger.tables, *(unit.table for unit in units)}
    }
    for unit in units:
        tables[unit.table][unit.cell] = Entry(window=unit.window, read_ms=now_ms, rows=rows)
    return Ledger(tables)


def cut(ledger: Ledger) -> list[tuple[Window, Window]]:
    """Return the cells of a table that overlap, which no lake would take."""
    spans = [[entry.window for _, entry in ledger.of(table) if entry.window] for table in ledger.tables]
    return [pair for windows in spans for pair in pairwise(windows) if pair[0].overlaps(pair[1])]


def covers(ledger: Ledger, table: str, since_ms: int, until_ms: int) -> bool:
    """Whether every moment of a span was read of a table."""
    return any(span.start_ms <= since_ms and until_ms <= span.end_ms for span in ledger.covered(table))


def reasons(plan: Plan) -> dict[tuple[str, Window | None], str]:
    """Return why each cell of a plan is read."""
    return {(unit.table, unit.window): unit.reason for unit in plan.units}


def period(
    since_ms: int, until_ms: int, ledger: Ledger | None = None, now_ms: int = NOW, **more: object
) -> Plan:
    """Plan a period of a few tables."""
    return full(
        SOURCE,
        ledger or Ledger({}),
        since_ms=since_ms,
        until_ms=until_ms,
        now_ms=now_ms,
        tables=FEW,
        **more,  # type: ignore[arg-type]
    )


# -- full --


def test_a_new_lake_is_read_day_by_day() -> None:
    """Every timed table gets the days of a period, and every table the cell of rows without a time."""
    plan = period(NOW - DAY_MS, NOW)
    today = Window(NOW - 10 * HOUR_MS, NOW + 14 * HOUR_MS)
    yesterday = Window(today.start_ms - DAY_MS, today.start_ms)
    expected = {(table, window): "new" for table in TIMED for window in (yesterday, today)}
    assert reasons(plan) == expected | {(table, None): "new" for table in FEW}


def test_groups_are_in_order_of_time_children_first() -> None:
    """Old days come before new ones, children before parents, what has no time at the end."""
    plan = full(SOURCE, Ledger({}), since_ms=NOW - 2 * DAY_MS, until_ms=NOW, now_ms=NOW)
    windows = [group.window for group in plan.groups]
    assert windows == [*sorted(window for window in windows if window), None]
    assert all(left.end_ms <= right.start_ms for left, right in pairwise(windows) if left and right)
    places = {folder: place for place, folder in enumerate(CATALOG)}
    for group in plan.groups:
        order = [places[unit.table] for unit in group.units]
        assert order == sorted(order, reverse=True)
    assert len(plan.groups[0].units) == len(CATALOG) - 3


def test_cells_of_several_widths_are_grouped_by_what_overlaps() -> None:
    """An hour of steps is committed with the day of sessions that it lies in; alone it is a group of its own."""
    day = Window(NOW - 34 * HOUR_MS, NOW - 10 * HOUR_MS)
    steps = [
        Unit(table="steps", window=Window(at, at + HOUR_MS), reason="new")
        for at in range(day.start_ms, day.end_ms, HOUR_MS)
    ]
    kept = done(Ledger({}), [steps[0]], NOW)
    together = period(day.start_ms, day.end_ms, kept)
    assert [group.window for group in together.groups] == [day, None]
    times = [unit.window for unit in together.groups[0].units if unit.table == "steps"]
    assert times == [unit.window for unit in steps]
    alone = full(SOURCE, kept, since_ms=day.start_ms, until_ms=day.end_ms, now_ms=NOW, tables=["steps"])
    assert [group.window for group in alone.groups] == [*times, None]


def test_what_is_settled_is_left_out_unless_it_is_asked_for() -> None:
    """A second run over an old period reads nothing of it; told to, it reads all of it again."""
    old = NOW - 30 * DAY_MS
    kept = done(Ledger({}), list(period(old, old + DAY_MS).units), NOW)
    plan = period(old, old + DAY_MS, kept)
    assert list(plan.units) == []
    assert plan.settled == 2 * len(TIMED)
    again = period(old, old + DAY_MS, kept, again=True)
    assert set(reasons(again).values()) == {"again"}
    assert len(list(again.units)) == 2 * len(TIMED) + len(FEW)
    assert again.settled == 0


def test_what_is_not_settled_is_read_again() -> None:
    """Cells that may still change are read by every full run: open, due, or before their rung."""
    since = NOW - 2 * DAY_MS
    kept = done(Ledger({}), list(period(since, NOW).units), NOW)
    assert set(reasons(period(since, NOW, kept)).values()) == {"open", "again"}
    later = NOW + DAY_MS
    read = reasons(period(since, later, kept, now_ms=later))
    days = [Window(at, at + DAY_MS) for at in range(since - 10 * HOUR_MS, later, DAY_MS)]
    assert [read["steps", day] for day in days] == ["again", "due", "due", "new"]


def test_a_period_never_reaches_beyond_now() -> None:
    """Tomorrow isn't planned, however the period is given."""
    plan = period(NOW - HOUR_MS, NOW + 5 * DAY_MS)
    assert {unit.window.start_ms for unit in plan.units if unit.window} == {NOW - 10 * HOUR_MS}
    assert [unit for unit in period(NOW + DAY_MS, NOW + 2 * DAY_MS).units if unit.window] == []


@given(st.integers(0, 5 * DAY_MS), st.sampled_from(WIDTHS_MS))
def test_the_edge_never_settles(ago_ms: int, width: int) -> None:
    """What is read up to now leaves its last cell open: it is planned again at once."""
    now = NOW - ago_ms
    plan = period(now - DAY_MS, now, now_ms=now, width=width)
    kept = done(Ledger({}), list(plan.units), now)
    edges = [entry for table in TIMED for _, entry in kept.of(table) if entry.window and now in entry.window]
    assert all(entry.state() == "open" for entry in edges)
    assert len(edges) == (len(TIMED) if now % width else 0)
    again = incremental(SOURCE, kept, now_ms=now, tables=FEW, width=width)
    assert [unit.reason for unit in again.units].count("open") == len(edges)


def test_a_width_can_be_asked_for() -> None:
    """New days are cut as asked; a day that was begun otherwise stays as it is."""
    kept = done(Ledger({}), list(period(NOW - 3 * DAY_MS, NOW - 2 * DAY_MS).units), NOW)
    plan = period(NOW - 3 * DAY_MS, NOW, kept, width=6 * HOUR_MS)
    widths = Counter(unit.window.end_ms - unit.window.start_ms for unit in plan.units if unit.window)
    assert widths == {DAY_MS: 2 * len(TIMED), 6 * HOUR_MS: (4 + 2) * len(TIMED)}


def test_only_what_is_chosen_and_there_is_planned() -> None:
    """A table that wasn't asked for, or that the org lacks, is in no plan."""
    lacking = source(lacks=frozenset({"steps"}))
    plan = full(lacking, Ledger({}), since_ms=NOW - 1, until_ms=NOW, now_ms=NOW, tables=["sessions", "steps"])
    assert {unit.table for unit in plan.units} == {"sessions"}


# -- incremental --


def test_nothing_covered_yet_is_the_last_seven_days() -> None:
    """The first incremental run of a lake reads a week."""
    plan = incremental(SOURCE, Ledger({}), now_ms=NOW, tables=FEW)
    kept = done(Ledger({}), list(plan.units), NOW)
    assert all(covers(kept, table, NOW - 7 * DAY_MS, NOW) for table in TIMED)
    assert min(unit.window.start_ms for unit in plan.units if unit.window) == NOW - 7 * DAY_MS - 10 * HOUR_MS


def test_a_table_that_the_lake_lacks_is_read_from_its_beginning() -> None:
    """What an org gets later is read for all the time that the lake covers already."""
    since = NOW - 20 * DAY_MS
    first = full(SOURCE, Ledger({}), since_ms=since, until_ms=NOW, now_ms=NOW, tables=["sessions"])
    kept = done(Ledger({}), list(first.units), NOW)
    plan = incremental(SOURCE, kept, now_ms=NOW + 1, tables=["sessions", "moments"])
    kept = done(kept, list(plan.units), NOW + 1)
    assert covers(kept, "moments", since, NOW + 1)
    assert [unit.reason for unit in plan.units if unit.table == "sessions" and unit.window] == ["open"]


def test_a_cell_that_failed_is_found_again() -> None:
    """A hole that one table has in the middle is filled by the next run."""
    since = NOW - 20 * DAY_MS
    units = list(period(since, NOW).units)
    failed = next(
        unit
        for unit in units
        if unit.table == "steps" and unit.window and unit.window.start_ms > since + DAY_MS
    )
    kept = done(Ledger({}), [unit for unit in units if unit != failed], NOW)
    assert failed in incremental(SOURCE, kept, now_ms=NOW + 1, tables=FEW).units


def test_a_time_that_was_left_out_on_purpose_stays_so() -> None:
    """Between two periods that were read, nothing is read that nobody asked for."""
    first = list(period(NOW - 60 * DAY_MS, NOW - 59 * DAY_MS).units)
    second = list(period(NOW - 2 * DAY_MS, NOW).units)
    kept = done(done(Ledger({}), first, NOW), second, NOW)
    plan = incremental(SOURCE, kept, now_ms=NOW + HOUR_MS, tables=FEW)
    assert min(unit.window.start_ms for unit in plan.units if unit.window) > NOW - 3 * DAY_MS


def test_a_clock_that_went_back_does_no_harm() -> None:
    """A run whose clock is behind the last one's plans its cells and covers what it can."""
    kept = done(Ledger({}), list(period(NOW - DAY_MS, NOW).units), NOW)
    plan = incremental(SOURCE, kept, now_ms=NOW - HOUR_MS, tables=FEW)
    assert {unit.reason for unit in plan.units} <= {"open", "new"}


@settings(max_examples=30)
@given(data=st.data())
def test_running_again_and_again_loses_nothing(data: st.DataObject) -> None:
    """Whatever fails and however widths change, all time gets covered, and no cell is read more often than its rungs say.

    A rung each, and once more: what was read before its window was over doesn't count. In the end all is settled.
    """
    now = NOW + data.draw(st.integers(0, DAY_MS))
    plan = period(since := now - 2 * DAY_MS, now, now_ms=now, width=data.draw(st.sampled_from(WIDTHS_MS)))
    kept, late = done(Ledger({}), list(plan.units), now, rows=1), Counter[Cell]()
    for _ in range(data.draw(st.integers(1, 6))):
        now += data.draw(st.sampled_from([MINUTE_MS, 20 * MINUTE_MS, 3 * HOUR_MS, DAY_MS, 5 * DAY_MS]))
        units = list(
            incremental(
                SOURCE, kept, now_ms=now, tables=FEW, width=data.draw(st.sampled_from(WIDTHS_MS))
            ).units
        )
        assert len({unit.cell for unit in units}) == len(units)
        failed = data.draw(st.sets(st.sampled_from(range(len(units))), max_size=3)) if units else set()
        read = [unit for place, unit in enumerate(units) if place not in failed]
        late.update(unit.cell for unit in read if unit.window and unit.window.end_ms <= now)
        kept = done(kept, read, now, rows=1)
    for age in (0, *LADDER):
        units = list(incremental(SOURCE, kept, now_ms=now + DAY_MS + age, tables=FEW).units)
        late.update(unit.cell for unit in units if unit.window and unit.window.end_ms <= now + DAY_MS + age)
        kept = done(kept, units, now + DAY_MS + age, rows=1)
    now += DAY_MS + LADDER[-1]
    assert all(covers(kept, table, since, now) for table in TIMED)
    assert cut(kept) == []
    assert max(late.values()) <= len(LADDER) + 1
    old = [
        entry
        for table in TIMED
        for _, entry in kept.of(table)
        if entry.window and entry.window.end_ms <= now - 5 * DAY_MS
    ]
    assert all(entry.state() == "settled" for entry in old)
    assert {unit.reason for unit in incremental(SOURCE, kept, now_ms=now, tables=FEW).units} <= {"open"}


def test_rows_without_a_time_are_read_once_a_day() -> None:
    """The cell of rows without a time is due a day after it was read, not before."""
    kept = done(Ledger({}), list(period(NOW - 1, NOW).units), NOW)
    for ahead, expected in ((HOUR_MS, set()), (DAY_MS, set(FEW))):
        plan = incremental(SOURCE, kept, now_ms=NOW + ahead, tables=FEW)
        assert {unit.table for unit in plan.units if unit.window is None} == expected


# -- quality --


def test_quality_reads_the_trust_layer_where_the_lake_has_sessions() -> None:
    """For each day of the sessions, the tables that judge them are read; nothing else is, and no other time."""
    old = NOW - 30 * DAY_MS
    first = full(SOURCE, Ledger({}), since_ms=old, until_ms=old + 1, now_ms=NOW, tables=["sessions"])
    kept = done(Ledger({}), list(first.units), NOW)
    plan = quality(SOURCE, kept, now_ms=NOW)
    days = {unit.window for unit in first.units}
    assert {unit.window for unit in plan.units} == days
    assert {unit.table for unit in plan.units} == set(TRUST_LAYER)
    assert {"generations", "content_categories", "feedback", "gateway_requests"} < set(TRUST_LAYER)
    kept = done(kept, list(plan.units), NOW)
    assert list(quality(SOURCE, kept, now_ms=NOW + 1).units) == []


def test_quality_has_nothing_to_do_in_an_empty_lake() -> None:
    """Without sessions there is no time to judge; only what has no time is read."""
    assert {unit.window for unit in quality(SOURCE, Ledger({}), now_ms=NOW).units} == {None}


# -- estimate --


def test_a_plan_is_estimated_by_what_the_lake_has_seen() -> None:
    """Known cells count as they did, new ones as their table has in that time; the rest is counted as unknown."""
    kept = done(
        Ledger({}), list(period(NOW - 5 * DAY_MS, NOW - 4 * DAY_MS).units), NOW - 2 * DAY_MS, rows=500_000
    )
    estimate = period(NOW - 2 * DAY_MS, NOW - DAY_MS, kept).estimate(kept)
    assert estimate.rows == 2 * len(TIMED) * 500_000 + len(FEW) * 500_000
    assert estimate.unknown == 0
    assert estimate.credits == pytest.approx(10)
    assert period(NOW - DAY_MS, NOW).estimate(Ledger({})).unknown == 2 * len(TIMED) + len(FEW)
