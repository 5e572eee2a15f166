"""From the ledgers of a run to its snapshot."""

import gzip
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rearview.sources.snapshots.flatten import flatten
from rearview.sources.snapshots.format import Operation, SessionNode, Snapshot
from rearview.sources.snapshots.limits import Limits
from rearview.sources.snapshots.read import as_written, read
from tests.sources.snapshots.ledgers import (
    CHILD,
    GRANDCHILD,
    ROOT,
    call,
    op,
    start,
    summary,
    turn,
    write,
)


def kinds(snapshot: Snapshot) -> list[str]:
    """Return what is odd about a snapshot."""
    return [note.kind for note in snapshot.notes]


def ops(session: SessionNode) -> list[Operation]:
    """Return the operations of a session's turns."""
    return [operation for part in session.turns for operation in part.ops]


def children(session: SessionNode) -> Iterator[SessionNode]:
    """Yield the sessions that a session called."""
    beside = [operation for step in session.steps for operation in step.ops]
    yield from (operation.child_session for operation in (*ops(session), *beside) if operation.child_session)


def test_a_session(tmp_path: Path) -> None:
    """A session has its agent, its times and its end."""
    sums = {"tokensIn": 5, "tokensOut": 6, "tokensCacheRead": 7, "tokensCacheWrite": 8, "costUsd": 0.5}
    report = {"format": "json", "captured": True}
    path = write(tmp_path, ROOT, start(), summary(accounting=sums, finalReport=report))
    snapshot = read(path)
    session = snapshot.op_tree
    assert (snapshot.version, snapshot.session_id, snapshot.origin_id, kinds(snapshot)) == (3, ROOT, ROOT, [])
    assert (session.id, session.trace_id, session.agent_id, session.headend_id) == (
        ROOT,
        ROOT,
        "researcher",
        "cli",
    )
    assert (session.started_at, session.ended_at) == (1779796801000, 1779796802000)
    assert (session.success, session.error) == (True, None)
    assert session.totals is not None
    assert (session.totals.tokens_cache_read, session.totals.cost_usd) == (7, 0.5)
    assert session.final_report is not None
    assert (session.final_report.format, session.final_report.captured) == ("json", True)


@pytest.mark.parametrize(
    ("records", "success", "error", "ended"),
    [
        ([summary("failed", error="no answer")], False, "no answer", True),
        ([{"recordType": "session_error", "error": "boom"}], False, "boom", True),
        ([summary("running")], None, None, True),
        ([{"recordType": "turn_start", "turn": 1}], None, None, False),
        ([], None, None, False),
    ],
    ids=["failed", "error", "running", "in a turn", "at once"],
)
def test_how_a_session_ended(
    records: list[Any], success: object, error: object, ended: object, tmp_path: Path
) -> None:
    """A session failed, or broke off: at its start, or in a turn."""
    session = read(write(tmp_path, ROOT, start(), *records)).op_tree
    assert (session.success, session.error, session.ended_at is not None) == (success, error, ended)


def test_a_ledger_without_its_beginning(tmp_path: Path) -> None:
    """What a ledger doesn't say isn't made up."""
    session = read(write(tmp_path, ROOT, *turn(1))).op_tree
    assert (session.agent_id, session.started_at, [it.index for it in session.turns]) == (None, None, [1])


def test_turns(tmp_path: Path) -> None:
    """Turns have their times, their status, and what was complained of; the attempts at one turn are one turn."""
    again = {"recordType": "turn_start", "turn": 1, "attempt": 2}
    first = turn(1, op(id_="a"), status="failed", warnings=["slow"], errors=["no answer"])
    path = write(
        tmp_path,
        ROOT,
        start(),
        *first,
        again,
        turn(1, op(id_="b"))[1],
        {"recordType": "turn_start", "turn": 2},
    )
    one, two = read(path).op_tree.turns
    assert (one.index, one.started_at, one.ended_at) == (1, 1779796802000, 1779796805000)
    assert (one.status, one.attempt, one.warnings, one.errors) == ("ok", 2, ("slow",), ("no answer",))
    assert [it.op_id for it in one.ops] == ["a", "b"]
    assert (two.index, two.started_at, two.ended_at, two.ops) == (2, 1779796806000, None, ())
    assert one.id != two.id


def test_a_turn_that_runs(tmp_path: Path) -> None:
    """A turn that is written down while it runs has no end yet."""
    (only,) = read(
        write(tmp_path, ROOT, start(), *turn(1, op(status="running"), status="running"))
    ).op_tree.turns
    assert (only.ended_at, only.ops[0].status) == (None, None)


