"""The sessions of a place in which something failed, the newest first: of a lake, or of snapshots.

A session is among them that failed itself, or ran out of time, or had a step that failed. Nothing here prints.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rearview.errors import NotFoundError
from rearview.lake.scan import is_lake
from rearview.sources.agentforce import older

if TYPE_CHECKING:
    from rearview.sources.snapshots.answers.find import Kept

_FAILED = ("failed", "timed_out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A session in which something failed."""

    session_id: str
    started_ms: int | None = None
    agent: str | None = None
    outcome: str | None = None
    failed_steps: int = 0
    error: str | None = None
    """What failed first, as far as the session itself or its steps say."""


def failed_sessions(place: Path) -> list[Failed]:
    """Return the sessions of a lake, a folder or a file in which something failed."""
    if place.is_dir() and (is_lake(place) or older.is_older(place)):
        return _of_lake(place)
    return _of_snapshots(place)


def _of_lake(lake: Path) -> list[Failed]:
    from rearview.library.lake import open_lake  # snapshots alone need no engine

    opened = open_lake(lake)
    found: dict[str, Failed] = {}
    for row in opened.ask("find", what="errors").to_dicts():
        found[row["session_id"]] = _row(row, failed_steps=row["times"])
    for row in opened.ask("find", what="fail").to_dicts():
        known = found.get(row["session_id"])
        found[row["session_id"]] = _row(row, failed_steps=known.failed_steps if known else 0)
    return _newest(list(found.values()))


def _row(row: dict[str, Any], *, failed_steps: int) -> Failed:
    return Failed(
        session_id=row["session_id"],
        started_ms=row["started_ms"],
        agent=row["agent"],
        outcome=row["outcome"],
        failed_steps=failed_steps,
        error=row["evidence"],
    )


def _of_snapshots(place: Path) -> list[Failed]:
    from rearview.sources.snapshots.answers.find import newest  # a lake needs no reader of files
    from rearview.sources.snapshots.answers.runs import runs

    rows = runs(newest(place) if place.is_dir() else [_kept(place)])
    return _newest(
        [
            Failed(
                session_id=row.id,
                started_ms=row.started_ms,
                agent=row.agent,
                outcome=row.outcome,
                failed_steps=row.failed or 0,
                error=row.error,
            )
            for row in rows
            if row.outcome in _FAILED or row.failed
        ]
    )


def _kept(file: Path) -> "Kept":
    from rearview.sources.snapshots.answers.find import Kept

    if not file.exists():
        raise NotFoundError.path(file)
    state = file.stat()
    changed_ms = state.st_mtime_ns // 1_000_000
    return Kept(id=file.name.split(".", 1)[0], path=file, changed_ms=changed_ms, size=state.st_size)


def _newest(found: list[Failed]) -> list[Failed]:
    return sorted(found, key=lambda one: (-(one.started_ms or 0), one.session_id))
