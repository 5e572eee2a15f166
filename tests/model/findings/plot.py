"""Sessions to plant things in: a few lines a session, a second an event, ids that count up."""

from dataclasses import replace
from typing import Any

from rearview.model.findings import Finding, findings
from rearview.model.session import Tree
from rearview.model.tables import (
    AssessmentRow,
    LogRow,
    MessageRow,
    Role,
    Rows,
    SessionRow,
    StepKind,
    StepRow,
    TurnRow,
    UsageRow,
)
from rearview.model.tree import build

SECOND = 1_000


class Plot:
    """The rows of a session under construction, and its sub-agents'."""

    def __init__(self, session_id: str = "s", **session: Any) -> None:
        self.now_ms = 0
        self.number = 0
        self.rows: dict[str, list[Any]] = {table: [] for table in Rows.__dataclass_fields__}
        self.here = session_id
        self.session(session_id, **session)

    def session(self, session_id: str, **session: Any) -> None:
        """Begin a session; what follows happens in it."""
        known: dict[str, Any] = {
            "source": "test",
            "agent": session_id.upper(),
            "ended_ms": 999 * SECOND,
            "outcome": "completed",
            "started_ms": self.now_ms,
        }
        self.rows["sessions"].append(SessionRow(session_id=session_id, **{**known, **session}))
        self.here = session_id

    def turn(self, asked: str | None = None, said: str | None = None, **turn: Any) -> str:
        """Add a turn, and what was said in it."""
        id_ = self._next("t")
        known: dict[str, Any] = {"kind": "turn", "started_ms": self._tick()}
        self.rows["turns"].append(
            TurnRow(source="test", session_id=self.here, turn_id=id_, **{**known, **turn})
        )
        self._message(id_, "user", asked)
        self._message(id_, "agent", said)
        return id_

    def step(self, kind: StepKind, name: str | None, turn_id: str | None = None, **step: Any) -> str:
        """Add a step to a turn, else to the last; it went well and took a second unless something else is said."""
        id_ = self._next("p")
        known: dict[str, Any] = {"status": "ok", "duration_ms": SECOND, "started_ms": self._tick()}
        turn_id = turn_id or self.rows["turns"][-1].turn_id
        row = StepRow(
            source="test",
            session_id=self.here,
            turn_id=turn_id,
            step_id=id_,
            kind=kind,
            name=name,
            **{**known, **step},
        )
        self.rows["steps"].append(row)
        return id_

    def log(self, step_id: str, **log: Any) -> None:
        """Let a step write a log line."""
        self.rows["logs"].append(LogRow(source="test", session_id=self.here, step_id=step_id, **log))

    def usage(self, step_id: str | None, **usage: Any) -> None:
        """Charge for a step."""
        self.rows["usage"].append(UsageRow(source="test", session_id=self.here, step_id=step_id, **usage))

    def judge(self, detector: str, category: str | None, **verdict: Any) -> None:
        """Let a detector say something of the last turn."""
        known: dict[str, Any] = {"turn_id": self.rows["turns"][-1].turn_id}
        self.rows["assessments"].append(
            AssessmentRow(
                source="test",
                session_id=self.here,
                detector=detector,
                category=category,
                **{**known, **verdict},
            )
        )

    def ends(self, **session: Any) -> "Plot":
        """Say how the first session ends."""
        self.rows["sessions"][0] = replace(self.rows["sessions"][0], **session)
        return self

    def tree(self) -> Tree:
        """Build the tree."""
        return build(Rows(**{table: tuple(rows) for table, rows in self.rows.items()}))

    def found(self, rule: str | None = None) -> list[Finding]:
        """Return what is found in it, or what one rule finds."""
        return [finding for finding in findings(self.tree()) if rule in (None, finding.rule)]

    def _message(self, turn_id: str, role: Role, text: str | None) -> None:
        if text is not None:
            self.rows["messages"].append(
                MessageRow(
                    source="test",
                    session_id=self.here,
                    message_id=self._next("m"),
                    turn_id=turn_id,
                    role=role,
                    text=text,
                    sent_ms=self._tick(),
                )
            )

    def _next(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    def _tick(self) -> int:
        self.now_ms += SECOND
        return self.now_ms
