"""The JSON of a run, in parts."""

import gzip
from pathlib import Path

import pytest
from msgspec import json

from rearview.errors import ArgumentError, UnreadableError
from rearview.sources.snapshots.answers.document import extract, operation_text, parts, session_text
from rearview.sources.snapshots.places import places
from rearview.sources.snapshots.read import read
from tests.sources.snapshots.written import Written, call, laid_out, session, tool


def write(folder: Path, document: Written) -> Path:
    """Write a document as a snapshot's file."""
    path = folder / "s.json.gz"
    path.write_bytes(gzip.compress(json.encode(document)))
    return path


def test_parts_are_what_was_written(tmp_path: Path) -> None:
    """Every session and operation is cut out as it stands, at any depth, beside the turns and within a wrapper."""
    inner = session(tool("deep"), id_="c", unknown=[1])
    root = session(call(childSession=session(call("again", childSession=inner), id_="b")))
    root["steps"] = [{"id": "x", "index": 0, "ops": [tool("beside")]}]
    path = write(tmp_path, {"reason": "final", "snapshot": {"version": 1, "opTree": root}})
    found = places(read(path))
    cut = parts(path, found)
    assert [json.decode(session_text(cut, found, place))["id"] for place in found.sessions] == ["s", "b", "c"]
    assert json.decode(session_text(cut, found, found.sessions[2])) == inner
    told = [json.decode(operation_text(cut, found, step))["opId"] for step in found.steps]
    assert told == [step.step_id for step in found.steps] == ["call", "beside", "again", "deep"]


def test_names_of_files_are_harmless(tmp_path: Path) -> None:
    """An agent's name never leads out of the folder."""
    path = write(tmp_path, {"version": 1, "opTree": session(agentId="../../etc/x y"), "reason": None})
    (written,) = extract(path, places(read(path)), tmp_path / "out")
    assert written.path == tmp_path / "out" / "01-etc-x-y.json.gz"
    path = write(tmp_path, {"version": 1, "opTree": session(agentId="///")})
    assert extract(path, places(read(path)), tmp_path / "out")[0].path.name == "01-session.json.gz"


def test_what_has_no_parts(tmp_path: Path) -> None:
    """A ledger has none; a file that isn't what it was read as, or nests without end, is an error of its own."""
    found = laid_out(session())
    with pytest.raises(ArgumentError):
        parts(tmp_path / "x.jsonl", found)
    with pytest.raises(UnreadableError, match="holds JSON that is no session snapshot"):
        parts(write(tmp_path, {"opTree": 7}), found)
    path = tmp_path / "bad.json.gz"
    path.write_bytes(gzip.compress(b"{"))
    with pytest.raises(UnreadableError, match="doesn't hold JSON"):
        parts(path, found)
    path.write_bytes(gzip.compress(b'{"opTree":' + b"[" * 100_000))
    with pytest.raises(UnreadableError, match="too deeply"):
        parts(path, found)
