"""From a snapshot to canonical rows."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json

from rearview.model.tables import Rows
from rearview.model.tree import build, check
from rearview.sources.snapshots.flatten import flatten
from rearview.sources.snapshots.format import Operation, SessionNode, Snapshot, TurnNode
from rearview.sources.snapshots.read import read

Write = Callable[..., Path]

ROOT = "5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f"
SEARCH = "a1b2c3d4-1111-4222-8333-444455556666"
FETCH = "b7c8d9e0-2222-4333-9444-555566667777"


@pytest.fixture
def rows(example: Path) -> Rows:
    """The rows of the recorded session."""
    return flatten(read(example))


def of(session: dict[str, Any]) -> Rows:
    """Return the rows of a session that is written down as the recorder would."""
    return flatten(json.decode(json.encode({"version": 1, "opTree": session}), type=Snapshot))


def with_ops(*ops: dict[str, Any], **turn: Any) -> dict[str, Any]:
    """Write down a session of one turn."""
    return {"id": "s", "turns": [{"id": "t", "index": 1, "ops": list(ops), **turn}]}


def test_every_session_has_a_row(rows: Rows) -> None:
    """Sub-agents at any depth are sessions of their own, each under its caller, all under the root."""
    lineage = {
        row.session_id: (row.agent, row.parent_session_id, row.root_session_id) for row in rows.sessions
    }
    assert lineage == {
        ROOT: ("researcher", None, ROOT),
        SEARCH: ("web-search", ROOT, ROOT),
        FETCH: ("web-fetch", SEARCH, ROOT),
    }


def test_every_operation_is_a_step(rows: Rows) -> None:
    """Each kind of operation has its own name for a step."""
    assert Counter(row.kind for row in rows.steps) == {"system": 6, "llm": 5, "tool": 3, "agent": 2}


def test_failures_of_sub_agents_are_visible(rows: Rows) -> None:
    """A sub-agent that failed is a failed session with its error, although the call of it says that all is well."""
    (fetch,) = (row for row in rows.sessions if row.session_id == FETCH)
    (call,) = (row for row in rows.steps if row.child_session_id == FETCH)
    assert (fetch.outcome, fetch.end_type) == ("failed", "NO-LLM-RESPONSE")
    assert fetch.error is not None
    assert "429 Too Many Requests" in fetch.error
    assert (call.status, call.error) == ("ok", None)


def test_reasons_of_failed_steps(rows: Rows) -> None:
    """A failed step says why, in the most telling words that were recorded."""
    assert {row.name: row.error for row in rows.steps if row.status == "failed"} == {
        "github__search_code": "Tool execution timed out",
        "gpt-4o-mini": "LLM response failed [rate_limit]",
    }


def test_names_of_steps(rows: Rows) -> None:
    """A tool goes by its name, a model by its own, a step of the system by its label; the provider owns it."""
    named = {(row.kind, row.name, row.namespace) for row in rows.steps if row.session_id == ROOT}
    assert named == {
        ("system", "init", None),
        ("system", "fin", None),
        ("llm", "claude-sonnet-4-5", "anthropic"),
        ("tool", "github__search_code", "github"),
        ("agent", "agent__web-search", "subagent"),
        ("tool", "agent__final_report", "agent"),
    }


def test_turns(rows: Rows) -> None:
    """The turn of the system itself is told from the exchanges, which carry their prompts."""
    turns = [row for row in rows.turns if row.session_id == ROOT]
    assert [(row.turn_index, row.kind, row.duration_ms) for row in turns] == [
        (0, "system", 39_590),
        (1, "turn", 35_200),
        (2, "turn", 4_190),
    ]
    assert turns[0].user_prompt is None
    assert turns[1].user_prompt == "How much does the vendor charge per node?"
    assert turns[1].system_prompt == "You are a researcher. Use tools."


def test_messages(rows: Rows) -> None:
    """A prompt that every turn repeats is one message; what the agent handed in is another."""
    said = [(row.session_id, row.role, row.text, row.content_type) for row in rows.messages]
    assert said == [
        (ROOT, "user", "How much does the vendor charge per node?", None),
        (ROOT, "agent", "# Answer\n\nNo public price was found.", "text/markdown"),
        (SEARCH, "user", "Find the vendor's current price list.", None),
        (SEARCH, "agent", "No price found.", None),
        (FETCH, "user", "Fetch https://example.invalid/pricing", None),
    ]


def test_a_prompt_that_changes_is_a_new_message() -> None:
    """What the user asks is said again only where it differs from the turn before."""
    prompts = ["Hello", "Hello", "And now?", None, "And now?", "Hello"]
    turns = [
        {"id": f"t{index}", "index": index, "attributes": {"prompts": {"user": prompt}} if prompt else {}}
        for index, prompt in enumerate(prompts, start=1)
    ]
    messages = of({"id": "s", "turns": turns}).messages
    assert [(row.turn_id, row.text) for row in messages] == [
        ("t1", "Hello"),
        ("t3", "And now?"),
        ("t6", "Hello"),
    ]


def test_a_report_that_was_refused_is_no_message() -> None:
    """Only a report that was taken is what the agent answered."""
    report = {
        "opId": "o",
        "kind": "tool",
        "attributes": {"name": "agent__final_report"},
        "request": {"payload": {"report_content": "No."}},
    }
    assert [of(with_ops({**report, "status": status})).messages != () for status in ("failed", "ok")] == [
        False,
        True,
    ]


def test_usage(rows: Rows) -> None:
    """A charge keeps who was asked and who served, tokens once each, and money as it was recorded."""
    charge = next(row for row in rows.usage if row.served_model)
    assert (charge.provider, charge.model) == ("openrouter", "anthropic/claude-3.5-haiku")
    assert (charge.served_provider, charge.served_model) == ("anthropic", "claude-3-5-haiku-20241022")
    assert (charge.tokens_in, charge.tokens_out, charge.tokens_cache_read) == (820, 64, 512)
    assert (charge.cost_usd, charge.stop_reason, charge.latency_ms) == (0.001042, "tool_calls", 2500)
    assert {row.binding for row in rows.usage} == {"recorded"}
    assert sum(row.cost_usd or 0 for row in rows.usage) == pytest.approx(0.022592)


def test_an_absent_cost_is_unknown(rows: Rows) -> None:
    """A call without a price isn't free."""
    (failed,) = (row for row in rows.usage if row.model == "gpt-4o-mini")
    assert (failed.status, failed.error, failed.cost_usd, failed.tokens_in) == (
        "failed",
        "rate_limit",
        None,
        0,
    )


