"""What the runs on a lake did, and what they had to leave out: for people, and for the next run to tell of.

One line of JSON a run, the last run once more by itself, and the records that no table could hold, with the reason.
No cell depends on any of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from rearview.errors import BrokenLakeError
from rearview.lake.disk import Disk
from rearview.lake.layout import METADATA

RUNS = "runs.jsonl"
LAST = "extraction.json"
REJECTED = "rejected"


def log_run(disk: Disk, root: Path, run: Mapping[str, Any]) -> None:
    """Keep what a run did."""
    line = msgspec.json.encode(run)
    disk.store(root / METADATA / LAST, msgspec.json.format(line, indent=1) + b"\n")
    disk.append(root / METADATA / RUNS, line + b"\n")


def reject(disk: Disk, root: Path, table: str, records: Iterable[Mapping[str, Any]]) -> None:
    """Keep records that a table can't hold."""
    folder = root / METADATA / REJECTED
    disk.make_folder(folder)
    disk.append(
        folder / f"{table}.jsonl", b"".join(msgspec.json.encode(record) + b"\n" for record in records)
    )


def runs(root: Path) -> list[dict[str, Any]]:
    """Return what the runs on a lake did, the oldest first."""
    path = root / METADATA / RUNS
    return [_decode(path, line) for line in _lines(path)]


def last_run(root: Path) -> dict[str, Any] | None:
    """Return what the last run on a lake did; None where none has ended."""
    path = root / METADATA / LAST
    return _decode(path, path.read_bytes()) if path.exists() else None


def rejected(root: Path) -> dict[str, int]:
    """Return how many records each table couldn't hold, if any."""
    files = sorted((root / METADATA / REJECTED).glob("*.jsonl"))
    return {path.stem: sum(1 for _ in _lines(path)) for path in files}


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the whole lines of a file; of the last, a run that died may have written a part."""
    if path.exists():
        with path.open("rb") as file:
            yield from (line for line in file if line.endswith(b"\n"))


def _decode(path: Path, data: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BrokenLakeError.unreadable_journal(path, error) from error
