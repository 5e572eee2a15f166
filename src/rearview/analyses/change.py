"""What has changed from some sessions to others, and is it more than chance?"""

import narwhals as nw

from rearview.analyses import cohort
from rearview.analyses.analysis import Analysis, Column, Frame, Parameter
from rearview.analyses.comparison import CONFIDENT, columns, compared, sums
from rearview.analyses.measures import NAMES, READS, summed

_AFTER = "_after"


def answer(facts: Frame, before: str, after: str) -> Frame:
    """Compare two cohorts by every measure; a session that is in both counts for the second."""
    newest = facts.select(nw.col("started_ms").max().alias(cohort.NEWEST))
    later, earlier = cohort.cohort("after", after), cohort.cohort("before", before)
    sides = facts.join(newest, how="cross").with_columns(
        nw.when(later).then(nw.lit(1)).otherwise(nw.when(earlier).then(nw.lit(0))).alias(_AFTER)
    )
    measured = summed(sides.filter(~nw.col(_AFTER).is_null()), _AFTER)
    paired = measured.group_by("measure").agg(
        **sums("before", nw.col(_AFTER) == 0), **sums("after", nw.col(_AFTER) == 1)
    )
    known = paired.filter((nw.col("before_n") > 0) | (nw.col("after_n") > 0))
    return compared(known, errors=CONFIDENT).with_columns(_order=_position()).sort("_order")


def _position() -> nw.Expr:
    position = nw.lit(0)
    for number, name in enumerate(NAMES):
        position = nw.when(nw.col("measure") == name).then(nw.lit(number)).otherwise(position)
    return position


ANALYSIS = Analysis(
    name="change",
    question="What has changed from some sessions to others, and is it more than chance?",
    facts=tuple(dict.fromkeys((*cohort.COLUMNS, *READS))),
    parameters=(
        Parameter(
            name="before",
            type="text",
            default="previous=7d",
            meaning="The sessions to compare with, such as `agent_version=v1 since=2026-02-01`.",
        ),
        Parameter(
            name="after",
            type="text",
            default="last=7d",
            meaning="The sessions to compare, in the same words.",
        ),
    ),
    columns=(
        Column(
            name="measure",
            type="text",
            meaning="What is measured; its rate is from 0 to 1, else it is an average.",
        ),
        *columns(before="of the first", after="of the second"),
    ),
    answer=answer,
)
