"""From a ledger's file to its lines.

Owns what a line is: it ends at a line feed and nowhere else, and the last one may be unfinished. It must never take
an unfinished line for a whole one, nor let one bad line spoil the others.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from msgspec import DecodeError, json

from rearview.errors import UnreadableError
from rearview.sources.snapshots.contents import contents
from rearview.sources.snapshots.ledger_format import LedgerRecord
from rearview.sources.snapshots.limits import Limits
from rearview.sources.snapshots.notes import Note

# A line ends at a line feed and nowhere else: other line ends may stand inside strings.
_LINE = re.compile(rb"[^\n]+")
_decoder = json.Decoder(LedgerRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """One session's lines, those of others left out, and what is odd about them."""

    path: Path
    records: tuple[LedgerRecord, ...]
    notes: tuple[Note, ...] = ()

    @property
    def session_id(self) -> str:
        """The session that the ledger is about."""
        return self.records[0].session_id

    @property
    def origin_id(self) -> str:
        """The root session of the run."""
        return self.records[0].origin_id or self.session_id


def open_ledger(path: Path, limits: Limits) -> Ledger:
    """Read the lines of a ledger."""
    data = contents(path, most=limits.ledger, growing=True)
    if not data:
        raise UnreadableError.empty(path)
    end = data.rfind(b"\n") + 1
    records, notes = _records(data[:end], path, limits)
    if not records:
        raise UnreadableError.not_a_ledger(path)
    own = tuple(record for record in records if record.session_id == records[0].session_id)
    if len(own) < len(records):
        notes.append(Note.other_session(path.name, len(records) - len(own)))
    if end < len(data):
        notes.append(Note.unfinished_line(path.name))
    return Ledger(path=path, records=own, notes=tuple(notes))


def _records(data: bytes, path: Path, limits: Limits) -> tuple[list[LedgerRecord], list[Note]]:
    """Decode line by line; those that can't be are counted, and the first of them is told."""
    records: list[LedgerRecord] = []
    unreadable: dict[int, str] = {}
    for count, line in enumerate(_LINE.finditer(data)):
        if count == limits.lines:
            raise UnreadableError.too_many_lines(path, limits.lines)
        try:
            records.append(_decoder.decode(line[0]))
        except (DecodeError, UnicodeDecodeError, RecursionError) as error:
            unreadable[line.start()] = "" if unreadable else str(error)
    if not unreadable:
        return records, []
    start, reason = next(iter(unreadable.items()))
    number = data.count(b"\n", 0, start) + 1
    return records, [Note.unreadable_lines(path.name, len(unreadable), number, reason)]
