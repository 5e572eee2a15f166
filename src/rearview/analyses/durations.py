"""How long do sessions, turns and steps take?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses import percentiles
from rearview.analyses.analysis import Analysis, Column, Frame, Parameter
from rearview.errors import ArgumentError

_OF = {
    "sessions": broken.SESSIONS,
    "turns": (*broken.SESSIONS, "topic", "kind"),
    "steps": (*broken.SESSIONS, "topic", "kind", "namespace", "name", "status"),
}
"""What can be timed, and what each can be broken down by."""


def answer(
    *, sessions: Frame, turns: Frame, steps: Frame, of: str, by: Sequence[str], limit: int | None
) -> Frame:
    """Time the rows of one table."""
    for name in by:
        if name not in _OF[of]:
            raise ArgumentError.unknown_name(name, of=f"choice for the by of {of}", known=_OF[of])
    timed = {
        "sessions": lambda: broken.keyed(sessions, by),
        "turns": lambda: broken.keyed(turns, by, sessions=sessions),
        "steps": lambda: broken.keyed(steps, by, sessions=sessions, turns=turns),
    }[of]()
    counted = percentiles.timed(timed, broken.keys(by), rows=nw.len())
    return broken.ordered(counted, by, "rows", limit=limit)


ANALYSIS = Analysis(
    name="durations",
    question="How long do sessions, turns and steps take?",
    tables=("sessions", "turns", "steps"),
    parameters=(
        Parameter(name="of", type="text", default="turns", meaning="What is timed.", choices=tuple(_OF)),
        broken.parameter(*_OF["steps"]),
        broken.limit(),
    ),
    columns=(
        Column(name="rows", type="int", meaning="How many there are."),
        Column(name="timed", type="int", meaning="How many of them were timed."),
        *percentiles.columns("of them"),
        Column(name="longest_ms", type="int", meaning="How long the longest took."),
        Column(name="spent_ms", type="int", meaning="How long they took in all."),
    ),
    answer=answer,
)
