"""Rows as any recorder might leave them: few ids, so that they meet, repeat, cross, and lead nowhere."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from random import Random
from typing import Any

from hypothesis import strategies as st

from rearview.model.session import Session, Step, Tree, Turn
from rearview.model.tables import (
    TABLES,
    AssessmentRow,
    LogRow,
    MessageRow,
    MomentRow,
    ParticipantRow,
    Rows,
    SessionRow,
    StepRow,
    TurnRow,
    UsageRow,
)

SESSION_IDS = st.sampled_from(["s1", "s2", "s3", "s4", ""])
TURN_IDS = st.sampled_from(["t1", "t2", "t3", ""])
STEP_IDS = st.sampled_from(["p1", "p2", "p3", "p4", ""])
TIMES = st.none() | st.integers(0, 4)
INDEXES = st.none() | st.integers(0, 3)
WORDS = st.none() | st.sampled_from(["a", "b"])
SOURCES = st.sampled_from(["x", "y"])

ROWS: dict[str, st.SearchStrategy[Any]] = {
    "sessions": st.builds(
        SessionRow,
        source=SOURCES,
        session_id=SESSION_IDS,
        parent_session_id=st.none() | SESSION_IDS,
        started_ms=TIMES,
        ended_ms=TIMES,
        title=WORDS,
    ),
    "turns": st.builds(
        TurnRow,
        source=SOURCES,
        session_id=SESSION_IDS,
        turn_id=TURN_IDS,
        turn_index=INDEXES,
        previous_turn_id=st.none() | TURN_IDS,
        topic=WORDS,
        started_ms=TIMES,
    ),
    "steps": st.builds(
        StepRow,
        source=SOURCES,
        session_id=SESSION_IDS,
        step_id=STEP_IDS,
        turn_id=st.none() | TURN_IDS,
        step_index=INDEXES,
        previous_step_id=st.none() | STEP_IDS,
        kind=st.sampled_from(["llm", "guardrail"]),
        started_ms=TIMES,
        child_session_id=st.none() | SESSION_IDS,
    ),
    "messages": st.builds(
        MessageRow,
        source=SOURCES,
        session_id=SESSION_IDS,
        message_id=st.sampled_from(["m1", "m2", "m3"]),
        turn_id=st.none() | TURN_IDS,
        role=st.none() | st.sampled_from(["user", "agent"]),
        sent_ms=TIMES,
    ),
    **{
        table: st.builds(
            row,
            source=SOURCES,
            session_id=SESSION_IDS,
            step_id=st.none() | STEP_IDS,
            turn_id=st.none() | TURN_IDS,
            at_ms=TIMES,
        )
        for table, row in (("usage", UsageRow), ("logs", LogRow), ("assessments", AssessmentRow))
    },
    "moments": st.builds(
        MomentRow,
        source=SOURCES,
        session_id=SESSION_IDS,
        moment_id=st.sampled_from(["o1", "o2"]),
        started_ms=TIMES,
    ),
    "participants": st.builds(
        ParticipantRow, source=SOURCES, session_id=SESSION_IDS, participant_id=st.just("q"), joined_ms=TIMES
    ),
}
"""Rows of every table."""


@st.composite
def any_rows(draw: st.DrawFn) -> Rows:
    """Rows of every table; some stand twice, as equals or as the same object."""
    drawn: dict[str, list[Any]] = {table: draw(st.lists(row, max_size=6)) for table, row in ROWS.items()}
    for rows in drawn.values():
        if draw(st.booleans()) and rows:
            row = draw(st.sampled_from(rows))
            rows.append(draw(st.sampled_from([row, replace(row)])))
    return Rows(**{table: tuple(rows) for table, rows in drawn.items()})


def shuffled(rows: Rows, seed: int) -> Rows:
    """The same rows in another order."""
    random = Random(seed)  # noqa: S311 - an order, not a secret
    return Rows(
        **{
            table: tuple(random.sample(held, len(held)))
            for table in TABLES
            if (held := getattr(rows, table)) is not None
        }
    )


def given_rows(rows: Rows) -> dict[str, Counter[Any]]:
    """How often each row was given, by its table."""
    return {table: Counter(getattr(rows, table)) for table in TABLES}


def placed_rows(tree: Tree) -> dict[str, Counter[Any]]:
    """How often each recorded row stands in a tree, by its table."""
    placed: dict[str, Counter[Any]] = {table: Counter() for table in TABLES}
    for table, node in _nodes(tree):
        row = TABLES[table].row
        placed[table][row(**{field.name: getattr(node, field.name) for field in fields(row)})] += 1
    return placed


def _nodes(tree: Tree) -> Iterator[tuple[str, Any]]:
    for session in tree.sessions:
        if session.recorded:
            yield "sessions", session
        yield from (("moments", moment) for moment in session.moments)
        yield from (("participants", participant) for participant in session.participants)
        yield from _held(session)
        for turn in session.turns:
            if turn.recorded:
                yield "turns", turn
            yield from _held(turn)
            for step in turn.steps:
                if step.recorded:
                    yield "steps", step
                yield from _held(step)


def _held(node: Session | Turn | Step) -> Iterator[tuple[str, Any]]:
    for table in ("messages", "usage", "logs", "assessments"):
        yield from ((table, row) for row in getattr(node, table, ()))
