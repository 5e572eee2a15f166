"""A session as a trace of Chrome's, held to the rules by which the Perfetto UI reads one."""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rearview.library import load_session
from rearview.model.session import Tree
from rearview.model.tables import Rows, StepRow
from rearview.model.tree import build
from rearview.render.export.perfetto import show
from tests.render.export.planted import BEGAN, doubled, empty, hostile, planted

REQUIRED = {
    "X": {"name", "cat", "ph", "ts", "dur", "pid", "tid", "args"},
    "i": {"name", "cat", "ph", "ts", "s", "pid", "tid", "args"},
    "M": {"name", "ph", "pid", "tid", "args"},
    "s": {"name", "cat", "ph", "ts", "id", "pid", "tid"},
    "f": {"name", "cat", "ph", "ts", "id", "pid", "tid", "bp"},
}
METADATA = {
    ("process_name", str),
    ("process_labels", str),
    ("process_sort_index", int),
    ("thread_name", str),
    ("thread_sort_index", int),
}
every_tree = pytest.mark.parametrize("tree_of", [planted, empty, doubled, hostile])


def events(tree: Tree) -> list[dict[str, Any]]:
    """Return the events of a trace."""
    document = json.loads(b"".join(show(tree)))
    assert set(document) == {"displayTimeUnit", "otherData", "traceEvents"}
    found: list[dict[str, Any]] = document["traceEvents"]
    return found


def slices(tree: Tree) -> dict[str, dict[str, Any]]:
    """Return the slices by what stands on them."""
    return {event["name"]: event for event in events(tree) if event["ph"] == "X"}


def lanes(tree: Tree) -> dict[int, str]:
    """Return the names of the lanes."""
    named = [event for event in events(tree) if event["name"] == "thread_name"]
    return {event["tid"]: event["args"]["name"] for event in named}


@every_tree
def test_every_event_is_whole(tree_of: Callable[[], Tree]) -> None:
    """An event has exactly the fields that its phase has, and every lane a name."""
    found = events(tree_of())
    for event in found:
        assert set(event) == REQUIRED[event["ph"]]
    assert {event["tid"] for event in found if event["ph"] != "M"} <= set(lanes(tree_of()))


@every_tree
def test_every_value_is_what_the_format_says(tree_of: Callable[[], Tree]) -> None:
    """Times are microseconds from a moment on, ids are whole, names aren't empty, and words are those of the format."""
    document = json.loads(b"".join(show(tree_of())), parse_constant=pytest.fail)
    assert document["displayTimeUnit"] in {"ms", "ns"}
    for event in document["traceEvents"]:
        assert {type(event["pid"]), type(event["tid"])} == {int}
        assert isinstance(event["name"], str)
        assert event["name"]
        assert isinstance(event.get("cat", ""), str)
        assert {type(event.get(time, 0)) for time in ("ts", "dur")} <= {int, float}
        assert min(event.get("ts", 0), event.get("dur", 0)) >= 0
        assert event.get("s", "t") in {"g", "p", "t"}
        assert event.get("bp", "e") == "e"
        assert isinstance(event.get("args", {}), dict)
        if event["ph"] == "M":
            (value,) = event["args"].values()
            assert (event["name"], type(value)) in METADATA


@every_tree
def test_slices_of_a_lane_nest(tree_of: Callable[[], Tree]) -> None:
    """Within a lane, a slice lies in another or beside it, never across."""
    _check_nesting(events(tree_of()))


def test_a_recorded_run_nests(example: Path) -> None:
    """A recorded run has a lane for each agent, and its slices nest."""
    tree = load_session(example)
    _check_nesting(events(tree))
    assert [session.agent for session in tree.sessions] == list(lanes(tree).values())


def _check_nesting(found: list[dict[str, Any]]) -> None:
    open_: defaultdict[int, list[float]] = defaultdict(list)
    for event in found:
        if event["ph"] == "X":
            ends = open_[event["tid"]]
            while ends and ends[-1] <= event["ts"]:
                ends.pop()
            assert not ends or event["ts"] + event["dur"] <= ends[-1]
            ends.append(event["ts"] + event["dur"])


def test_what_runs_at_once_stands_side_by_side() -> None:
    """Two tools of one agent that ran at once are in two lanes of that agent; the other agent has its own."""
    found = slices(planted())
    assert lanes(planted()) == {1: "Orders", 2: "Orders (2)", 3: "Shipping"}
    assert (found["Find"]["tid"], found["Stock"]["tid"], found["✗ Track"]["tid"]) == (1, 2, 3)
    assert (found["Stock"]["ts"], found["Stock"]["dur"]) == ((BEGAN + 1_200) * 1_000, 800_000)


def test_lanes_are_used_again() -> None:
    """As many lanes as ran at once are enough, however many steps there are."""
    steps = tuple(
        StepRow(
            source="test",
            session_id="s",
            turn_id="t",
            step_id=str(n),
            started_ms=BEGAN + n * 10,
            ended_ms=BEGAN + n * 10 + 25,
        )
        for n in range(300)
    )
    tree = build(Rows(steps=steps))
    _check_nesting(events(tree))
    assert len(lanes(tree)) <= 4


def test_an_arrow_to_what_was_called() -> None:
    """An arrow leads from the step that called an agent to the agent's session."""
    begin, end = (event for event in events(planted()) if event["ph"] in "sf")
    found = slices(planted())
    assert begin["id"] == end["id"]
    assert (begin["tid"], begin["ts"]) == (found["Shipping"]["tid"], found["Shipping"]["ts"])
    assert (end["tid"], end["ts"]) == (3, (BEGAN + 5_000) * 1_000)


def test_what_a_slice_tells() -> None:
    """A slice tells why it failed, which row it is and what the text began with; a turn is called by its topic."""
    found = slices(planted())
    assert found["✗ Track"]["args"] == {
        "session_id": "child",
        "turn_id": "child-1",
        "step_id": "track",
        "status": "failed",
        "error": "timeout after 1 s",
    }
    assert found["Plan"]["args"]["model"] == "gpt-x"
    assert {"turn 1: Orders", "turn 2"} <= set(found)
    (said,) = (event for event in events(planted()) if event["ph"] == "i")
    assert (said["name"], said["args"]["text"]) == ("message: agent", "Here.")


def test_long_texts_are_cut() -> None:
    """Of a long text the beginning is there, and where the rest is."""
    step = StepRow(source="test", session_id="s", step_id="x", turn_id="t", input_text="y" * 10_000)
    shown = next(event for event in events(build(Rows(steps=(step,)))) if event.get("cat") == "step")
    assert shown["args"]["input"].endswith("(+9,600 characters; --to json shows all)")
