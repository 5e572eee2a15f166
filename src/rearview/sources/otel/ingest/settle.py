"""What was put safe, on its way into the lake: file after file, a bounded number of spans at once.

A file goes when all its spans are in the lake; whoever dies before has them put there again, which changes nothing.
"""

import time
from collections.abc import Callable
from pathlib import Path

from rearview.lake.disk import Disk
from rearview.lake.identity import Identity
from rearview.lake.writer import Committed, Writer
from rearview.model.undisturbed import undisturbed
from rearview.sources.otel.ingest.fold import Fold
from rearview.sources.otel.ingest.incoming import requests_of, sealed
from rearview.sources.otel.rows import SOURCE
from rearview.sources.otel.span import Span
from rearview.sources.otel.unreadable import Unreadable

IDENTITY = Identity(source=SOURCE)
"""Whoever sends spans: a lake takes those of any service."""
LADDER = (0,)
"""What comes late makes its session anew: no day is read again because of its age."""
SPANS_AT_ONCE = 50_000
BYTES_AT_ONCE = 64 << 20
"""How much is taken apart at once, as it was sent: in memory it is several times as much."""

Watch = Callable[[str, Committed], None]


def opened(root: Path, disk: Disk) -> Writer:
    """Open a lake of spans for writing, and make it if there is none."""
    return Writer.open(root, IDENTITY, disk=disk, ladder=LADDER)


def settle(
    writer: Writer,
    disk: Disk,
    *,
    watch: Watch = lambda _table, _done: None,
    bytes_at_once: int = BYTES_AT_ONCE,
) -> int:
    """Put all that is safe into the lake; return how many spans that were."""
    fold = Fold(writer, disk)
    held: list[Span] = []
    done: list[Path] = []
    told = size = 0

    def put() -> None:
        nonlocal size
        with undisturbed():
            for table, committed in fold.add(held, time.time_ns() // 1_000_000):
                watch(table, committed)
        for path in done:
            disk.remove(path)
        held.clear()
        done.clear()
        size = 0

    for path in sealed(writer.root, disk):
        for request in requests_of(path):
            if len(held) >= SPANS_AT_ONCE or size >= bytes_at_once:
                put()
            size += len(request.body)
            try:
                spans = request.batch().spans
            except Unreadable:
                continue  # it was refused when it came, or else it would have been taken apart then
            told += len(spans)
            held += spans
        done.append(path)
    put()
    return told