def test_tools_are_charged_in_characters(rows: Rows) -> None:
    """A tool's charge names its server and its command."""
    charge = next(row for row in rows.usage if row.kind == "tool")
    assert (charge.provider, charge.model) == ("github", "github__search_code")
    assert (charge.chars_in, charge.chars_out, charge.tokens_in) == (28, 0, None)


def test_logs(rows: Rows) -> None:
    """A log line hangs on its step, with its further fields as JSON text."""
    assert len(rows.logs) == 32
    (fatal,) = (row for row in rows.logs if row.fatal)
    assert (fatal.severity, fatal.remote, fatal.details) == ("ERR", "agent:EXIT-NO-LLM-RESPONSE", None)
    warning = next(row for row in rows.logs if row.severity == "WRN" and row.session_id == FETCH)
    assert warning.details is not None
    assert '"latency_ms": 600' in warning.details.replace('":6', '": 6')


def test_payloads(rows: Rows) -> None:
    """A tool has what went in and out; a model what it said, since what it read is in the turn's prompts."""
    tool = next(row for row in rows.steps if row.name == "github__search_code")
    model = next(row for row in rows.steps if row.kind == "llm")
    assert tool.input_text is not None
    assert "price repo:acme/site" in tool.input_text
    assert tool.output_text is None
    assert (model.input_text, model.output_text) == (None, "I'll check the code and search the web.")


def test_what_was_never_finished() -> None:
    """Whatever has no end is open, and its duration unknown."""
    rows = of({**with_ops({"opId": "o", "kind": "tool", "startedAt": 5}, startedAt=5), "startedAt": 1})
    (session,), (turn,), (step,) = rows.sessions, rows.turns, rows.steps
    assert (session.outcome, session.duration_ms) == ("open", None)
    assert turn.duration_ms is None
    assert (step.status, step.duration_ms) == ("open", None)


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        ({"success": True, "endedAt": 9}, "completed"),
        ({"success": False, "endedAt": 9}, "failed"),
        ({"success": False}, "failed"),
        ({"endedAt": 9}, "unknown"),
        ({}, "open"),
    ],
)
def test_outcomes(end: dict[str, Any], outcome: str) -> None:
    """How a session ended is what it says of itself; one that says nothing is open, or unknown if it has an end."""
    (session,) = of({"id": "s", "turns": [], **end}).sessions
    assert session.outcome == outcome


