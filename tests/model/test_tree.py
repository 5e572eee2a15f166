"""Rows to a tree: nothing is lost, nothing depends on the order of rows, and no data is too broken."""

import pickle
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rearview.model.session import NOWHERE, Tree
from rearview.model.tables import (
    LogRow,
    MessageRow,
    MomentRow,
    Rows,
    SessionRow,
    StepRow,
    TurnRow,
    UsageRow,
)
from rearview.model.timeline import timeline
from rearview.model.tree import build, check
from tests.model.strategies import any_rows, given_rows, placed_rows, shuffled


def session(session_id: str, **columns: object) -> SessionRow:
    """A session."""
    return SessionRow(source="x", session_id=session_id, **columns)  # type: ignore[arg-type]


def step(step_id: str, turn_id: str | None = "t", session_id: str = "s", **columns: object) -> StepRow:
    """A step."""
    return StepRow(source="x", session_id=session_id, step_id=step_id, turn_id=turn_id, **columns)  # type: ignore[arg-type]


def turn(turn_id: str, session_id: str = "s", **columns: object) -> TurnRow:
    """A turn."""
    return TurnRow(source="x", session_id=session_id, turn_id=turn_id, **columns)  # type: ignore[arg-type]


# -- what holds for any rows --


@settings(deadline=None, max_examples=200)
@given(any_rows())
def test_every_row_stands_in_the_tree_exactly_as_often_as_it_was_given(rows: Rows) -> None:
    """Orphans, duplicates, circles and ids that mean nothing included."""
    assert placed_rows(build(rows)) == given_rows(rows)


@settings(deadline=None, max_examples=200)
@given(any_rows(), st.integers())
def test_the_order_of_rows_changes_nothing(rows: Rows, seed: int) -> None:
    """However the rows are shuffled, the tree is the same."""
    assert build(shuffled(rows, seed)) == build(rows)


@settings(deadline=None, max_examples=200)
@given(any_rows())
def test_what_is_built_keeps_every_invariant(rows: Rows) -> None:
    """Whatever the rows, check() finds nothing to say."""
    assert check(build(rows)) == []


@settings(deadline=None, max_examples=100)
@given(any_rows())
def test_a_tree_can_be_built_again_from_its_own_nodes(rows: Rows) -> None:
    """Nodes are rows: given as such, they make the same sessions, and nothing of them is unrecorded any more."""
    tree = build(rows)
    turns = tuple(turn for session in tree.sessions for turn in session.turns)
    again = build(replace(rows, sessions=tree.sessions, turns=turns, steps=tuple(tree.steps())))
    assert openings(again) == openings(tree)
    assert all(session.recorded for session in again.sessions)
    assert all(step.recorded for step in again.steps())


def openings(tree: Tree) -> list[tuple[str, int]]:
    """Which sessions stand where."""
    return [(session.session_id, session.depth) for session in tree.sessions]


# -- orphans --


def test_nothing_gives_a_tree_of_nothing() -> None:
    """No rows make no session."""
    assert build(Rows()) == Tree(sessions=())


def test_a_step_without_its_turn_stays_visible() -> None:
    """The turn that it names is there, marked; a step that names none is under the turn that is nowhere."""
    tree = build(Rows(sessions=(session("s"),), steps=(step("p", "gone"), step("q", None))))
    assert [
        (turn.turn_id, turn.recorded, [step.step_id for step in turn.steps]) for turn in tree.root.turns
    ] == [
        (NOWHERE, False, ["q"]),
        ("gone", False, ["p"]),
    ]


def test_a_turn_without_its_session_stays_visible() -> None:
    """The session that it names is there, marked."""
    tree = build(Rows(turns=(turn("t"),)))
    assert [(session.session_id, session.recorded) for session in tree.sessions] == [("s", False)]
    assert tree.root.turns[0].recorded


def test_a_charge_without_its_step_stays_visible() -> None:
    """The step that it names is there, marked, in the turn that it names."""
    tree = build(
        Rows(usage=(UsageRow(source="x", session_id="s", step_id="gone", turn_id="t", tokens_in=1),))
    )
    (lost,) = tree.steps()
    assert (lost.step_id, lost.turn_id, lost.recorded) == ("gone", "t", False)
    assert [charge.tokens_in for charge in lost.usage] == [1]


