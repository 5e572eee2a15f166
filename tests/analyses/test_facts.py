"""What is known of each session, in one row."""

from collections.abc import Callable
from typing import Any

import pytest

from rearview.analyses import load_analysis, tables_of
from rearview.analyses.facts import COLUMNS, facts_of, tables_for
from rearview.model.tables import MessageRow, Rows, SessionRow, StepRow, UsageRow
from tests.analyses.conftest import Asked, Frames
from tests.analyses.rows import some_rows
from tests.analyses.truth import keyed, known

FACTS = load_analysis("facts")
ROWS = some_rows(13)


def test_counts_are_of_the_sessions_own_rows(asked: Asked) -> None:
    """Rows of every table are counted; what has no rows has none, and not null."""
    answer = keyed(asked(FACTS, ROWS), "session_id")
    assert len(answer) == len(ROWS.sessions)
    for (id_,), row in answer.items():
        steps = [step for step in ROWS.steps if step.session_id == id_]
        calls = [step for step in steps if step.kind in {"tool", "agent"}]
        turns = [turn for turn in ROWS.turns if turn.session_id == id_]
        messages = [message for message in ROWS.messages if message.session_id == id_]
        assert row["steps"] == len(steps)
        assert row["llm_steps"] == sum(step.kind == "llm" for step in steps)
        assert (row["tool_calls"], row["failed_calls"]) == (
            len(calls),
            sum(c.status == "failed" for c in calls),
        )
        assert row["failed_steps"] == sum(step.status == "failed" for step in steps)
        assert row["turns"] == sum(turn.kind != "system" for turn in turns)
        assert row["topics"] == len({turn.topic for turn in turns} - {None})
        assert row["busy_ms"] == (sum(took) if (took := known(t.duration_ms for t in turns)) else None)
        assert (row["messages"], row["user_messages"]) == (
            len(messages),
            sum(m.role == "user" for m in messages),
        )


def test_tokens_and_money_that_nobody_recorded_are_unknown(asked: Asked) -> None:
    """Sums are of what is known; where nothing is, they are null."""
    for row in asked(FACTS, ROWS):
        usage = [charge for charge in ROWS.usage if charge.session_id == row["session_id"]]
        for name in ("tokens_in", "tokens_out", "tokens_cache_read", "tokens_cache_write"):
            held = known(getattr(charge, name) for charge in usage)
            assert row[name] == (sum(held) if held else None)
        costs = known(charge.cost_usd for charge in usage)
        assert row["cost_usd"] == (pytest.approx(sum(costs)) if costs else None)
        assert row["costs_unknown"] == sum(c.kind == "llm" and c.cost_usd is None for c in usage)


def test_the_users_first_words(asked: Asked) -> None:
    """What was said first counts, whatever the rows' order; what has no time comes after all that has one."""
    said = (
        ("agent", 1, "hello"),
        ("user", None, "zero"),
        ("user", 9, "second"),
        ("user", 3, "fir\x1fst\n" + "x" * 300),
    )
    messages = tuple(
        MessageRow(source="t", session_id="s", message_id=f"{n}", role=role, sent_ms=at, text=text)  # type: ignore[arg-type]
        for n, (role, at, text) in enumerate(said)
    )
    (row,) = asked(FACTS, Rows(sessions=(SessionRow(source="t", session_id="s"),), messages=messages))
    assert row["first_message"] == ("fir\x1fst\n" + "x" * 300)[:280]
    alone = Rows(sessions=(SessionRow(source="t", session_id="s"),), messages=messages[1:2])
    assert asked(FACTS, alone)[0]["first_message"] == "zero"


def test_the_first_failure_gives_the_signature(asked: Asked) -> None:
    """Of several errors, the first; a failure that says nothing is passed over."""
    steps = tuple(
        StepRow(source="t", session_id="s", step_id=f"{at}", status="failed", error=error, started_ms=at)
        for at, error in ((7, "later"), (5, "No order 12"), (2, None))
    )
    (row,) = asked(FACTS, Rows(sessions=(SessionRow(source="t", session_id="s"),), steps=steps))
    assert row["error_signature"] == "No order #"


def test_no_more_is_read_than_is_asked_for() -> None:
    """Columns that sessions have themselves need no other table."""
    assert tables_for(["agent", "outcome", "derived_from"]) == ("sessions",)
    assert tables_for(["turns", "cost_usd"]) == ("sessions", "turns", "usage")
    assert "messages" not in tables_of(load_analysis("change"))
    assert tables_of(load_analysis("change"), with_facts=True) == ()


def test_some_facts_are_all_facts_cut_down(frames: Frames) -> None:
    """A few columns, asked for alone, hold what they hold among all the others."""
    for engine, tables in frames(ROWS):
        few = facts_of(tables, ["steps", "pii"]).sort("session_id")
        whole = facts_of(tables, [column.name for column in COLUMNS]).sort("session_id")
        cut = whole.select("session_id", "steps", "pii")
        assert engine.collect(few.to_native()).to_pylist() == engine.collect(cut.to_native()).to_pylist()


def test_charges_of_tools_have_no_unknown_cost(asked: Asked) -> None:
    """Recorders don't price tools: that is no gap."""
    usage = (UsageRow(source="t", session_id="s", kind="tool"),)
    (row,) = asked(FACTS, Rows(sessions=(SessionRow(source="t", session_id="s"),), usage=usage))
    assert (row["charges"], row["llm_calls"], row["costs_unknown"], row["cost_usd"]) == (1, 0, 0, None)


def test_the_worst_is_the_gravest_that_the_other_facts_hold(asked: Asked) -> None:
    """Of all that is held against a session, what stands first in the column's meaning; null where there is nothing."""
    holds: dict[str, Callable[[dict[str, Any]], object]] = {
        "failed_session": lambda row: row["outcome"] in {"failed", "timed_out"},
        "unsafe_answer": lambda row: row["toxic"],
        "prompt_attack": lambda row: row["prompt_attack"],
        "ungrounded": lambda row: row["ungrounded"],
        "failed_step": lambda row: row["failed_steps"],
        "unresolved": lambda row: row["unresolved"],
        "low_adherence": lambda row: row["low_adherence"],
        "loop": lambda row: row["loops"],
        "negative_feedback": lambda row: row["negative_feedback"],
        "abandonment": lambda row: row["outcome"] == "abandoned",
        "escalation": lambda row: row["outcome"] == "escalated",
        "knowledge_miss": lambda row: row["poor_retrieval"],
        "poor_quality": lambda row: row["low_score"],
    }
    answer = asked(FACTS, ROWS)
    for row in answer:
        assert row["worst"] == next((name for name, held in holds.items() if held(row)), None)
    assert len({row["worst"] for row in answer}) > 3
    meaning = next(column.meaning for column in COLUMNS if column.name == "worst")
    assert ", ".join(holds) in meaning


def test_the_worst_alone_reads_what_it_is_told_from() -> None:
    """Asked for by itself, it needs the tables that it is told from, and no others."""
    assert set(tables_for(["worst"])) == {"sessions", "steps", "assessments"}
