"""The sessions of rows that were committed before what they hang on: found at the end of each run that gets there.

A run that was interrupted or killed leaves rows without a session, and the next one knows where to look: the journal
says up to when all that can be found was found. It must never ask the source.
"""

from pathlib import Path
from typing import Any

from rearview.errors import BrokenLakeError
from rearview.lake import journal
from rearview.lake.writer import Writer
from rearview.sources.agentforce.lineage import refill

KNOWN = "sessions_known_ms"
"""What the journal calls it."""


def known_until_ms(root: Path) -> int:
    """Return up to which moment the sessions of what was read are found; 0 where no run has told."""
    try:
        told: Any = (journal.last_run(root) or {}).get(KNOWN)
    except BrokenLakeError:  # which concerns nothing but what is told of the past
        return 0
    return told if isinstance(told, int) else 0


def find(writer: Writer, *, known_ms: int, read_since_ms: int | None, now_ms: int) -> int:
    """Find the sessions that became known since a moment, or by what a run read; return up to when all are found now."""
    refill(writer, since_ms=known_ms if read_since_ms is None else min(known_ms, read_since_ms))
    return min([now_ms, *(staging.ticket.read_ms for staging in writer.staged())])