def test_what_names_no_step_belongs_to_its_turn_and_else_to_its_session() -> None:
    """Log lines stand as near to the step as they say."""
    tree = build(
        Rows(
            logs=(
                LogRow(source="x", session_id="s", message="in session"),
                LogRow(source="x", session_id="s", turn_id="t", message="in turn"),
                LogRow(source="x", session_id="s", turn_id="t", step_id="p", message="in step"),
            ),
            messages=(
                MessageRow(source="x", session_id="s", message_id="m1"),
                MessageRow(source="x", session_id="s", message_id="m2", turn_id="t"),
            ),
        )
    )
    (only,) = tree.root.turns
    assert [line.message for line in tree.root.logs] == ["in session"]
    assert [line.message for line in only.logs] == ["in turn"]
    assert [line.message for line in only.steps[0].logs] == ["in step"]
    assert [message.message_id for message in (*tree.root.messages, *only.messages)] == ["m1", "m2"]


def test_a_charge_finds_its_step_in_another_turn() -> None:
    """A step's own turn is right where the charge names another, or none."""
    charges = tuple(
        UsageRow(source="x", session_id="s", step_id="p", turn_id=named) for named in ("u", None, "t")
    )
    tree = build(Rows(steps=(step("p", "t"),), usage=charges))
    assert [len(step.usage) for step in tree.steps()] == [3]


def test_a_charge_goes_to_the_step_of_its_own_turn() -> None:
    """Where two turns have a step of the same id, the turn decides."""
    charges = (
        UsageRow(source="x", session_id="s", step_id="p", turn_id="t2", tokens_in=2),
        UsageRow(source="x", session_id="s", step_id="p", turn_id="t1", tokens_in=1),
    )
    tree = build(Rows(steps=(step("p", "t1"), step("p", "t2")), usage=charges))
    assert [[charge.tokens_in for charge in step.usage] for step in tree.steps()] == [[1], [2]]


# -- sub-sessions --


def test_a_sub_session_stands_under_the_session_that_it_names() -> None:
    """Parents come before their children, each with its depth."""
    tree = build(
        Rows(
            sessions=(session("c", parent_session_id="b"), session("b", parent_session_id="a"), session("a"))
        )
    )
    assert openings(tree) == [("a", 0), ("b", 1), ("c", 2)]


def test_sub_sessions_of_one_parent_go_by_the_clock() -> None:
    """The earlier stands first, with all that is below it."""
    begun = {"b": 3, "c": 2, "d": 1}
    sessions = (session(own, parent_session_id="a", started_ms=at) for own, at in begun.items())
    tree = build(Rows(sessions=(session("a"), session("e", parent_session_id="d"), *sessions)))
    assert openings(tree) == [("a", 0), ("d", 1), ("e", 2), ("c", 1), ("b", 1)]


def test_of_two_sessions_of_one_id_the_first_has_the_children() -> None:
    """The other is shown beside it, with nothing in it."""
    twice = (session("a", started_ms=2), session("a", started_ms=1))
    tree = build(Rows(sessions=(*twice, session("b", parent_session_id="a")), turns=(turn("t", "a"),)))
    assert openings(tree) == [("a", 0), ("b", 1), ("a", 0)]
    assert [len(session.turns) for session in tree.sessions] == [1, 0, 0]


def test_a_sub_session_stands_under_the_step_that_opened_it() -> None:
    """A child that names no parent belongs to the session whose step names it."""
    tree = build(
        Rows(sessions=(session("a"), session("b")), steps=(step("p", session_id="a", child_session_id="b"),))
    )
    assert openings(tree) == [("a", 0), ("b", 1)]
    (opener,) = tree.steps()
    opened = tree.opened_by(opener)
    assert opened is tree.sessions[1]


def test_a_child_that_nobody_recorded_stays_visible() -> None:
    """A step that opened an unrecorded session shows that there was one."""
    tree = build(Rows(steps=(step("p", child_session_id="gone"),)))
    assert [(session.session_id, session.recorded) for session in tree.sessions] == [
        ("s", False),
        ("gone", False),
    ]


