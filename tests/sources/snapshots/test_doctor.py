"""What is wrong with a snapshot's file."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from rearview.sources.snapshots.doctor import Diagnosis, examine
from rearview.sources.snapshots.findings import Finding
from rearview.sources.snapshots.notes import Note, NoteKind
from tests.sources.snapshots.ledgers import CHILD, ROOT, call, op, payload, start, summary, turn, write

Write = Callable[..., Path]


def kinds(diagnosis: Diagnosis) -> list[str]:
    """Return what was found."""
    return [finding.kind for finding in diagnosis.findings]


def test_nothing_is_wrong(example: Path) -> None:
    """A file with which nothing is wrong has no findings, and is there to be looked at."""
    diagnosis = examine(example)
    assert (diagnosis.findings, diagnosis.salvaged) == ((), None)
    assert diagnosis.snapshot is not None


@pytest.mark.parametrize(
    ("change", "kind", "saved"),
    [
        (lambda _: b"", "empty", False),
        (lambda data: data[:100], "truncated", False),
        (lambda data: data[:4000], "truncated", True),
        (lambda data: data[:-8] + bytes(8), "damaged", True),
        (gzip.decompress, "not_gzip", False),
        (lambda _: gzip.compress(b"hello"), "not_json", False),
        (lambda data: gzip.compress(gzip.decompress(data)[:-99]), "not_json", True),
        (lambda _: gzip.compress(b"{}"), "not_a_snapshot", False),
        (lambda _: gzip.compress(b'{"a":' * 99_999), "too_deep", False),
        (lambda _: gzip.compress(bytes(65 << 20)), "too_large", False),
    ],
    ids=[
        "empty",
        "begun",
        "cut",
        "checksum",
        "plain",
        "no JSON",
        "cut JSON",
        "another thing",
        "deep",
        "bomb",
    ],
)
def test_files_that_cannot_be_read(
    change: Callable[[bytes], bytes], kind: str, saved: object, example: Path, tmp_path: Path
) -> None:
    """What keeps a file from being read is told apart, and what can be saved of it is saved."""
    path = tmp_path / "x.json.gz"
    path.write_bytes(change(example.read_bytes()))
    diagnosis = examine(path)
    assert kinds(diagnosis) == [kind]
    assert diagnosis.snapshot is None
    assert (diagnosis.salvaged is not None) is saved
    assert all(finding.hint for finding in diagnosis.findings)


def test_what_is_no_file(tmp_path: Path) -> None:
    """A link, a pipe and a folder are told apart from files; a name that can't be is refused by the system."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    named = {name: kinds(examine(tmp_path / name)) for name in ("pipe", "link", "", "x" * 300)}
    assert list(named.values()) == [["no_file"], ["link"], ["no_file"], ["refused"]]


def test_a_missing_file(tmp_path: Path) -> None:
    """Where nothing is, the reason is looked for."""
    assert kinds(examine(tmp_path / "x.json.gz")) == ["missing"]
    assert kinds(examine(tmp_path / "gone" / "x.json.gz")) == ["folder"]


def test_oddities(snapshot_file: Write) -> None:
    """What is odd about a file that can be read is told, with what to do about it."""
    path = snapshot_file(
        {"id": "s", "agentId": 5, "traceId": CHILD, "endedAt": 1}, version=9, name=f"{ROOT}.json.gz"
    )
    path.write_bytes(path.read_bytes() + b"junk")
    found = examine(path).findings
    assert [it.kind for it in found] == [
        "unknown_version",
        "ill_typed",
        "after_the_end",
        "child_under_roots_name",
    ]
    assert all(it.hint for it in found)


def test_what_never_ended(snapshot_file: Write) -> None:
    """Sessions and operations without an end are counted, and the first of them named."""
    child = {"id": "c", "traceId": CHILD, "agentId": "fetch"}
    ops: list[dict[str, Any]] = [
        {"opId": "o", "kind": "session", "attributes": {"name": "agent__fetch"}, "childSession": child},
        *({"opId": f"o{n}", "kind": "llm", "attributes": {"model": "m"}} for n in range(6)),
        {"opId": "ok", "kind": "tool", "status": "ok"},
    ]
    sessions, operations = examine(
        snapshot_file({"id": "s", "turns": [{"id": "t", "index": 1, "ops": ops}]})
    ).findings
    assert sessions.sentence == f"2 sessions never ended: unnamed (s), fetch ({CHILD})."
    assert operations.sentence == (
        "7 operations never ended: agent__fetch (1-1), m (1-2), m (1-3), m (1-4), m (1-5) and 2 more."
    )


def test_payload_files_that_are_missing(tmp_path: Path) -> None:
    """Files that a ledger names and that aren't there, or can't be opened, are counted; those never kept aren't."""
    refs = [
        payload(tmp_path, b"here"),
        {"kind": "llm_response", "path": "payloads/gone.gz", "captured": True},
        {"kind": "sdk_request", "path": "../outside.gz", "captured": True},
        {"kind": "sdk_response", "captured": False},
    ]
    (finding,) = examine(write(tmp_path, ROOT, start(), *turn(1, op(payloadRefs=refs)), summary())).findings
    assert finding.kind == "missing_payloads"
    assert finding.sentence == ("2 of 3 payload files can't be opened: ../outside.gz, payloads/gone.gz.")


def test_ledgers(tmp_path: Path) -> None:
    """A ledger is examined with those of its sub-agents; a broken tree points to its ledger."""
    ledger = write(tmp_path, ROOT, start(), *turn(1, call(CHILD)), tail=b"{")
    assert kinds(examine(ledger)) == ["unfinished_line", "missing_ledger", "open_sessions"]
    (tmp_path / f"{ROOT}.json.gz").write_bytes(b"")
    assert kinds(examine(tmp_path / f"{ROOT}.json.gz")) == ["empty", "ledger_instead"]
    ledger.write_bytes(b"hello\n")
    assert kinds(examine(ledger)) == ["not_a_ledger"]


def test_every_note_has_a_hint() -> None:
    """Whatever reading may note, there is something to do about it."""
    assert all(Finding.of_note(Note(kind=kind, sentence="")).hint for kind in get_args(NoteKind))