def test_unknown_words() -> None:
    """A kind or a status that nobody knows yet is kept as far as it is understood."""
    (step,) = of(with_ops({"opId": "o", "kind": "advisor", "status": "skipped"})).steps
    assert (step.kind, step.status, step.name) == ("other", None, None)


def test_placeholders_keep_their_own_ids() -> None:
    """A sub-agent that never started bears its caller's public id: its own one tells them apart."""
    child = {"id": "x-stub", "traceId": "public", "turns": []}
    rows = of({**with_ops({"opId": "o", "kind": "session", "childSession": child}), "traceId": "public"})
    assert [row.session_id for row in rows.sessions] == ["public", "x-stub"]
    assert rows.steps[0].child_session_id == "x-stub"


def test_the_tree_of_the_example_is_sound(rows: Rows) -> None:
    """The rows make one tree, in which each sub-agent was opened by a step, and nothing is out of place."""
    tree = build(rows)
    assert check(tree) == []
    assert [(session.agent, session.depth) for session in tree.sessions] == [
        ("researcher", 0),
        ("web-search", 1),
        ("web-fetch", 2),
    ]
    assert set(tree.openers) == {SEARCH, FETCH}
    assert all(step.recorded for step in tree.steps())


def test_a_thousand_sub_agents_deep() -> None:
    """Agents may call each other as deep as they like."""
    node = SessionNode(id="s0", turns=())
    for depth in range(1, 1001):
        call = Operation(op_id=f"o{depth}", kind="session", status="ok", child_session=node)
        node = SessionNode(id=f"s{depth}", turns=(TurnNode(id=f"t{depth}", index=1, ops=(call,)),))
    tree = build(flatten(Snapshot(version=1, op_tree=node)))
    assert [session.depth for session in tree.sessions] == list(range(1001))
    assert check(tree) == []


Written = dict[str, Any]

SESSIONS: st.SearchStrategy[Written] = st.deferred(
    lambda: st.builds(
        lambda id_, turns: {"id": str(id_), "turns": turns}, st.uuids(), st.lists(TURNS, max_size=2)
    )
)
OPS: st.SearchStrategy[Written] = st.builds(
    lambda id_, kind, more: {"opId": str(id_), "kind": kind, **more},
    st.uuids(),
    st.sampled_from(["llm", "tool", "session", "system", "else"]),
    st.fixed_dictionaries(
        {},
        optional={
            "status": st.sampled_from(["ok", "failed", "?"]),
            "startedAt": st.integers(0, 9),
            "endedAt": st.floats(0, 9),
            "logs": st.lists(st.just({"severity": "WRN", "message": "a b"}), max_size=2),
            "accounting": st.lists(st.just({"type": "llm", "tokens": {}}), max_size=2),
            "childSession": SESSIONS,
        },
    ),
)
TURNS: st.SearchStrategy[Written] = st.builds(
    lambda id_, index, ops: {"id": str(id_), "index": index, "ops": ops},
    st.uuids(),
    st.integers(0, 3),
    st.lists(OPS, max_size=3),
)


@given(SESSIONS)
def test_nothing_is_lost(session: Written) -> None:
    """Every session, turn, operation, charge and log line of a file is one row, and one node of its tree."""
    rows = of(session)
    written = _counted(session)
    assert (len(rows.sessions), len(rows.turns), len(rows.steps), len(rows.usage), len(rows.logs)) == written
    tree = build(rows)
    assert check(tree) == []
    assert len(list(tree.steps())) == len(rows.steps)


def _counted(session: Written) -> tuple[int, ...]:
    counts = Counter({"sessions": 1})
    for turn in session["turns"]:
        counts["turns"] += 1
        for op in turn["ops"]:
            counts += Counter(steps=1, usage=len(op.get("accounting", ())), logs=len(op.get("logs", ())))
            if "childSession" in op:
                below = _counted(op["childSession"])
                counts += Counter(
                    dict(zip(("sessions", "turns", "steps", "usage", "logs"), below, strict=True))
                )
    return tuple(counts[name] for name in ("sessions", "turns", "steps", "usage", "logs"))
