"""A session's tree as JSON."""

import json
from dataclasses import fields
from pathlib import Path

from rearview.library import load_session
from rearview.model.session import Session
from rearview.model.tables import Rows, SessionRow, StepRow
from rearview.model.tree import build
from rearview.render.tree_json import show


def test_the_tree_is_whole(example: Path) -> None:
    """Every session is there with every column, flat and in reading order, and who opened whom."""
    tree = load_session(example)
    shown = json.loads(b"".join(show(tree)))
    assert shown["root"] == tree.root.session_id
    assert [session["depth"] for session in shown["sessions"]] == [0, 1, 2]
    assert set(shown["sessions"][0]) == {column.name for column in fields(Session)}
    assert shown["openers"] == tree.openers
    steps = [step for session in shown["sessions"] for turn in session["turns"] for step in turn["steps"]]
    assert [step["step_id"] for step in steps] == [step.step_id for step in tree.steps()]
    assert sum(len(step["logs"]) for step in steps) == 32


def test_a_session_is_a_line(example: Path) -> None:
    """Each session stands on a line of its own, so that lines can be searched."""
    lines = b"".join(show(load_session(example))).splitlines()
    assert len(lines) == 1 + 3 + 1
    assert json.loads(lines[1].rstrip(b","))["agent"] == "researcher"


def test_text_is_the_same_and_harmless() -> None:
    """What would act on a terminal is written as an escape, and read back it is what it was."""
    text = "\x1b[2J \x9b31m \u202e </script> \U000e0041 \N{GRINNING FACE}"
    rows = Rows(
        sessions=(SessionRow(source="test", session_id="s", title=text),),
        steps=(StepRow(source="test", session_id="s", turn_id=None, step_id="1", output_text=text),),
    )
    written = b"".join(show(build(rows)))
    assert json.loads(written)["sessions"][0]["title"] == text
    assert not set("\x1b\x9b\u202e\U000e0041") & set(written.decode())


def test_a_thousand_sub_agents_deep() -> None:
    """However deep agents call each other, the JSON nests no deeper."""
    rows = Rows(
        sessions=tuple(
            SessionRow(source="test", session_id=str(n), parent_session_id=str(n - 1) if n else None)
            for n in range(1000)
        )
    )
    shown = json.loads(b"".join(show(build(rows))))
    assert shown["sessions"][-1]["depth"] == 999
