"""Where everything in a snapshot stands."""

from typing import Any

import pytest

from rearview.sources.snapshots.format import Operation, SessionNode, Snapshot, TurnNode
from rearview.sources.snapshots.places import places
from tests.sources.snapshots.written import Written, call, laid_out, llm, session, tool


def beside(*ops: Written, kind: str = "internal", index: int = 1, id_: str = "step") -> Written:
    """Write down work beside the turns."""
    return {"id": id_, "index": index, "kind": kind, "ops": list(ops)}


def test_work_beside_the_turns_is_reached() -> None:
    """Operations of steps, and the sub-agents that these called, are found like those of turns."""
    inner = session(tool("deep"), id_="inner")
    found = laid_out(session(llm("main"), steps=[beside(llm("compact"), call(childSession=inner), index=3)]))
    assert [(step.step_id, step.path) for step in found.steps] == [
        ("main", "1-1"),
        ("compact", "S3-1"),
        ("call", "S3-2"),
        ("deep", "1-1"),
    ]
    assert [
        (place.session_id, place.parent_id, place.caller_id, place.depth) for place in found.sessions
    ] == [
        ("s", None, None, 0),
        ("inner", "s", "call", 1),
    ]


@pytest.mark.parametrize(
    "kind", ["system", "user", "advisors", "router_handoff", "handoff", "internal", "else"]
)
def test_every_kind_of_work_beside_the_turns(kind: str) -> None:
    """No kind of step is passed over, not even one that nobody knows yet."""
    found = laid_out({"id": "s", "steps": [beside(call(childSession=session(id_="a")), kind=kind)]})
    assert [place.session_id for place in found.sessions] == ["s", "a"]


def test_agents_ten_thousand_deep() -> None:
    """Agents may call each other as deep as they like."""
    node = SessionNode(id="s0")
    for depth in range(1, 10_001):
        caller = Operation(op_id=f"o{depth}", kind="session", status="ok", child_session=node)
        node = SessionNode(id=f"s{depth}", turns=(TurnNode(id=f"t{depth}", index=1, ops=(caller,)),))
    found = places(Snapshot(op_tree=node))
    assert [place.depth for place in found.sessions] == list(range(10_001))


def test_turns_without_a_number() -> None:
    """A turn that nobody numbered can still be named."""
    found = laid_out({"id": "s", "turns": [{"id": "t", "ops": [llm()]}]})
    assert found.steps[0].path == "?-1"


def test_ids_that_were_written_twice() -> None:
    """Sessions, turns and steps of one id stay apart, in every reading of the file alike."""
    twice = session(llm("o"), llm("o"), id_="s")
    twice["turns"] *= 2
    root = session(call("a", childSession=twice), call("b", childSession=twice), id_="s")
    first, second = laid_out(root), laid_out(root)
    assert [place.session_id for place in first.sessions] == ["s", "s~2", "s~3"]
    assert len({turn.turn_id for turn in first.turns}) == len(first.turns) == 5
    assert len({step.step_id for step in first.steps}) == len(first.steps) == 10
    assert [step.step_id for step in first.steps] == [step.step_id for step in second.steps]


def test_sub_agents_keep_their_public_ids() -> None:
    """A session goes by the id that its user knows, and by its inner one only where another bears that."""
    child = session(id_="inner", traceId="public")
    found = laid_out(session(call(childSession=child), call("d", childSession=child), traceId="root"))
    assert [place.session_id for place in found.sessions] == ["root", "public", "inner"]
    assert [step.child_id for step in found.steps] == ["public", "inner"]


