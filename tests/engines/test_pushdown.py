"""What reaches the Parquet files through a view, read off the plans: what isn't asked for isn't read."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw
import pytest

from rearview.engines.engine import Engine
from rearview.engines.view import View, ViewColumn

Write = Callable[..., Path]
Frame = nw.LazyFrame[Any]

STEPS = View(
    table="steps",
    of="steps",
    columns=(
        ViewColumn(name="step_id", column="Id", kind="text"),
        ViewColumn(name="turn_id", column="Turn", kind="clean"),
        ViewColumn(name="started_ms", column="Start", kind="ms"),
        ViewColumn(name="duration_ms", column="Took", kind="int"),
        ViewColumn(name="input_text", column="Input", kind="text"),
        ViewColumn(name="output_text", column="Output", kind="clean"),
    ),
    constants={"source": "test"},
)
DAYS = ("2026-01-28", "2026-01-29", "2026-01-30")


class Plan:
    """What a plan with one scan says about it, in the words of any engine."""

    def __init__(self, engine: Engine[Any], frame: Frame) -> None:
        self._native = frame.to_native()
        self.text = re.sub(r"[\s│]+", " ", engine.explain(self._native))

    def columns(self) -> int:
        """How many columns are read from the files; the folder's day is none of them."""
        if counted := re.findall(r"PROJECT (\d+)/\d+ COLUMNS", self.text):
            return sum(map(int, counted)) - self.text.count('SELECTION: col("date")')
        if read := re.search(r"ReadSchema: struct<(.*?)>", self.text):
            return read[1].count(":")
        listed = re.search(r"READ_PARQUET Projections: (.*?) (?:Filters|File Filters|~)", self.text)
        return len(listed[1].split(", ")) if listed else 0

    def files(self) -> int:
        """How many of the files are opened."""
        if counted := re.search(r"Scanning Files: (\d)/\d", self.text):
            return int(counted[1])
        if "READ_PARQUET" in self.text:
            return len(DAYS)
        if "FileScan parquet" in self.text:
            return _files_opened(self._native)
        more = re.search(r"(\d) other source", self.text)
        return 1 + (int(more[1]) if more else self.text.count(".parquet, "))


def _files_opened(frame: Any) -> int:
    """Compute a frame of Spark, whose plans don't tell, and ask its scan how many files that took."""
    query = frame.select("*")._jdf.queryExecution()  # noqa: SLF001 - Spark tells it in Java only
    scan = query.executedPlan().collectLeaves().apply(0)
    query.executedPlan().execute().count()
    return int(scan.metrics().get("numFiles").get().value())


def filtered_by_id(plan: Plan) -> int:
    """How many scans look for the id themselves."""
    said = r"""SELECTION: col\("Id"\) == "a"|Filters: Id = 'a'|PushedFilters: \[[^]]*EqualTo\(Id,a\)"""
    return len(re.findall(said, plan.text))


def columns_of(day: str) -> dict[str, Any]:
    """The columns of a file of steps."""
    return {
        "Id": ["a", "b"],
        "Turn": ["t", "NOT_SET"],
        "Start": [f"{day}T00:00:00Z", f"{day}T12:00:00Z"],
        "Took": [1, 2],
        "Input": ["long text", "long text"],
        "Output": ["long text", "long text"],
    }


@pytest.fixture
def steps(engine: Engine[Any], write: Write) -> Frame:
    """Steps of three days, seen through a view."""
    files = [write(columns_of(day), day) for day in DAYS]
    frame: Frame = nw.from_native(engine.view(STEPS, files))
    return frame


def test_only_the_columns_asked_for_are_read(engine: Engine[Any], steps: Frame) -> None:
    """Two columns of a wide table cost two columns; texts stay where they are."""
    plan = Plan(engine, steps.select("step_id", "duration_ms"))
    assert plan.columns() == 2
    assert "put" not in plan.text.replace("OUTPUT", "")


def test_constants_and_absent_columns_read_nothing(engine: Engine[Any], steps: Frame) -> None:
    """What isn't in the files isn't looked for there."""
    assert Plan(engine, steps.select("step_id", "source", "generation_id")).columns() == 1


def test_a_filter_on_an_id_reaches_the_files(engine: Engine[Any], steps: Frame) -> None:
    """The scan itself looks for the id, so that row groups without it are left out."""
    plan = Plan(engine, steps.filter(nw.col("step_id") == "a").select("duration_ms"))
    assert filtered_by_id(plan) == 1


def test_filters_reach_the_files_of_every_release(engine: Engine[Any], write: Write) -> None:
    """Files of two releases are two scans, and each is filtered for itself."""
    files = [write(columns_of(DAYS[0]), DAYS[0]), write(columns_of(DAYS[1]) | {"New": [1, 2]}, DAYS[1])]
    frame: Frame = nw.from_native(engine.view(STEPS, files))
    plan = Plan(engine, frame.filter(nw.col("step_id") == "a").select("step_id"))
    assert filtered_by_id(plan) == 2


def test_a_filter_on_the_day_leaves_files_out(engine: Engine[Any], steps: Frame) -> None:
    """Of the files that lie in other days' folders, none is opened."""
    wanted = steps.filter(nw.col("date") == date(2026, 1, 29), nw.col("step_id") == "a")
    assert Plan(engine, steps).files() == 3
    assert Plan(engine, wanted.select("duration_ms")).files() == 1
    assert engine.collect(wanted.select("duration_ms").to_native()).to_pylist() == [{"duration_ms": 1}]


def test_a_filter_on_a_computed_time_reads_what_the_day_leaves(engine: Engine[Any], steps: Frame) -> None:
    """A time is computed from what was read; a filter on the day beside it leaves files out all the same."""
    noon = 1_769_774_400_000
    late = steps.filter(nw.col("started_ms") >= noon).select("step_id")
    pruned = steps.filter(nw.col("started_ms") >= noon, nw.col("date") >= date(2026, 1, 30)).select("step_id")
    assert engine.collect(late.to_native()) == engine.collect(pruned.to_native())
    assert engine.collect(pruned.to_native()).to_pylist() == [{"step_id": "b"}]
    assert (Plan(engine, late).files(), Plan(engine, pruned).files()) == (3, 1)
    assert Plan(engine, pruned).columns() <= 2


def test_a_filter_on_a_cleaned_column_reads_no_other(engine: Engine[Any], steps: Frame) -> None:
    """A cleaned column has to be read to be filtered, and nothing else has."""
    assert Plan(engine, steps.filter(nw.col("turn_id") == "t").select("step_id")).columns() <= 2
