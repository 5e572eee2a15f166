"""What was recorded is what is read: trees, counts, and every answer that rests on them."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from msgspec import json

from rearview import record
from rearview.sources.snapshots.answers.accounting import charges
from rearview.sources.snapshots.answers.agents import agents
from rearview.sources.snapshots.answers.bodies import exchange
from rearview.sources.snapshots.answers.ledger import read_ledger
from rearview.sources.snapshots.answers.logs import Lines, counted
from rearview.sources.snapshots.answers.operations import operations
from rearview.sources.snapshots.answers.prompts import prompts
from rearview.sources.snapshots.answers.reports import reports
from rearview.sources.snapshots.answers.summary import summary
from rearview.sources.snapshots.answers.tool_calls import by_tool
from rearview.sources.snapshots.answers.turns import turns
from rearview.sources.snapshots.flatten import flatten
from rearview.sources.snapshots.format import Snapshot
from rearview.sources.snapshots.places import Places, places
from rearview.sources.snapshots.read import read
from rearview.sources.snapshots.reasoning import reasoning
from rearview.sources.snapshots.totals import totals
from tests.record.conftest import PRICING
from tests.record.story import STORIES, Agent, Model, System, Tool, play, severities
from tests.record.story import operations as told_operations
from tests.record.story import sessions as told_sessions

_KINDS = {Model: "llm", Tool: "tool", System: "system", Agent: "agent"}


@settings(max_examples=30)
@given(STORIES)
def test_what_is_recorded_is_what_is_read(story: Agent) -> None:
    """Whatever an agent does, the reader finds that and nothing else, and every command counts what was counted."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ledger = home / "accounting.jsonl"
        play(story, record.settings(sessions_dir=home, billing_file=ledger, pricing=PRICING, environ={}))
        (path,) = home.glob("*.json.gz")
        assert {it.name for it in home.iterdir()} <= {path.name, "accounting.jsonl", "journal"}
        assert list((home / "journal").iterdir()) == []
        snapshot = read(path)
        assert (snapshot.version, snapshot.reason, snapshot.notes) == (2, "final", ())
        found = places(snapshot)
        _same_tree(story, found)
        _same_exchanges(story, found, home)
        _same_answers(story, snapshot, found)
        _same_money(story, found, ledger)


def _same_tree(story: Agent, found: Places) -> None:
    told = list(told_sessions(story))
    nodes = [place.node for place in found.sessions]
    assert [(n.agent_id, n.session_title, n.latest_status, n.error) for n in nodes] == [
        (s.name, s.title, s.status, s.error) for s in told
    ]
    assert [n.success for n in nodes] == [s.error is None for s in told]
    assert [(it.turn, it.system, it.user) for it in prompts(found)] == [
        (str(number), turn.system, turn.user) for s in told for number, turn in enumerate(s.turns, start=1)
    ]
    assert [row.text for row in reports(found, found.sessions)] == [s.report for s in told if s.report]
    flatten(snapshot_of(found))


def snapshot_of(found: Places) -> Snapshot:
    """Return the snapshot that was laid out."""
    return Snapshot(op_tree=found.sessions[0].node)


def _same_exchanges(story: Agent, found: Places, home: Path) -> None:
    told = list(told_operations(story))
    assert [step.op.kind for step in found.steps] == [
        "session" if isinstance(op, Agent) else _KINDS[type(op)] for op in told
    ]
    for op, step in zip(told, found.steps, strict=True):
        held = exchange(step, home)
        if isinstance(op, Model):
            assert held.request is not None
            assert held.response is not None
            assert held.request.body is not None
            assert held.request.body.content == op.request
            assert held.response.text == op.said
            assert (reasoning(step.op) or "") == op.thought
        elif isinstance(op, Tool):
            assert step.op.request is not None
            assert step.op.response is not None
            assert json.decode(step.op.request.payload) == ({} if op.given is None else op.given)
            assert json.decode(step.op.response.payload) == op.result


def _same_answers(story: Agent, snapshot: Snapshot, found: Places) -> None:
    told = list(told_operations(story))
    rows = operations(found, found)
    assert [row.kind for row in rows] == [_KINDS[type(op)] for op in told]
    assert [row.error for row in rows] == [op.error for op in told]
    assert [row.status for row in rows] == ["ok" if op.error is None else "failed" for op in told]
    at_a_glance = summary(snapshot, found)
    assert at_a_glance.kinds.get("tool", 0) == sum(isinstance(op, Tool) for op in told)
    assert len(at_a_glance.failed) == sum(op.error is not None for op in told)
    assert at_a_glance.unfinished == []
    lines = Lines().of(found)
    assert {row.severity: row.lines for row in counted(lines)} == dict(severities(story))
    assert all(bool(line.stack) == (line.severity in {"WRN", "ERR"}) for line in lines)
    calls = {tool.name: tool.calls for tool in by_tool(row for row in rows if row.kind == "tool")}
    assert sum(calls.values()) == sum(isinstance(op, Tool) for op in told)
    assert len(turns(found, found)) == sum(len(s.turns) for s in told_sessions(story))
    assert len(agents(found)) == len(list(told_sessions(story)))


def _same_money(story: Agent, found: Places, ledger: Path) -> None:
    models = [op for op in told_operations(story) if isinstance(op, Model)]
    tools = sum(isinstance(op, Tool) for op in told_operations(story))
    whole = totals(found)[0]
    assert whole.differences == ()
    assert whole.inclusive.calls == len(models)
    charged = [op for op in models if op.tokens_in is not None]
    assert whole.inclusive.tokens_in == sum(op.tokens_in or 0 for op in charged)
    assert whole.inclusive.tokens_out == sum(op.tokens_out or 0 for op in charged)
    costs = [_cost(op) for op in charged]
    assert whole.inclusive.priced == sum(cost is not None for cost in costs)
    assert abs(whole.inclusive.known_cost_usd - sum(cost or 0 for cost in costs)) < 1e-8
    assert len(charges(found)) == len(models) + tools
    if models or tools:
        kept = read_ledger([ledger])
        assert (kept.models.amounts.calls, kept.tools, kept.repeated) == (len(models), tools, 0)
        assert abs(kept.models.amounts.known_cost_usd - whole.inclusive.known_cost_usd) < 1e-8


def _cost(op: Model) -> float | None:
    """Return what a call costs: as it says, else by the prices of the test."""
    if op.cost is not None:
        return op.cost
    return None if op.tokens_out is None else ((op.tokens_in or 0) * 2.0 + op.tokens_out * 8.0) / 1e6
