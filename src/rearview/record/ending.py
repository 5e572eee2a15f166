"""What a journal becomes when its run ends: a snapshot, lines in the ledger of charges, and nothing else.

Owns the order of these steps, in which a process may be killed between any two, and where each goes when it can't go
where it belongs.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from rearview.record.billing import bill
from rearview.record.disk import Disk
from rearview.record.index import Index
from rearview.record.notices import Notice
from rearview.record.packing import packed
from rearview.record.places import refuge
from rearview.record.tree import document


def store(disk: Disk, index: Index, wanted: Path, reason: str | None, journal: Path) -> Path | None:
    """Write a run's snapshot, and return where it lies; None where only the journal holds the run."""
    try:
        disk.store(wanted, packed(document(index, reason)))
    except OSError as error:
        try:
            elsewhere = refuge() / wanted.name
            disk.store(elsewhere, packed(document(index, reason)))
        except OSError:
            Notice.kept_in_journal(wanted, error, journal).tell()
            return None
        Notice.kept_elsewhere(wanted, error, elsewhere).tell()
        return elsewhere
    return wanted


def charge(disk: Disk, charges: Callable[[], Iterable[bytes]], ledger: Path, snapshot: Path) -> None:
    """Write a run's charges into the ledger of charges."""
    try:
        bill(disk, ledger, charges())
    except OSError as error:
        try:
            elsewhere = refuge() / ledger.name
            bill(disk, elsewhere, charges())
        except OSError:
            Notice.kept_in_snapshot(ledger, error, snapshot).tell()
        else:
            Notice.kept_elsewhere(ledger, error, elsewhere).tell()