def test_operations(tmp_path: Path) -> None:
    """An operation says who did what, how long it took and what it was charged; a cost that isn't there is unknown."""
    llm = op(
        provider="anthropic",
        model="m",
        accounting={"tokensIn": 1, "tokensOut": 2, "tokensCacheRead": 3, "tokensCacheWrite": 4},
        attributes={"isFinalTurn": True, "latency": 900},
    )
    tool = op(
        "tool", "tool", name="search", provider="web", status="failed", error="timeout", startedAt="soon"
    )
    model, search = ops(read(write(tmp_path, ROOT, start(), *turn(1, llm, tool))).op_tree)
    assert (model.started_at, model.ended_at, model.status) == (1779796801000, 1779796802000, "ok")
    assert (model.attributes.model, model.attributes.latency, model.attributes.is_final_turn) == (
        "m",
        900,
        True,
    )
    (charge,) = model.accounting
    assert (charge.type, charge.status, charge.latency, charge.provider, charge.model) == (
        "llm",
        "ok",
        1000,
        "anthropic",
        "m",
    )
    assert charge.cost_usd is None
    assert charge.tokens is not None
    assert (charge.tokens.input_tokens, charge.tokens.cache_read_input_tokens) == (1, 3)
    assert (search.status, search.attributes.name, search.attributes.error) == ("failed", "search", "timeout")
    assert (search.started_at, search.accounting, search.attributes.latency) == (None, (), 1000)


def test_payloads_are_named_as_trees_name_them(tmp_path: Path) -> None:
    """References to payloads stand where a tree that refers to files has them."""
    refs = [
        {"kind": "llm_request", "path": "p/1.gz", "originalBytes": 10, "captured": True, "truncated": False},
        {"kind": "sdk_request", "format": "json", "captured": False},
        {"kind": "sdk_response", "path": "p/2.gz"},
        {"kind": "reasoning_stream", "path": "p/3.gz"},
    ]
    (only,) = ops(read(write(tmp_path, ROOT, start(), *turn(1, op(payloadRefs=refs)))).op_tree)
    assert only.request is not None
    assert only.response is not None
    assert only.reasoning is not None
    sent, got = json.loads(bytes(only.request.payload)), json.loads(bytes(only.response.payload))
    assert (sent["ref"]["path"], sent["sdk"]["ref"]["captured"], only.request.size) == ("p/1.gz", False, 10)
    assert (got["sdk"]["ref"]["path"], "ref" in got, only.response.size) == ("p/2.gz", False, None)
    assert only.reasoning.ref is not None
    assert only.reasoning.ref.path == "p/3.gz"


def test_sub_agents_hang_under_their_call(tmp_path: Path) -> None:
    """The sessions of sub-agents are read from their own ledgers, at any depth."""
    write(tmp_path, CHILD, start("fetch"), *turn(1, call(GRANDCHILD)), summary())
    write(tmp_path, GRANDCHILD, start("read"), summary("failed", error="429"))
    snapshot = read(
        write(tmp_path, ROOT, start(), *turn(1, call(CHILD)), summary(childSessions=[{"sessionId": CHILD}]))
    )
    (child,) = children(snapshot.op_tree)
    (grandchild,) = children(child)
    assert (child.agent_id, grandchild.agent_id, grandchild.error) == ("fetch", "read", "429")
    assert (kinds(snapshot), snapshot.op_tree.steps) == ([], ())
    assert len(flatten(snapshot).sessions) == 3


def test_a_thousand_levels(tmp_path: Path) -> None:
    """However deep sub-agents called each other, nothing recurses."""
    ids = [f"s{level}" for level in range(1001)]
    for id_, next_id in pairwise(ids):
        write(tmp_path, id_, start(id_), *turn(1, call(next_id)))
    write(tmp_path, ids[-1], start(ids[-1]))
    node, depth = read(tmp_path / "session" / "s0.jsonl").op_tree, 0
    while below := list(children(node)):
        (node,), depth = below, depth + 1
    assert depth == 1000


def test_what_leads_nowhere(tmp_path: Path) -> None:
    """A sub-agent whose ledger is missing, broken, or not to be opened stays a reference, and each is told."""
    bad = ["gone", "torn", "../../etc/passwd", "other", "link"]
    write(tmp_path, "torn", tail=b'{"half')
    write(tmp_path, "other", start()).rename(tmp_path / "session" / "elsewhere.jsonl")
    (tmp_path / "session" / "other.jsonl").write_bytes(
        (tmp_path / "session" / "elsewhere.jsonl").read_bytes().replace(b"other", b"third")
    )
    (tmp_path / "session" / "link.jsonl").symlink_to(tmp_path / "session" / "elsewhere.jsonl")
    snapshot = read(write(tmp_path, ROOT, start(), *turn(1, call(*bad))))
    assert list(children(snapshot.op_tree)) == []
    assert [it.child_session_ref.session_id for it in ops(snapshot.op_tree) if it.child_session_ref] == bad
    assert kinds(snapshot) == [
        "missing_ledger",
        "unreadable_ledger",
        "unsafe_path",
        "unreadable_ledger",
        "unreadable_ledger",
    ]
    assert "is a symbolic link" in snapshot.notes[-1].sentence