@pytest.mark.parametrize(
    ("ops", "attempts"),
    [
        ([llm()], [1]),
        ([llm(), llm(), tool(), llm(), call()], [1, 2, None, 3, None]),
        (
            [llm(attributes={"chunk": 1}), llm(attributes={"chunk": 2}), llm(attributes={"chunk": 2})],
            [1, 1, 2],
        ),
        ([llm(attributes={"chunk": 1}), llm(attributes={"stage": "reduce"})], [1, 1]),
    ],
)
def test_retries_are_attempts_of_one_turn(ops: list[Written], attempts: list[int | None]) -> None:
    """Every model call of a turn is a try at it; the chunks of a long text are read by calls of their own."""
    turn = {"id": "t", "index": 1, "ops": ops}
    assert [step.attempt for step in laid_out({"id": "s", "turns": [turn]}).steps] == attempts


def test_attempts_start_anew_with_every_turn() -> None:
    """The first model call of a turn is its first attempt, and the first of a step beside the turns too."""
    turns = [{"id": f"t{index}", "index": index, "ops": [llm(), llm()]} for index in (1, 2)]
    found = laid_out({"id": "s", "turns": turns, "steps": [beside(llm())]})
    assert [step.attempt for step in found.steps] == [1, 2, 1, 2, 1]


@pytest.mark.parametrize(("counted", "attempts"), [(2, [1, 2]), (5, [4, 5]), (1, [1, 2])])
def test_ledgers_count_the_attempts_themselves(counted: int, attempts: list[int]) -> None:
    """A ledger that says which attempt was the last is believed where it keeps fewer calls than that."""
    turn = {"id": "t", "index": 1, "attempt": counted, "ops": [llm("a"), llm("b")]}
    assert [step.attempt for step in laid_out({"id": "s", "turns": [turn]}).steps] == attempts


def test_placeholders_are_absent() -> None:
    """A sub-agent that never started is named by its call, bears its own id, and isn't among the sessions."""
    stub = {"id": "x-stub", "traceId": "public", "agentId": "b", "callPath": "a:b", "turns": []}
    found = laid_out(session(call(childSession=stub), traceId="public"))
    assert [place.session_id for place in found.sessions] == ["public"]
    (absent,) = found.absent
    assert (absent.session_id, absent.agent, absent.call_path, absent.status) == ("x-stub", "b", "a:b", None)
    assert (absent.never_started, absent.caller.step_id, absent.caller.child_id) == (True, "call", "x-stub")


def test_a_placeholder_that_did_something_is_none() -> None:
    """A session that has turns is a session, whatever its id says."""
    started = session(id_="x-stub")
    assert len(laid_out(session(call(childSession=started))).sessions) == 2


def test_sub_agents_whose_sessions_lie_elsewhere() -> None:
    """A sub-agent that is only referred to is absent, with what the reference says of it."""
    ref = {"sessionId": "far", "agentId": "b", "callPath": "a:b", "status": "failed"}
    found = laid_out(session(call(childSessionRef=ref)))
    (absent,) = found.absent
    assert (absent.session_id, absent.agent, absent.status, absent.never_started) == (
        "far",
        "b",
        "failed",
        False,
    )
    assert found.steps[0].child_id == "far"
    assert len(found.sessions) == 1


def test_a_session_that_is_there_is_not_absent() -> None:
    """A reference beside the sub-agent's own session adds nothing."""
    found = laid_out(session(call(childSession=session(id_="b"), childSessionRef={"sessionId": "b"})))
    assert (found.absent, len(found.sessions)) == ([], 2)


@pytest.mark.parametrize(
    ("envelope", "lineage"),
    [
        ({}, (None, "public")),
        ({"originId": "public", "parentId": None}, (None, "public")),
        ({"originId": "public", "parentId": "public"}, (None, "public")),
        ({"originId": "root", "parentId": "above"}, ("above", "root")),
        ({"originTxnId": "root", "parentTxnId": "above", "parentId": "inner"}, ("above", "root")),
        ({"parentId": "above"}, ("above", "above")),
    ],
)
def test_a_sub_agents_tree_alone(envelope: Written, lineage: tuple[Any, Any]) -> None:
    """A file that holds a sub-agent's tree alone says under whom it belongs."""
    (place,) = laid_out(session(traceId="public"), **envelope).sessions
    assert (place.parent_id, place.root_id) == lineage
