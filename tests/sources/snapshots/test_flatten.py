"""From a snapshot to canonical recorded."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.model.tables import TABLES, Rows
from rearview.model.tree import build, check
from rearview.sources.snapshots.flatten import columns, flatten
from rearview.sources.snapshots.format import Operation, SessionNode, Snapshot, TurnNode
from rearview.sources.snapshots.read import read
from rearview.sources.snapshots.totals import totals
from tests.sources.snapshots.written import Written, laid_out, rows

ROOT = "5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f"
SEARCH = "a1b2c3d4-1111-4222-8333-444455556666"
FETCH = "b7c8d9e0-2222-4333-9444-555566667777"


@pytest.fixture
def recorded(example: Path) -> Rows:
    """The rows of the recorded session."""
    return flatten(read(example))


def test_every_session_has_a_row(recorded: Rows) -> None:
    """Sub-agents at any depth are sessions of their own, each under its caller, all under the root."""
    lineage = {
        row.session_id: (row.agent, row.parent_session_id, row.root_session_id) for row in recorded.sessions
    }
    assert lineage == {
        ROOT: ("researcher", None, ROOT),
        SEARCH: ("web-search", ROOT, ROOT),
        FETCH: ("web-fetch", SEARCH, ROOT),
    }


def test_every_operation_is_a_step(recorded: Rows) -> None:
    """Each kind of operation has its own name for a step."""
    assert Counter(row.kind for row in recorded.steps) == {"system": 6, "llm": 5, "tool": 3, "agent": 2}


def test_failures_of_sub_agents_are_visible(recorded: Rows) -> None:
    """A sub-agent that failed is a failed session and a failed step, although the call of it says that all is well."""
    (fetch,) = (row for row in recorded.sessions if row.session_id == FETCH)
    (call,) = (row for row in recorded.steps if row.child_session_id == FETCH)
    assert (fetch.outcome, fetch.end_type) == ("failed", "NO-LLM-RESPONSE")
    assert fetch.error is not None
    assert "429 Too Many Requests" in fetch.error
    assert (call.status, call.error) == ("failed", fetch.error)


def test_reasons_of_failed_steps(recorded: Rows) -> None:
    """A failed step says why, in the most telling words that were recorded."""
    assert {
        row.name: row.error for row in recorded.steps if row.status == "failed" and row.kind != "agent"
    } == {
        "github__search_code": "Tool execution timed out",
        "gpt-4o-mini": "LLM response failed [rate_limit]",
    }


def test_names_of_steps(recorded: Rows) -> None:
    """A tool goes by its name, a model by its own, a step of the system by its label; the provider owns it."""
    named = {(row.kind, row.name, row.namespace) for row in recorded.steps if row.session_id == ROOT}
    assert named == {
        ("system", "init", None),
        ("system", "fin", None),
        ("llm", "claude-sonnet-4-5", "anthropic"),
        ("tool", "github__search_code", "github"),
        ("agent", "agent__web-search", "subagent"),
        ("tool", "agent__final_report", "agent"),
    }


def test_turns(recorded: Rows) -> None:
    """The turn of the system itself is told from the exchanges, which carry their prompts."""
    turns = [row for row in recorded.turns if row.session_id == ROOT]
    assert [(row.turn_index, row.kind, row.duration_ms) for row in turns] == [
        (0, "system", 39_590),
        (1, "turn", 35_200),
        (2, "turn", 4_190),
    ]
    assert turns[0].user_prompt is None
    assert turns[1].user_prompt == "How much does the vendor charge per node?"
    assert turns[1].system_prompt == "You are a researcher. Use tools."


def test_messages(recorded: Rows) -> None:
    """A prompt that every turn repeats is one message; what the agent handed in is another."""
    said = {(row.session_id, row.role, row.text, row.content_type) for row in recorded.messages}
    assert len(recorded.messages) == len(said)
    assert said == {
        (ROOT, "user", "How much does the vendor charge per node?", None),
        (ROOT, "agent", "# Answer\n\nNo public price was found.", "text/markdown"),
        (SEARCH, "user", "Find the vendor's current price list.", None),
        (SEARCH, "agent", "No price found.", None),
        (FETCH, "user", "Fetch https://example.invalid/pricing", None),
    }


def test_usage(recorded: Rows) -> None:
    """A charge keeps who was asked and who served, tokens once each, and money as it was recorded."""
    charge = next(row for row in recorded.usage if row.served_model)
    assert (charge.provider, charge.model) == ("openrouter", "anthropic/claude-3.5-haiku")
    assert (charge.served_provider, charge.served_model) == ("anthropic", "claude-3-5-haiku-20241022")
    assert (charge.tokens_in, charge.tokens_out, charge.tokens_cache_read) == (820, 64, 512)
    assert (charge.cost_usd, charge.stop_reason, charge.latency_ms) == (0.001042, "tool_calls", 2500)
    assert {row.binding for row in recorded.usage} == {"recorded"}
    assert sum(row.cost_usd or 0 for row in recorded.usage) == pytest.approx(0.022592)


def test_an_absent_cost_is_unknown(recorded: Rows) -> None:
    """A call without a price isn't free."""
    (failed,) = (row for row in recorded.usage if row.model == "gpt-4o-mini")
    assert (failed.status, failed.error, failed.cost_usd, failed.tokens_in) == (
        "failed",
        "rate_limit",
        None,
        0,
    )