def test_circles_are_cut(tmp_path: Path) -> None:
    """Ledgers that name each other, or a session twice, give every session once."""
    write(tmp_path, CHILD, start("fetch"), *turn(1, call(ROOT, CHILD)))
    snapshot = read(write(tmp_path, ROOT, start(), *turn(1, call(CHILD), call(CHILD, id_="again"))))
    assert [session.agent for session in flatten(snapshot).sessions] == ["researcher", "fetch"]


def test_one_call_of_several_sub_agents(tmp_path: Path) -> None:
    """An operation that opened several sessions is told once for each, and charged once."""
    write(tmp_path, CHILD, start("one"))
    write(tmp_path, GRANDCHILD, start("two"))
    called = call(CHILD, GRANDCHILD, accounting={"tokensIn": 1})
    session = read(write(tmp_path, ROOT, start(), *turn(1, called))).op_tree
    assert [(it.op_id, len(it.accounting)) for it in ops(session)] == [("call", 1), ("call/2", 0)]
    assert [child.agent_id for child in children(session)] == ["one", "two"]


def test_sub_agents_that_no_operation_called(tmp_path: Path) -> None:
    """A sub-agent that only the summary names is kept beside the turns."""
    write(tmp_path, CHILD, start("fetch"))
    session = read(
        write(tmp_path, ROOT, start(), summary(childSessions=[{"sessionId": CHILD, "agentId": "f"}]))
    ).op_tree
    (step,) = session.steps
    assert (step.kind, step.ops[0].kind, step.ops[0].attributes.name) == ("internal", "session", "f")
    assert [child.agent_id for child in children(session)] == ["fetch"]


def test_a_family_has_its_limit(tmp_path: Path) -> None:
    """No more ledgers are opened for one run than may be."""
    for id_ in ("a", "b", "c"):
        write(tmp_path, id_, start(id_))
    path = write(tmp_path, ROOT, start(), *turn(1, call("a", "b", "c")))
    assert [it.agent_id for it in children(read(path, limits=Limits(sessions=3)).op_tree)] == ["a", "b"]


def test_an_unknown_version(tmp_path: Path) -> None:
    """A ledger of another version is read as far as it is understood, and that is said."""
    snapshot = read(write(tmp_path, ROOT, start(version=4), summary(version=4)))
    assert (kinds(snapshot), snapshot.op_tree.success) == (["unknown_version"], True)


def tree(folder: Path, **session: Any) -> Path:
    """Write the same run as a tree."""
    path = folder / f"{ROOT}.json.gz"
    node = {"id": "s", "traceId": ROOT, "agentId": "from the tree", "turns": [], "endedAt": 9, **session}
    path.write_bytes(gzip.compress(json.dumps({"version": 2, "opTree": node}).encode()))
    return path


def test_a_run_that_is_written_twice(tmp_path: Path) -> None:
    """Of a run that is a tree and a ledger too, the tree is read, whichever is named."""
    ledger, file = write(tmp_path, ROOT, start(), summary()), tree(tmp_path)
    assert read(ledger).op_tree.agent_id == read(file).op_tree.agent_id == "from the tree"
    assert (kinds(read(ledger)), kinds(read(file))) == (["from_tree"], [])
    assert (read(ledger).file, read(file).file) == (str(file), None)
    assert as_written(ledger).startswith(b'{"version": 3')


def test_when_the_ledger_is_all_there_is(tmp_path: Path) -> None:
    """A tree that is missing, broken, a sub-agent's, or unfinished where the ledger isn't, gives way to the ledger."""
    ledger = write(tmp_path, ROOT, start(), summary())
    missing = read(tmp_path / f"{ROOT}.json.gz")
    assert (missing.op_tree.agent_id, kinds(missing)) == ("researcher", ["from_ledger"])
    assert missing.file == str(ledger)
    for difference in ({"traceId": CHILD}, {"endedAt": None}, {"id": None}):
        tree(tmp_path, **difference)
        assert read(ledger).op_tree.agent_id == "researcher"


def test_the_ledger_of_a_sub_agent(tmp_path: Path) -> None:
    """A sub-agent's ledger can be read by itself, and says under whom it belongs."""
    tree(tmp_path)
    snapshot = read(write(tmp_path, CHILD, start("fetch", parentSessionId=ROOT)))
    assert (snapshot.op_tree.agent_id, snapshot.parent_id, snapshot.origin_id) == ("fetch", ROOT, ROOT)


def test_an_origin_that_is_no_name(tmp_path: Path) -> None:
    """An id that could lead anywhere is never made into a path."""
    path = tmp_path / "session" / "x.jsonl"
    path.parent.mkdir()
    path.write_bytes(b'{"recordType": "session_start", "sessionId": "../x", "version": 3}\n')
    assert read(path).op_tree.id == "../x"
