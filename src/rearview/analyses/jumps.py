"""On which days did something change suddenly?"""

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses import clock
from rearview.analyses.analysis import Analysis, Column, Frame, Parameter
from rearview.analyses.comparison import NEARLY_CERTAIN, columns, compared
from rearview.analyses.measures import READS, SUMS, summed

_DIFFERENCE = columns(before="of the days before", after="of the day")
_COMPARED = tuple(column.name for column in _DIFFERENCE)


def answer(facts: Frame, days: int) -> Frame:
    """Compare each day with the days before it, by every measure, and list what chance would hardly bring."""
    dated = facts.filter(~nw.col("started_ms").is_null()).with_columns(day=clock.day("started_ms"))
    # Days before the first or without sessions are none, and not days of zero.
    daily = summed(dated, "day")
    so_far = daily.with_columns(
        nw.col(name).cum_sum().over("measure", order_by="day").alias(f"_{name}") for name in SUMS
    )
    told = compared(_with_days_before(so_far, days), errors=NEARLY_CERTAIN)
    # Groups of one row each: without them, Spark draws conclusions from the filter, back through every step, for minutes.
    computed = told.group_by("day", "measure").agg(nw.col(*_COMPARED).max())
    sudden = computed.filter(nw.col("beyond_chance")).sort("day", "measure", descending=[True, False])
    return broken.written(sudden, ("day",))


def _with_days_before(so_far: Frame, days: int) -> Frame:
    """Add the sums of so many days that have sessions before each day: what was reached then, less what was before."""
    reached = so_far.with_columns(
        (nw.col(f"_{name}") - nw.col(name)).alias(f"_until_{name}") for name in SUMS
    ).with_columns(
        nw.col(f"_until_{name}")
        .shift(days)
        .over("measure", order_by="day")
        .fill_null(0)
        .alias(f"_before_{name}")
        for name in SUMS
    )
    return reached.with_columns(
        *((nw.col(f"_until_{name}") - nw.col(f"_before_{name}")).alias(f"before_{name}") for name in SUMS),
        *(nw.col(name).alias(f"after_{name}") for name in SUMS),
    )


ANALYSIS = Analysis(
    name="jumps",
    question="On which days did something change suddenly?",
    facts=("started_ms", *READS),
    parameters=(
        Parameter(
            name="days",
            type="int",
            default=7,
            least=1,
            meaning="With how many days before it a day is compared; days without sessions don't count.",
        ),
    ),
    columns=(
        Column(name="day", type="text", meaning="The day, in UTC."),
        Column(
            name="measure",
            type="text",
            meaning="What changed; its rate is from 0 to 1, else it is an average.",
        ),
        *_DIFFERENCE,
    ),
    answer=answer,
)
