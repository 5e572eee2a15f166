"""What can be measured of sessions, and how it is added up so that rates, means and their spread follow from it.

Everything is counted in whole numbers, so that every engine adds up alike; squares in halves of 16 bits, for the
square of a long session's milliseconds times a million sessions is more than 64 bits hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from rearview.analyses.analysis import Frame
from rearview.analyses.flags import FLAGS
from rearview.analyses.unpivot import unpivoted

_HALF = 65_536
_MICROS = 1_000_000
_UNDECIDED = ("open", "unknown")
SUMS = ("n", "total", "high", "mixed", "low")
"""How many, their sum, and what their squares' sum follows from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something that each session has a value of, or none."""

    name: str
    meaning: str
    value: nw.Expr
    """A whole number; of a rate, 1 or 0; null where the session says nothing."""
    rate: bool = False
    scale: int = 1
    """How many of the value's units one is."""


def _outcome(name: str, outcome: str) -> Measure:
    ended = nw.col("outcome")
    decided = ~ended.is_null() & ~ended.is_in(_UNDECIDED)
    return Measure(
        name=name,
        meaning=f"Sessions that {outcome}, of those whose outcome is known",
        value=nw.when(decided).then((ended == outcome).cast(nw.Int64)),
        rate=True,
    )


def _any(name: str, meaning: str, counted: str, of: str) -> Measure:
    value = nw.when(nw.col(of) > 0).then((nw.col(counted) > 0).cast(nw.Int64))
    return Measure(name=name, meaning=meaning, value=value, rate=True)


MEASURES = (
    _outcome("completion_rate", "completed"),
    _outcome("escalation_rate", "escalated"),
    _outcome("abandonment_rate", "abandoned"),
    _outcome("failure_rate", "failed"),
    _any(
        "failed_call_rate",
        "Sessions in which a call failed, of those that made any",
        "failed_calls",
        "tool_calls",
    ),
    _any(
        "retry_rate",
        "Sessions in which a call was tried again, of those that made any",
        "retries",
        "tool_calls",
    ),
    _any("loop_rate", "Sessions in which a turn called one thing again and again", "loops", "tool_calls"),
    *(
        Measure(
            name=f"{flag.name}_rate",
            meaning=f"{flag.meaning.replace('Whether', 'Sessions where')}, of those that were judged",
            value=nw.col(flag.name).cast(nw.Int64),
            rate=True,
        )
        for flag in FLAGS
    ),
    Measure(name="turns", meaning="Turns of a session", value=nw.col("turns")),
    Measure(name="steps", meaning="Steps of a session", value=nw.col("steps")),
    Measure(name="tool_calls", meaning="Calls of a session", value=nw.col("tool_calls")),
    Measure(name="duration_ms", meaning="How long a session takes", value=nw.col("duration_ms")),
    Measure(name="slowest_turn_ms", meaning="A session's slowest turn", value=nw.col("slowest_turn_ms")),
    Measure(name="tokens_in", meaning="Tokens read for a session", value=nw.col("tokens_in")),
    Measure(name="tokens_out", meaning="Tokens written for a session", value=nw.col("tokens_out")),
    Measure(
        name="cost_usd",
        meaning="What a session costs, as far as it is known",
        value=(nw.col("cost_usd") * float(_MICROS) + 0.5).floor().cast(nw.Int64),
        scale=_MICROS,
    ),
)
"""All that can be compared, in the order in which people read it."""

READS = (
    *("outcome", "failed_calls", "tool_calls", "retries", "loops", "turns", "steps", "duration_ms"),
    *("slowest_turn_ms", "tokens_in", "tokens_out", "cost_usd", *(flag.name for flag in FLAGS)),
)
"""The facts that measures are read from."""
NAMES = tuple(measure.name for measure in MEASURES)
RATES = tuple(measure.name for measure in MEASURES if measure.rate)


def summed(facts: Frame, by: str) -> Frame:
    """Return for each group and measure the sums that everything follows from."""
    values = facts.select(by, *(measure.value.alias(measure.name) for measure in MEASURES))
    wide = values.group_by(by).agg(
        sums.alias(f"{measure.name}__{name}") for measure in MEASURES for name, sums in _sums(measure).items()
    )
    columns = {
        name: {
            measure.name: nw.col(f"{measure.name}__{name}") for measure in MEASURES if name in _sums(measure)
        }
        for name in SUMS
    }
    told = unpivoted(wide, NAMES, columns)
    return told.select(by, "measure", *(nw.col(name).fill_null(0).cast(nw.Int64) for name in SUMS))


def _sums(measure: Measure) -> Mapping[str, nw.Expr]:
    value = nw.col(measure.name)
    counted = {"n": value.count(), "total": value.sum()}
    if measure.rate:
        return counted
    low = value % _HALF
    high = (value - low) // _HALF
    return {**counted, "high": (high * high).sum(), "mixed": (high * low).sum(), "low": (low * low).sum()}


def squares(prefix: str) -> nw.Expr:
    """Return the sum of the squares, as near as a float comes."""
    high, mixed, low = (nw.col(f"{prefix}{name}").cast(nw.Float64) for name in ("high", "mixed", "low"))
    return high * float(_HALF * _HALF) + mixed * float(2 * _HALF) + low


def scale() -> nw.Expr:
    """Return how many of a measure's units one is."""
    found = nw.lit(1.0)
    for measure in MEASURES:
        if measure.scale != 1:
            found = (
                nw.when(nw.col("measure") == measure.name).then(nw.lit(float(measure.scale))).otherwise(found)
            )
    return found
