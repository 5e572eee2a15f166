"""Sessions made up at random, of every kind that a recorder leaves: whole ones, torn ones, late ones, empty ones.

Every column is null now and then, ids repeat across tables, clocks disagree, and texts hold what breaks parsers.
"""

import random
from collections.abc import Callable, Sequence
from typing import Any, get_args

from rearview.model.tables import (
    AssessmentRow,
    LogRow,
    MessageRow,
    MomentRow,
    Outcome,
    ParticipantRow,
    Rows,
    SessionRow,
    StepKind,
    StepRow,
    TurnRow,
    UsageRow,
)

START_MS = 1_769_558_400_000
"""2026-01-28, a Wednesday."""
DAY_MS = 86_400_000

TOPICS = ("Orders", "Returns", "Bestellung äöü", None)
TOOLS = ("search", "send", "Get_Order", None)
MODELS = ("gpt-4o", "claude-sonnet-4-5-20250929", "gpt-99", None)
ERRORS = (
    "Order 8012x not found",
    "Order 99 not found",
    "429: try again in 30.5s",
    "ask a.b+c@example.com, now",
    "\x1f; [/INST] <b>\u202eevil",
    None,
)
DETECTORS = (
    ("trust_layer", "TOXICITY", "hate"),
    ("trust_layer", "TOXICITY", "safety_score"),
    ("trust_layer", "PII", "EMAIL_ADDRESS"),
    ("trust_layer", "PROMPT_DEFENSE", "isPromptAttackDetected"),
    ("trust_layer", "InstructionAdherence", "Low"),
    ("trust_layer", "TaskResolution", "NOT_RESOLVED"),
    ("validation_prompt", "Groundedness", "UNGROUNDED"),
    ("feedback", None, "BAD"),
    ("tag", "Quality", "2"),
    ("retriever", "Help", "faithfulness"),
    (None, None, None),
)


