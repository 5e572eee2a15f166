"""Percentiles of durations from log buckets: the same on every engine, in bounded memory, mergeable.

A bucket is one per cent wide. Its number is the duration's logarithm, rounded down; what is counted by bucket can be
added up, and a percentile is the middle of the bucket in which it lies, rounded: less than one per cent off, because
under a tenth of a second a bucket holds one number alone. No whole number of milliseconds lies near enough to a bucket's edge for two engines' logarithms to disagree.

    buckets = calls.with_columns(bucket("duration_ms")).group_by("name", BUCKET).agg(timed=...)
    answer = ranked(buckets, by=["name"], count="timed").group_by("name").agg(p50_ms=at(50))

`timed` does all of it in one pass.
"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses.analysis import Column, Frame
from rearview.analyses.exact import ratio

STEP = 1.01
BUCKET = "bucket"
_BELOW_ALL = -1
"""The bucket of what took less than a millisecond; a negative duration, of two clocks that disagree, counts as that."""


def bucket(duration: str) -> nw.Expr:
    """Return the bucket of a duration; null has none."""
    took = nw.col(duration)
    number = took.cast(nw.Float64).log(STEP).floor().cast(nw.Int64)
    return nw.when(took >= 1).then(number).when(took < 1).then(nw.lit(_BELOW_ALL)).alias(BUCKET)


def ranked(buckets: Frame, *, by: Sequence[str], count: str) -> Frame:
    """Add to each bucket how many durations of its group lie up to its end, and how many there are."""
    # Wide enough to be multiplied in `at`: some engines count in 32 bits.
    counted = nw.col(count).cast(nw.Int64)
    return buckets.with_columns(
        counted.cum_sum().over(*by, order_by=BUCKET).alias("_reached"),
        counted.sum().over(*by).alias("_all"),
    )


def at(percent: int) -> nw.Expr:
    """Return a percentile of a group of ranked buckets: the first that so many of a hundred lie up to."""
    middle = (STEP ** (nw.col(BUCKET) + 0.5)).round(0).cast(nw.Int64)
    duration = nw.when(nw.col(BUCKET) == _BELOW_ALL).then(nw.lit(0)).otherwise(middle)
    # In whole numbers, because 0.07 * 100 is more than 7.
    return nw.when(nw.col("_reached") * 100 >= nw.col("_all") * percent).then(duration).min()


def timed(
    frame: Frame,
    by: Sequence[str],
    *,
    duration: str = "duration_ms",
    percents: Sequence[int] = (50, 90, 95, 99),
    **sums: nw.Expr,
) -> Frame:
    """Group rows, time them and count along: each of `sums` must give a number that can be added up."""
    took = nw.col(duration)
    counted = (
        frame.with_columns(bucket(duration))
        .group_by(*by, BUCKET)
        .agg(timed=took.count(), spent_ms=took.sum(), longest_ms=took.max(), **sums)
    )
    return (
        ranked(counted, by=by, count="timed")
        .group_by(*by)
        .agg(
            nw.col("timed", "spent_ms", *sums).sum(),
            nw.col("longest_ms").max(),
            **{f"p{percent}_ms": at(percent) for percent in percents},
        )
        .with_columns(mean_ms=ratio(nw.col("spent_ms"), nw.col("timed")))
    )


def columns(what: str, percents: Sequence[int] = (50, 90, 95, 99)) -> tuple[Column, ...]:
    """Return the columns that say how long some things take, by their plural."""
    ranks = (
        Column(
            name=f"p{percent}_ms",
            type="int",
            meaning=f"Of 100 {what}, {percent} took no longer, to within 1 %.",
        )
        for percent in percents
    )
    mean = "How long one took on average; null where none was timed."
    return (Column(name="mean_ms", type="float", meaning=mean), *ranks)
