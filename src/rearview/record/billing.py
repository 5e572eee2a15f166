"""The ledger of charges, `accounting.jsonl`: each charge once, in a line that is whole however many processes write.

Owns when a charge is in it already: a process that is killed while it writes leaves a part, and the rest is added later.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from rearview.record.disk import Disk

_AT_ONCE = 1 << 20


def bill(disk: Disk, ledger: Path, charges: Iterable[bytes]) -> None:
    """Add charges to a ledger."""
    batches = _batches(charges)
    first = next(batches, None)
    if first is not None:
        disk.append(ledger, _chained(first, batches))


def missing(ledger: Path, origin_id: str, charges: Iterable[bytes]) -> list[bytes]:
    """Return the charges of a run that a ledger doesn't hold."""
    mark = origin_id.encode()
    try:
        with ledger.open("rb") as file:
            held = {line.rstrip(b"\n") for line in file if mark in line}
    except FileNotFoundError:
        held = set()
    return [charge for charge in charges if charge not in held]


def _batches(charges: Iterable[bytes]) -> Iterator[bytes]:
    """Yield whole lines, about a megabyte at a time."""
    batch = bytearray()
    for charge in charges:
        batch += charge + b"\n"
        if len(batch) >= _AT_ONCE:
            yield bytes(batch)
            batch.clear()
    if batch:
        yield bytes(batch)


def _chained(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others
