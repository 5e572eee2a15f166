"""The ledger of charges that a recorder keeps beside its sessions: what it adds up to, and how much of it is said twice.

Every session writes its own charges when it ends, and so does each that called it: the same line may stand there
several times. Owns how lines are told apart. It reads line by line, for such a file grows for years.
"""

import gzip
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import DecodeError, json

from rearview.errors import AccessError, NotFoundError, UnreadableError
from rearview.sources.snapshots.answers.accounting import ModelSum, Tally, dearest_first, served
from rearview.sources.snapshots.format import AccountingEntry
from rearview.sources.snapshots.inflate import GZIP
from rearview.sources.snapshots.number import amount, whole

By: TypeAlias = Literal["model", "provider", "agent", "tool", "day", "hour", "session"]

UNTOLD = "not told"
_LONGEST = 1 << 24
_decoder = json.Decoder(AccountingEntry)


@dataclass(slots=True, kw_only=True)
class Ledger:
    """What some files add up to; each line counts once."""

    by: By
    models: Tally = field(default_factory=lambda: Tally("all"))
    """All model calls."""
    tools: int = 0
    """Tool calls."""
    groups: dict[str, Tally] = field(default_factory=dict)
    """Gathered as was asked for."""
    sessions: dict[str, Tally] = field(default_factory=dict)
    """Model calls by the run that they belong to."""
    lines: int = 0
    repeated: int = 0
    """Lines that stood there before, byte by byte."""
    repeated_cost_usd: float = 0.0
    """What those would add to the sum."""
    unreadable: int = 0
    first_unreadable: str | None = None

    def rows(self) -> list[ModelSum]:
        """Return what it adds up to, gathered; days and hours in their order, others the dearest first."""
        paid = self.models.amounts.cost_usd
        rows = [tally.row(paid) for tally in self.groups.values()]
        if self.by in {"day", "hour"}:
            return sorted(rows, key=lambda row: row.name)
        return dearest_first(rows)

    def add(self, entry: AccountingEntry) -> None:
        """Take a charge in that wasn't there before."""
        is_model = entry.type == "llm"
        if is_model:
            self.models.add(entry)
            _tally(self.sessions, entry.origin_txn_id or UNTOLD).add(entry)
        else:
            self.tools += 1
        if is_model is (self.by != "tool"):
            _tally(self.groups, _KEYS[self.by](entry)).add(entry)


def read_ledger(files: Iterable[Path], by: By = "model") -> Ledger:
    """Read the charges of some files, plain or gzipped."""
    ledger, seen = Ledger(by=by), set[bytes]()
    for path in files:
        for number, line in enumerate(_lines(path), start=1):
            if line.strip():
                _take(ledger, seen, line.strip(), f"{path.name}, line {number:,}")
    return ledger


def _tally(tallies: dict[str, Tally], name: str) -> Tally:
    if name not in tallies:
        tallies[name] = Tally(name)
    return tallies[name]


def _take(ledger: Ledger, seen: set[bytes], line: bytes, place: str) -> None:
    ledger.lines += 1
    try:
        entry = _decoder.decode(line)
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        ledger.unreadable += 1
        ledger.first_unreadable = ledger.first_unreadable or f"{place}: {error}"
        return
    mark = blake2b(line, digest_size=16).digest()
    if mark in seen:
        ledger.repeated += 1
        ledger.repeated_cost_usd += amount(entry.cost_usd) or 0.0
        return
    seen.add(mark)
    ledger.add(entry)


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file; they end at a line feed and nowhere else."""
    try:
        with path.open("rb") as file:
            is_packed = file.peek(len(GZIP)).startswith(GZIP)
            with gzip.GzipFile(fileobj=file) if is_packed else nullcontext(file) as unpacked:
                while line := unpacked.readline(_LONGEST):
                    yield line
    except FileNotFoundError as error:
        raise NotFoundError.path(path) from error
    except EOFError as error:
        raise UnreadableError.truncated(path) from error
    except gzip.BadGzipFile as error:
        raise UnreadableError.damaged(path) from error
    except OSError as error:
        raise AccessError.of(error, doing=f"read {path}") from error


def _time(entry: AccountingEntry, form: str) -> str:
    at_ms = whole(entry.timestamp)
    try:
        return UNTOLD if at_ms is None else datetime.fromtimestamp(at_ms / 1000, tz=UTC).strftime(form)
    except (OverflowError, ValueError, OSError):
        return UNTOLD


_KEYS: dict[By, Callable[[AccountingEntry], str]] = {
    "model": served,
    "provider": lambda entry: entry.provider or UNTOLD,
    "agent": lambda entry: entry.agent_id or UNTOLD,
    "tool": lambda entry: entry.command or UNTOLD,
    "day": lambda entry: _time(entry, "%Y-%m-%d"),
    "hour": lambda entry: _time(entry, "%Y-%m-%d %H:00"),
    "session": lambda entry: entry.origin_txn_id or UNTOLD,
}
