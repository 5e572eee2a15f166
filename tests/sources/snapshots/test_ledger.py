"""The lines of a ledger."""

from pathlib import Path

import pytest

from rearview.errors import NotFoundError, UnreadableError
from rearview.sources.snapshots.ledger import Ledger, open_ledger
from rearview.sources.snapshots.limits import LIMITS, Limits
from tests.sources.snapshots.ledgers import CHILD, ROOT, lines, start, summary

WHOLE = lines(ROOT, start(), summary())


def opened(tmp_path: Path, data: bytes, limits: Limits = LIMITS) -> Ledger:
    """Write a ledger and read it."""
    path = tmp_path / f"{ROOT}.jsonl"
    path.write_bytes(data)
    return open_ledger(path, limits)


def test_reads_line_by_line(tmp_path: Path) -> None:
    """Every line is a record, in the order in which they were written."""
    ledger = opened(tmp_path, WHOLE)
    assert [record.record_type for record in ledger.records] == ["session_start", "session_summary"]
    assert (ledger.session_id, ledger.origin_id, ledger.notes) == (ROOT, ROOT, ())


@pytest.mark.parametrize("cut", [1, 2, 40, 200])
def test_holds_back_an_unfinished_line(cut: int, tmp_path: Path) -> None:
    """A last line without its end is left out, even where only the line feed is missing, and that is said."""
    ledger = opened(tmp_path, WHOLE[:-cut])
    assert [record.record_type for record in ledger.records] == ["session_start"]
    assert [note.kind for note in ledger.notes] == ["unfinished_line"]


def test_lines_end_at_line_feeds_only(tmp_path: Path) -> None:
    """Other characters that end lines elsewhere stand inside strings."""
    odd = "one\u2028two\u2029three\x85four"
    line = f'{{"recordType": "session_error", "sessionId": "{ROOT}", "error": "{odd}"}}\r\n'
    assert opened(tmp_path, line.encode()).records[0].error == odd


def test_one_bad_line_spoils_no_other(tmp_path: Path) -> None:
    """Lines that can't be read are left out and counted, and the first of them is named."""
    first, last = WHOLE.splitlines(keepends=True)
    deep = b"[" * 100_000
    ledger = opened(tmp_path, first + b"\n\nnot JSON\n" + b'{"a": "\xff"}\n' + deep + b"\n" + last)
    assert [record.record_type for record in ledger.records] == ["session_start", "session_summary"]
    (note,) = ledger.notes
    assert note.kind == "unreadable_lines"
    assert f"3 lines of {ROOT}.jsonl can't be read" in note.sentence
    assert "the first is line 4: JSON is malformed" in note.sentence


def test_lines_of_another_session(tmp_path: Path) -> None:
    """A ledger is about the session of its first line; lines of others are left out."""
    ledger = opened(tmp_path, WHOLE + lines(CHILD, summary()))
    assert [record.session_id for record in ledger.records] == [ROOT, ROOT]
    assert [note.kind for note in ledger.notes] == ["other_session"]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "is empty"),
        (b'{"half', "is no session ledger"),
        (b'{"type": "llm", "timestamp": 1}\n', "is no session ledger"),
        (WHOLE * 6, "has more than 10 lines"),
        (b" " * 5001, "no more than 5,000 are read"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_ledger(data: bytes, complaint: str, tmp_path: Path) -> None:
    """A file without any record, or with more of them than a session writes, is refused."""
    with pytest.raises(UnreadableError, match=complaint):
        opened(tmp_path, data, Limits(lines=10, ledger=5000))


def test_a_missing_ledger(tmp_path: Path) -> None:
    """Where no ledger is, that is said."""
    with pytest.raises(NotFoundError, match="There is nothing at"):
        open_ledger(tmp_path / "session" / "gone.jsonl", LIMITS)
