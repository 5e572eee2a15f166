"""Where a charge, a log line or a verdict belongs: at its step, else at its turn, else at its session."""

from collections.abc import Iterable, Iterator
from itertools import chain

from rearview.model.session import NOWHERE
from rearview.model.tables import AssessmentRow, LogRow, Rows, StepRow, UsageRow

Attached = UsageRow | LogRow | AssessmentRow

Place = tuple[str, str | None, str | None]
"""A session, a turn of it or None, a step of that or None."""


def attached(rows: Rows) -> Iterator[Attached]:
    """Every row that belongs to a step, a turn or a session without being one."""
    return chain(rows.usage, rows.logs, rows.assessments)


class Places:
    """The turns in which the steps stand: a step's own turn counts, not the one that an attachment names for it."""

    def __init__(self, steps: Iterable[StepRow]) -> None:
        self._turns: dict[tuple[str, str], str] = {}
        self._twins: set[Place] = set()
        self.add(steps)

    def add(self, steps: Iterable[StepRow]) -> None:
        """Note where steps stand; of steps that share an id, the first turn in the alphabet counts."""
        for step in steps:
            turn_id = step.turn_id or NOWHERE
            other = self._turns.setdefault((step.session_id, step.step_id), turn_id)
            if other != turn_id:
                self._turns[step.session_id, step.step_id] = min(other, turn_id)
                self._twins |= {(step.session_id, turn, step.step_id) for turn in (other, turn_id)}

    def __contains__(self, step: object) -> bool:
        return step in self._turns

    def of(self, row: Attached) -> Place:
        """Return the place of a row, whose step must have been added; of steps that share an id, in its own turn."""
        if row.step_id is None:
            return (row.session_id, row.turn_id, None)
        if self._twins and (named := (row.session_id, row.turn_id or NOWHERE, row.step_id)) in self._twins:
            return named
        return (row.session_id, self._turns[row.session_id, row.step_id], row.step_id)
