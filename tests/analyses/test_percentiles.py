"""Percentiles from log buckets: near the exact ones, and the same on every engine."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor, log
from typing import Any

import narwhals as nw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rearview.analyses import percentiles
from rearview.analyses.analysis import Frame
from rearview.engines.engine import Engine
from rearview.model.tables import Rows, StepRow

Frames = Callable[[Rows], Iterator[tuple[Engine[Any], dict[str, Frame]]]]

WIDTH = Fraction(101, 100)
YEAR_MS = 366 * 24 * 60 * 60 * 1000


def steps(durations: list[int | None]) -> Rows:
    """Steps that took so long."""
    return Rows(
        steps=tuple(StepRow(source="t", session_id="s", step_id="x", duration_ms=took) for took in durations)
    )


def each(frames: Frames, durations: list[int | None], ask: Callable[[Frame], Frame]) -> list[dict[str, Any]]:
    """Ask something of the steps, of every engine; all must answer alike."""
    answers = [
        engine.collect(ask(tables["steps"]).to_native()).to_pylist()
        for engine, tables in frames(steps(durations))
    ]
    assert len({repr(answer) for answer in answers}) == 1, answers
    first: list[dict[str, Any]] = answers[0]
    return first


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    durations=st.lists(st.integers(0, 200) | st.integers(0, YEAR_MS), min_size=1, max_size=60),
    percent=st.integers(1, 100),
)
def test_a_percentile_lies_in_the_bucket_of_the_exact_one(
    frames: Frames, durations: list[int], percent: int
) -> None:
    """It is off by less than one per cent, be it of milliseconds or of months."""
    exact = sorted(durations)[ceil(Fraction(percent, 100) * len(durations)) - 1]

    def ask(frame: Frame) -> Frame:
        buckets = frame.with_columns(percentiles.bucket("duration_ms")).group_by("source", percentiles.BUCKET)
        counted = buckets.agg(timed=nw.col("duration_ms").count())
        ranked = percentiles.ranked(counted, by=["source"], count="timed")
        return ranked.group_by("source").agg(value=percentiles.at(percent).cast(nw.Int64))

    (row,) = each(frames, [*durations], ask)
    assert abs(row["value"] - exact) <= exact * 0.009


def test_every_bucket_is_narrow_enough() -> None:
    """Whatever whole number of milliseconds lies in a bucket, less than one per cent lies between it and the middle."""
    for took in range(1, 20_000):
        number = floor(log(took) / log(WIDTH) + 1e-9)
        assert abs(round(float(WIDTH) ** (number + 0.5)) - took) <= took * 0.009


def test_engines_put_every_duration_into_the_same_bucket(frames: Frames) -> None:
    """At the edges of all buckets up to a year, the engines' logarithms agree with exact arithmetic."""
    edges = [WIDTH**number for number in range(2600) if WIDTH**number <= YEAR_MS]
    whole = sorted({floor(edge) + near for edge in edges for near in (-1, 0, 1, 2)} - {0})
    seen = each(
        frames,
        [*whole],
        lambda frame: frame.select("duration_ms", percentiles.bucket("duration_ms")).sort("duration_ms"),
    )
    for row in seen:
        assert edges[row["bucket"]] <= row["duration_ms"] < edges[row["bucket"]] * WIDTH


def test_buckets_that_were_counted_elsewhere_can_be_added_up() -> None:
    """A rollup of many million calls has percentiles like any other, however narrow the type of its counts."""
    rollup = nw.from_dict(
        {"name": ["a", "a", "b"], "bucket": [0, 200, 100], "calls": [30_000_000, 70_000_000, 1]},
        schema={"name": nw.String(), "bucket": nw.Int64(), "calls": nw.UInt32()},
        backend="polars",
    ).lazy()
    ranked = percentiles.ranked(rollup, by=["name"], count="calls")
    answer = ranked.group_by("name").agg(
        p30=percentiles.at(30), p31=percentiles.at(31), p95=percentiles.at(95)
    )
    assert answer.sort("name").collect().rows() == [("a", 1, 7, 7), ("b", 3, 3, 3)]


@pytest.mark.parametrize(("took", "number"), [(None, None), (0, -1), (-5, -1), (1, 0)])
def test_durations_that_have_no_logarithm(frames: Frames, took: int | None, number: int | None) -> None:
    """Less than a millisecond has a bucket of its own; what wasn't timed has none."""
    (row,) = each(frames, [took], lambda frame: frame.select(percentiles.bucket("duration_ms")))
    assert row["bucket"] == number