def test_the_first_of_two_claims_wins() -> None:
    """Of two steps that name the same child, the earlier opened it."""
    steps = (
        step("late", started_ms=2, child_session_id="c"),
        step("early", started_ms=1, child_session_id="c"),
    )
    tree = build(Rows(sessions=(session("s"), session("c")), steps=steps))
    assert tree.openers == {"c": "early"}


def test_a_claim_in_the_parent_beats_an_earlier_one_elsewhere() -> None:
    """A child that names its parent was opened by a step of that parent, whoever else claims it."""
    steps = (
        step("elsewhere", session_id="a", started_ms=1, child_session_id="c"),
        step("parent", session_id="b", started_ms=2, child_session_id="c"),
    )
    tree = build(
        Rows(sessions=(session("a"), session("b"), session("c", parent_session_id="b")), steps=steps)
    )
    assert tree.openers == {"c": "parent"}


def test_a_circle_of_parents_is_cut_at_its_earliest() -> None:
    """What hangs on the circle stays below it, though it began before."""
    tree = build(
        Rows(
            sessions=(
                session("hanging", parent_session_id="b", started_ms=0),
                session("b", parent_session_id="a", started_ms=2),
                session("a", parent_session_id="b", started_ms=1),
            )
        )
    )
    assert openings(tree) == [("a", 0), ("b", 1), ("hanging", 2)]


def test_a_session_may_be_its_own_parent() -> None:
    """It is then a root like any other."""
    tree = build(
        Rows(
            sessions=(session("a", parent_session_id="a"),),
            steps=(step("p", session_id="a", child_session_id="a"),),
        )
    )
    assert openings(tree) == [("a", 0)]
    assert tree.openers == {}


def test_the_root_is_the_first_that_was_recorded() -> None:
    """A session that something merely names isn't what the tree is about."""
    tree = build(Rows(sessions=(session("z"),), steps=(step("p", session_id="a"),)))
    assert openings(tree) == [("z", 0), ("a", 0)] or openings(tree) == [("a", 0), ("z", 0)]
    assert tree.root.session_id == "z"


def test_a_session_is_found_by_its_id() -> None:
    """An id that stands twice finds the first; one that doesn't, nothing."""
    tree = build(Rows(sessions=(session("a", started_ms=2), session("a", started_ms=1))))
    found = tree.session("a")
    assert found is tree.sessions[0]
    assert found.started_ms == 1
    assert tree.session("b") is None


@pytest.mark.parametrize("depth", [1000, 5000])
@pytest.mark.parametrize("named", ["parent", "child"])
def test_agents_may_call_each_other_ever_deeper(depth: int, named: str) -> None:
    """A chain of thousands of sessions is built, checked, compared, shown, stored and read without recursion."""
    ids = [f"s{number:05}" for number in range(depth)]
    steps = tuple(step("p", session_id=parent, child_session_id=child) for parent, child in pairwise(ids))
    rows = Rows(
        sessions=tuple(
            session(own, parent_session_id=parent if named == "parent" else None)
            for own, parent in zip(ids, [None, *ids], strict=False)
        ),
        steps=steps,
    )
    tree = build(rows)
    assert [session.depth for session in tree.sessions] == list(range(depth))
    assert check(tree) == []
    assert tree == build(shuffled(rows, 1))
    assert len({*tree.sessions, *build(rows).sessions}) == depth
    assert f"depth={depth - 1}" in repr(tree)
    assert pickle.loads(pickle.dumps(tree)) == tree  # noqa: S301 - written a moment ago
    events = list(timeline(tree))
    assert [event.kind for event in events].count("session") == depth
    assert [event.session.session_id for event in events if event.kind == "end"] == ids[::-1]


# -- check --


@pytest.fixture
def whole() -> Tree:
    """A tree that keeps every invariant: a session with a step and a message, and the sub-session it opened."""
    tree = build(
        Rows(
            sessions=(session("s"), session("c", parent_session_id="s")),
            turns=(turn("t"),),
            steps=(step("p", child_session_id="c"),),
            messages=(MessageRow(source="x", session_id="s", message_id="m", turn_id="t"),),
        )
    )
    assert check(tree) == []
    return tree


