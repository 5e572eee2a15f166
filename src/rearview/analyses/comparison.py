"""Whether two groups of sessions differ by more than chance: the difference, its interval, and the verdict.

Rates go by Agresti and Caffo's interval, which holds for few sessions and for rates near 0 and 1 too; means by Welch's,
with Student's quantile by its series. With fewer than `FEW` sessions on a side there is no interval and no verdict.
"""

import narwhals as nw

from rearview.analyses.analysis import Column, Frame
from rearview.analyses.measures import RATES, SUMS, scale, squares

FEW = 10
CONFIDENT = 1.959964
"""Standard errors within which 95 of 100 differences by chance lie."""
NEARLY_CERTAIN = 3.290527
"""Standard errors within which 999 of 1,000 lie."""

SIDES = ("before", "after")


def column_of(side: str, name: str) -> str:
    """Return the column that holds a sum of one side."""
    return f"{side}_{name}"


def compared(frame: Frame, *, errors: float) -> Frame:
    """Add to the sums of two sides what follows; `errors` is how many standard errors are chance."""
    rate = nw.col("measure").is_in(RATES)
    for side in SIDES:
        frame = _described(frame, side, rate)
    enough = nw.all_horizontal(*(nw.col(column_of(side, "n")) >= FEW for side in SIDES), ignore_nulls=False)
    shift, margin = nw.col("_shift"), nw.col("_margin")
    return (
        frame.with_columns(
            difference=nw.col("after") - nw.col("before"),
            _shift=nw.col("after_centre") - nw.col("before_centre"),
            _error=nw.col("before_error") + nw.col("after_error"),
        )
        .with_columns(_inverse=nw.when(~rate & enough & (nw.col("_error") > 0)).then(_inverse_of_freedom()))
        .with_columns(_inverse=nw.col("_inverse").fill_null(0.0))
        .with_columns(_margin=nw.when(enough).then(_student(errors) * nw.col("_error").sqrt()))
        .with_columns(low=shift - margin, high=shift + margin)
        .with_columns(beyond_chance=(nw.col("low") > 0) | (nw.col("high") < 0))
    )


def _described(frame: Frame, side: str, rate: nw.Expr) -> Frame:
    """Add one side's value, the centre of its interval and its squared standard error."""
    n, total = (nw.col(column_of(side, name)).cast(nw.Float64) for name in ("n", "total"))
    mean = nw.col("_mean")
    spread = (squares(column_of(side, "")) - total * mean) / (n - 1.0)
    # One more of each kind, on each side: Agresti and Caffo's two pseudo-observations.
    guess = nw.col("_guess")
    of_rate = guess * (1.0 - guess) / (n + 2.0)
    of_mean = nw.when(n > 1).then(spread.clip(0.0) / (n * nw.col("_scale") * nw.col("_scale")))
    return (
        frame.with_columns(
            _scale=scale(), _mean=nw.when(n > 0).then(total / n), _guess=(total + 1.0) / (n + 2.0)
        )
        .with_columns(
            (mean / nw.col("_scale")).alias(side),
            nw.when(rate).then(of_rate).otherwise(of_mean).alias(column_of(side, "error")),
        )
        .with_columns(nw.when(rate).then(guess).otherwise(nw.col(side)).alias(column_of(side, "centre")))
    )


def _student(z: float) -> nw.Expr:
    """Return Student's quantile for Welch's degrees of freedom, by the first terms of its series about the normal one."""
    inverse = nw.col("_inverse")
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return ((inverse * third + second) * inverse + first) * inverse + z


def _inverse_of_freedom() -> nw.Expr:
    """Return one by Welch's degrees of freedom."""
    parts = []
    for side in SIDES:
        share = nw.col(column_of(side, "error")) / nw.col("_error")
        parts.append(share * share / (nw.col(column_of(side, "n")).cast(nw.Float64) - 1.0))
    return parts[0] + parts[1]


def columns(*, before: str, after: str) -> tuple[Column, ...]:
    """Return the columns that tell of a comparison of two groups, which are named so."""
    return (
        Column(
            name="before",
            type="float",
            meaning=f"The rate or the average {before}; null where there is none.",
        ),
        Column(
            name="after", type="float", meaning=f"The rate or the average {after}; null where there is none."
        ),
        Column(name="difference", type="float", meaning="The second less the first."),
        Column(
            name="low",
            type="float",
            meaning="Where the interval of the difference begins; null with few sessions.",
        ),
        Column(name="high", type="float", meaning="Where it ends."),
        Column(
            name="beyond_chance",
            type="bool",
            meaning="Whether chance alone would hardly bring so much; null where there are too few sessions to tell.",
        ),
        Column(name="before_n", type="int", meaning=f"How many sessions tell of it {before}."),
        Column(name="after_n", type="int", meaning=f"How many sessions tell of it {after}."),
    )


def sums(side: str, chosen: nw.Expr) -> dict[str, nw.Expr]:
    """Return the sums of the rows that are of one side."""
    return {column_of(side, name): nw.when(chosen).then(nw.col(name)).sum() for name in SUMS}