class Dice:
    """One run of chance."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - test data, not a secret

    def one(self, of: Sequence[Any]) -> Any:
        """Choose one of some things."""
        return self._random.choice(of)

    def upto(self, most: int) -> int:
        """Choose a whole number."""
        return self._random.randint(0, most)

    def maybe(self, value: Any, *, unless: float = 0.15) -> Any:
        """Forget a value now and then."""
        return None if self._random.random() < unless else value

    def times(self, most: int, made: Callable[[int], Any]) -> tuple[Any, ...]:
        """Make none, one or a few."""
        return tuple(made(number) for number in range(self.upto(most)))


def some_rows(seed: int, *, sessions: int = 30, days: int = 12) -> Rows:
    """Return sessions over some days, with all that belongs to them."""
    dice = Dice(seed)
    told = [_session(dice, f"s{number:03}", days) for number in range(sessions)]
    rows = [_within(dice, session) for session in told]
    stray = _within(dice, SessionRow(source="test", session_id="nobody", started_ms=START_MS))
    names = ("turns", "steps", "messages", "usage", "assessments", "moments", "participants", "logs")
    return Rows(
        sessions=tuple(told),
        **{name: tuple(row for part in (*rows, stray) for row in part[name]) for name in names},
    )


def _session(dice: Dice, id_: str, days: int) -> SessionRow:
    took = dice.maybe(dice.upto(10 ** dice.upto(6)))
    return SessionRow(
        source=dice.one(["agentforce", "snapshots"]),
        session_id=id_,
        agent=dice.maybe(dice.one(["Support", "Sales", "ä"])),
        agent_version=dice.maybe(dice.one(["v1", "v2"])),
        channel=dice.maybe(dice.one(["Messaging", "Voice"])),
        mode=dice.maybe(dice.one(["production", "voice"])),
        started_ms=dice.maybe(START_MS + dice.upto(days * DAY_MS), unless=0.05),
        ended_ms=dice.maybe(START_MS + dice.upto(days * DAY_MS)),
        duration_ms=took,
        end_type=dice.maybe(dice.one(["USER_ENDED", "Escalated", "transferred"]), unless=0.5),
        outcome=dice.maybe(dice.one(get_args(Outcome)), unless=0.05),
        error=dice.maybe("it broke", unless=0.8),
    )


def _within(dice: Dice, session: SessionRow) -> dict[str, tuple[Any, ...]]:
    id_ = session.session_id
    begun = session.started_ms or START_MS
    turns = dice.times(5, lambda number: _turn(dice, id_, number, begun + dice.upto(5_000) + number * 1_000))
    steps = tuple(
        _step(dice, turn, number)
        for turn in (*turns, None)
        for number in range(dice.upto(12))
        if turn or not number
    )
    steps = tuple(step for step in steps if step.session_id == id_)
    at = [turn.turn_id for turn in turns] + [None]
    return {
        "turns": turns,
        "steps": steps,
        "messages": dice.times(4, lambda number: _message(dice, id_, dice.one(at), number, begun)),
        "usage": dice.times(5, lambda _: _usage(dice, id_, dice.one(at), begun)),
        "assessments": dice.times(6, lambda _: _assessment(dice, id_, dice.one(at), begun)),
        "moments": dice.times(
            2,
            lambda number: MomentRow(
                source="test", session_id=id_, moment_id=f"{id_}m{number}", started_ms=begun
            ),
        ),
        "participants": dice.times(
            2, lambda number: ParticipantRow(source="test", session_id=id_, participant_id=f"{id_}p{number}")
        ),
        "logs": dice.times(2, lambda _: LogRow(source="test", session_id=id_, at_ms=begun, severity="ERR")),
    }


def _turn(dice: Dice, session: str, number: int, at: int) -> TurnRow:
    return TurnRow(
        source="test",
        session_id=session,
        turn_id=f"{session}t{number}",
        turn_index=dice.maybe(number),
        kind=dice.maybe(dice.one(["turn", "turn", "turn", "system"])),
        topic=dice.one(TOPICS),
        started_ms=dice.maybe(at),
        duration_ms=dice.maybe(dice.upto(10 ** dice.upto(5)) - 3),
    )


def _step(dice: Dice, turn: TurnRow | None, number: int) -> StepRow:
    status = dice.maybe(dice.one(["ok", "ok", "failed", "open"]))
    return StepRow(
        source="test",
        session_id=turn.session_id if turn else "s000",
        step_id=f"{turn.turn_id if turn else None}x{number}",
        turn_id=turn.turn_id if turn else None,
        step_index=dice.maybe(number),
        kind=dice.maybe(dice.one((*get_args(StepKind), *["tool"] * 12, "agent", "llm"))),
        name=dice.one(TOOLS),
        namespace=dice.maybe("crm", unless=0.05),
        status=status,
        error=dice.one(ERRORS) if status == "failed" else None,
        started_ms=dice.maybe(START_MS + dice.upto(40)),
        duration_ms=dice.maybe(dice.upto(10 ** dice.upto(5)) - 3),
        input_text=dice.maybe("same"),
    )


def _message(dice: Dice, session: str, turn: str | None, number: int, begun: int) -> MessageRow:
    return MessageRow(
        source="test",
        session_id=session,
        message_id=f"{session}g{number}",
        turn_id=turn,
        role=dice.maybe(dice.one(["user", "agent", "human"])),
        text=dice.maybe(dice.one(["Where is my ORDER?", "a refund, please", "ä\x1f" * 200])),
        sent_ms=dice.maybe(begun + dice.upto(50)),
    )


def _usage(dice: Dice, session: str, turn: str | None, begun: int) -> UsageRow:
    return UsageRow(
        source="test",
        session_id=session,
        turn_id=turn,
        step_id=dice.maybe("x"),
        kind=dice.maybe(dice.one(["llm", "llm", "llm", "tool"])),
        provider=dice.one(["openai", "anthropic", None]),
        model=dice.one(MODELS),
        status=dice.maybe(dice.one(["ok", "failed"])),
        tokens_in=dice.maybe(dice.upto(5_000)),
        tokens_out=dice.maybe(dice.upto(500)),
        tokens_cache_read=dice.maybe(dice.upto(5_000), unless=0.5),
        tokens_cache_write=dice.maybe(dice.upto(500), unless=0.5),
        cost_usd=dice.maybe(dice.upto(10**6) / 7e6, unless=0.4),
        latency_ms=dice.maybe(dice.upto(9_000)),
        at_ms=dice.maybe(begun + dice.upto(DAY_MS)),
    )


def _assessment(dice: Dice, session: str, turn: str | None, begun: int) -> AssessmentRow:
    origin, detector, category = dice.one(DETECTORS)
    return AssessmentRow(
        source="test",
        session_id=session,
        turn_id=turn,
        step_id=dice.maybe("x"),
        detector=detector,
        category=category,
        score=dice.maybe(dice.upto(1_000) / 999),
        flagged=dice.maybe(dice.one([True, False])),
        text=dice.maybe("because of this"),
        origin=origin,
        at_ms=dice.maybe(begun + dice.upto(1_000)),
    )
