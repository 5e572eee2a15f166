"""Values that aren't of the kind that belongs where they are."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rearview.errors import UnreadableError
from rearview.sources.snapshots.limits import Limits
from rearview.sources.snapshots.read import read

Write = Callable[..., Path]


def test_the_rest_is_read(snapshot_file: Write) -> None:
    """A value of another kind is left out, and named; everything else is read as it is."""
    turn = {
        "id": "t",
        "index": "one",
        "ops": [
            {
                "opId": "o",
                "kind": "llm",
                "startedAt": 1.5,
                "logs": [{"severity": "VRB"}, "a line", {"fatal": 1}],
            }
        ],
    }
    snapshot = read(snapshot_file({"id": "s", "agentId": ["a"], "turns": [turn], "endedAt": 2**70}))
    (op,) = snapshot.op_tree.turns[0].ops
    assert (snapshot.op_tree.agent_id, snapshot.op_tree.turns[0].index, op.started_at) == (None, None, 1.5)
    assert [(log.severity, log.fatal) for log in op.logs] == [("VRB", None), (None, None)]
    assert snapshot.op_tree.ended_at == 2**70
    assert {note.kind for note in snapshot.notes} == {"ill_typed"}
    assert sorted(note.sentence.split(" ")[0] for note in snapshot.notes) == [
        "opTree.agentId",
        "opTree.turns[0].index",
        "opTree.turns[0].ops[0].logs[1]",
        "opTree.turns[0].ops[0].logs[1].fatal",
    ]


def test_a_version_that_is_no_number(snapshot_file: Write) -> None:
    """A version that is written in another way isn't known."""
    snapshot = read(snapshot_file({"id": "s"}, version="4.0"))
    assert [note.kind for note in snapshot.notes] == ["unknown_version", "ill_typed"]


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"version": 1, "opTree": []},
        {"version": 1, "opTree": {"id": 5}},
        {"version": 1, "opTree": {"id": "s", "turns": [{"id": n} for n in range(99)]}},
    ],
    ids=["a list", "no session", "no id", "nothing right"],
)
def test_what_is_no_snapshot(document: Any, tmp_path: Path) -> None:
    """A file in which little is as it should be is no snapshot."""
    path = tmp_path / "x.json.gz"
    path.write_bytes(gzip.compress(json.dumps(document).encode()))
    with pytest.raises(UnreadableError, match="is no session snapshot"):
        read(path)


def test_a_number_that_nothing_can_hold(tmp_path: Path) -> None:
    """A value that no reader of JSON can hold keeps the file from being read."""
    path = tmp_path / "x.json.gz"
    path.write_bytes(gzip.compress(b'{"version": 1, "opTree": {"id": "s", "startedAt": 1e999}}'))
    with pytest.raises(UnreadableError, match="Number out of range"):
        read(path)


def test_a_large_text_is_not_read_over_and_over(snapshot_file: Write) -> None:
    """Looking for values that don't belong means to read a text again; one that is large is refused instead."""
    path = snapshot_file({"id": "s", "agentId": 5})
    assert read(path).op_tree.agent_id is None
    with pytest.raises(UnreadableError, match=r"Expected `str \| null`, got `int`"):
        read(path, limits=Limits(ill_typed=10))


def test_a_deep_text_is_not_searched(tmp_path: Path) -> None:
    """Where sub-agents nest too deeply for a text to be searched, a value that doesn't belong keeps it from being read."""
    begin, end = (
        '{"id": "s", "turns": [{"id": "t", "ops": [{"opId": "o", "kind": "k", "childSession": ',
        "}]}]}",
    )
    session = begin * 2000 + '{"id": "leaf"}' + end * 2000
    path = tmp_path / "x.json.gz"
    path.write_bytes(gzip.compress(f'{{"version": "4", "opTree": {session}}}'.encode()))
    with pytest.raises(UnreadableError, match="is no session snapshot: Expected"):
        read(path)