def broken(tree: Tree) -> list[str]:
    """What check() says."""
    return [f"{found.where}: {found.what}" for found in check(tree)]


def test_check_finds_a_wrong_depth(whole: Tree) -> None:
    """A session can't be deeper than one below the session before it, nor beside its own parent."""
    parent, child = whole.sessions
    assert broken(replace(whole, sessions=(parent, replace(child, depth=2)))) == [
        "c: at depth 2, but nothing stands above it"
    ]
    assert broken(replace(whole, sessions=(parent, replace(child, depth=0)))) == [
        "c: stands at the top, but belongs under s"
    ]


def test_check_finds_a_session_under_another_than_its_parent(whole: Tree) -> None:
    """A sub-session stands right below the session it names."""
    parent, child = whole.sessions
    stranger = replace(parent, session_id="x", turns=())
    assert broken(replace(whole, sessions=(parent, stranger, child))) == [
        "c: stands under x, which is no parent of it"
    ]


def test_check_finds_a_turn_under_another_session(whole: Tree) -> None:
    """A turn stands under the session that it names."""
    parent, child = whole.sessions
    moved = replace(parent.turns[0], steps=(), messages=())
    assert broken(replace(whole, sessions=(parent, replace(child, turns=(moved,))))) == [
        "t: a turn of s stands under c"
    ]


def test_check_finds_a_moved_step_and_a_moved_message(whole: Tree) -> None:
    """Steps and messages stand in the turn that they name."""
    parent, child = whole.sessions
    moved = replace(parent.turns[0], turn_id="u")
    assert broken(replace(whole, sessions=(replace(parent, turns=(moved,)), child))) == [
        "m: a message of turn t stands elsewhere",
        "p: a step of turn t stands under u",
    ]
    outside = replace(
        parent, messages=parent.turns[0].messages, turns=(replace(parent.turns[0], messages=()),)
    )
    assert broken(replace(whole, sessions=(outside, child))) == ["m: a message of turn t stands elsewhere"]


def test_check_finds_a_moved_attachment(whole: Tree) -> None:
    """A charge stands at the step that it names, and at no other place."""
    parent, child = whole.sessions
    charge = UsageRow(source="x", session_id="s", step_id="other")
    (only,) = parent.turns
    at_step = replace(parent, turns=(replace(only, steps=(replace(only.steps[0], usage=(charge,)),)),))
    assert broken(replace(whole, sessions=(at_step, child))) == [
        "other: a row that names it stands elsewhere"
    ]


def test_check_finds_a_moment_of_another_session(whole: Tree) -> None:
    """Moments and participants stand in the session that they name."""
    parent, child = whole.sessions
    moment = MomentRow(source="x", session_id="c", moment_id="o")
    moved = (replace(parent, moments=(moment,)), child)
    assert broken(replace(whole, sessions=moved)) == ["s: holds a row of c"]


def test_check_finds_what_is_there_for_nothing(whole: Tree) -> None:
    """Unrecorded sessions, turns and steps are there only where something names them."""
    parent, child = whole.sessions
    (only,) = parent.turns
    nothing = replace(only, turn_id="u", steps=(), messages=(), recorded=False)
    step_for_nothing = replace(only.steps[0], step_id="q", recorded=False)
    held = replace(only, steps=(*only.steps, step_for_nothing))
    lone = replace(child, session_id="l", parent_session_id=None, depth=0, recorded=False)
    assert broken(replace(whole, sessions=(replace(parent, turns=(held, nothing)), child, lone))) == [
        "q: a step that nobody recorded and nothing names",
        "u: a turn that nobody recorded and nothing names",
        "l: a session that nobody recorded and nothing names",
    ]


def test_check_finds_an_opener_that_opened_nothing(whole: Tree) -> None:
    """What was opened is in the tree."""
    assert broken(replace(whole, openers={"gone": "p"})) == [
        "gone: was opened by step p, but isn't in the tree"
    ]
    assert broken(replace(whole, openers={"c": "gone"})) == [
        "c: was opened by step gone, but no such step says so"
    ]