def test_tools_are_charged_in_characters(recorded: Rows) -> None:
    """A tool's charge names its server and its command."""
    charge = next(row for row in recorded.usage if row.kind == "tool")
    assert (charge.provider, charge.model) == ("github", "github__search_code")
    assert (charge.chars_in, charge.chars_out, charge.tokens_in) == (28, 0, None)


def test_logs(recorded: Rows) -> None:
    """A log line hangs on its step, with its further fields as JSON text."""
    assert len(recorded.logs) == 32
    (fatal,) = (row for row in recorded.logs if row.fatal)
    assert (fatal.severity, fatal.remote, fatal.details) == ("ERR", "agent:EXIT-NO-LLM-RESPONSE", None)
    warning = next(row for row in recorded.logs if row.severity == "WRN" and row.session_id == FETCH)
    assert warning.details is not None
    assert '"latency_ms": 600' in warning.details.replace('":6', '": 6')


def test_payloads(recorded: Rows) -> None:
    """A tool has what went in and out; a model what it said, since what it read is in the turn's prompts."""
    tool = next(row for row in recorded.steps if row.name == "github__search_code")
    model = next(row for row in recorded.steps if row.kind == "llm")
    assert tool.input_text is not None
    assert "price repo:acme/site" in tool.input_text
    assert tool.output_text is None
    assert (model.input_text, model.output_text) == (None, "I'll check the code and search the web.")


def test_the_tree_of_the_example_is_sound(recorded: Rows) -> None:
    """The rows make one tree, in which each sub-agent was opened by a step, and nothing is out of place."""
    tree = build(recorded)
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


def test_columns_say_what_rows_say(example: Path) -> None:
    """Rows are the columns turned: a column that isn't there is null in every row."""
    snapshot = read(example)
    rows, tables = flatten(snapshot, payloads=False), columns(snapshot)
    assert {name: bool(getattr(rows, name)) for name in TABLES} == {name: name in tables for name in TABLES}
    for table, held in tables.items():
        assert held.keys() <= {column.name for column in TABLES[table].columns}
        for column in TABLES[table].columns:
            told = [getattr(row, column.name) for row in getattr(rows, table)]
            assert held.get(column.name, [None] * len(told)) == told


def test_payloads_stay_undecoded_unless_asked_for(example: Path) -> None:
    """A great many snapshots are read without what their steps sent and got back."""
    names = {"input_text", "output_text"}
    assert not names & columns(read(example))["steps"].keys()
    assert names < columns(read(example), payloads=True)["steps"].keys()


IDS: st.SearchStrategy[str] = st.sampled_from(["a", "b", "c", "a~2", "b-stub", ""])
SESSIONS: st.SearchStrategy[Written] = st.deferred(
    lambda: st.builds(
        lambda id_, turns, steps: {"id": id_, "turns": turns, "steps": steps},
        IDS,
        st.lists(TURNS, max_size=2),
        st.lists(STEPS, max_size=1),
    )
)
OPS: st.SearchStrategy[Written] = st.builds(
    lambda id_, kind, more: {"opId": id_, "kind": kind, **more},
    IDS,
    st.sampled_from(["llm", "tool", "session", "system", "else"]),
    st.fixed_dictionaries(
        {},
        optional={
            "status": st.sampled_from(["ok", "failed", "?"]),
            "startedAt": st.integers(0, 9),
            "endedAt": st.floats(0, 9),
            "logs": st.lists(st.just({"severity": "WRN", "message": "a b"}), max_size=2),
            "accounting": st.lists(st.just({"type": "llm", "costUsd": 1, "tokens": {}}), max_size=2),
            "childSession": SESSIONS,
        },
    ),
)
TURNS: st.SearchStrategy[Written] = st.builds(
    lambda id_, index, ops: {"id": id_, "index": index, "ops": ops},
    IDS,
    st.integers(0, 3),
    st.lists(OPS, max_size=3),
)
STEPS: st.SearchStrategy[Written] = st.builds(
    lambda id_, ops: {"id": id_, "kind": "internal", "ops": ops}, IDS, st.lists(OPS, max_size=2)
)


@given(SESSIONS)
def test_nothing_is_lost(session: Written) -> None:
    """Every session, turn, operation, charge and log line of a file is one row, and one node of its tree.

    So it is although ids were written twice; and a session took exactly what was charged to it and those below.
    """
    found = rows(session)
    written = _counted(session)
    assert {name: len(getattr(found, name)) for name in written} == written
    tree = build(found)
    assert check(tree) == []
    assert len(list(tree.steps())) == len(found.steps)
    assert totals(laid_out(session))[0].inclusive.known_cost_usd == len(found.usage)


def _counted(session: Written) -> Written:
    """Count what a written session holds; a placeholder is none."""
    counts = dict.fromkeys(("sessions", "turns", "steps", "usage", "logs"), 0)
    counts["sessions"] = 1
    for turn in (*session["turns"], *session["steps"]):
        counts["turns"] += 1
        for op in turn["ops"]:
            counts["steps"] += 1
            counts["usage"] += len(op.get("accounting", ()))
            counts["logs"] += len(op.get("logs", ()))
            child = op.get("childSession")
            if child and not (child["id"].endswith("-stub") and not (child["turns"] or child["steps"])):
                for name, count in _counted(child).items():
                    counts[name] += count
    return counts
