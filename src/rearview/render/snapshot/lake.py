"""How a lake of snapshots or of spans stands: from which folders, how many sessions, when something was new, what couldn't be read.

Nothing in it grows late, and nothing of it was paid for: a snapshot is whole when it is written. Yields lines; it must
never print.
"""

from collections.abc import Iterator, Mapping
from shlex import quote
from typing import Any

from rich.text import Text

from rearview.lake.grid import DAY_MS
from rearview.lake.status import Status, TableStatus
from rearview.render.amount import counted, date
from rearview.render.facts import WARNING, Fact, facts
from rearview.render.table import table
from rearview.sources.otel.rows import SOURCE as SPANS
from rearview.sources.snapshots.rows import SOURCE as SNAPSHOTS

AGES = ("open", "settling", "unfinished", "late", "due", "settled")
"""What programs are told of a table's age; of one whose rows don't come in late, nothing is known."""
_SESSIONS = "sessions"
_FOLDERS = 3
"""How many folders are named before the rest are counted."""


def is_of_snapshots(status: Status) -> bool:
    """Tell whether a lake is filled from what agents wrote, snapshots or spans, and not from an org."""
    return status.identity.source in (SNAPSHOTS, SPANS)


def body(status: Status, *, width: int) -> Iterator[Text]:
    """Yield what a lake holds and where that is from, then what somebody may want to look at."""
    held = [of for of in status.tables if of.cells]
    if held:
        yield from table(
            ("Table", "Rows", "Cells"), [(of.table, of.rows, of.cells) for of in held], width=width
        )
        yield Text()
    yield from facts([*_contents(held), *_history(status)], width=width)
    if wrong := list(_wrong(status)):
        yield Text()
        yield from facts(wrong, width=width, style=WARNING)
    yield Text()
    yield from facts([("To add what is new", f"type: {_again(status)}")], width=width)


def _contents(held: list[TableStatus]) -> Iterator[Fact]:
    """Say how many sessions there are, and of which days."""
    sessions = next((of for of in held if of.table == _SESSIONS), None)
    if sessions is None:
        yield "Sessions", "none yet"
        return
    yield "Sessions", f"{sessions.rows:,}, those of sub-agents among them"
    if sessions.covered:
        first, last = sessions.covered[0].start_ms, sessions.covered[-1].end_ms - DAY_MS
        days = sum(window.end_ms - window.start_ms for window in sessions.covered) // DAY_MS
        between = date(first) if first == last else f"between {date(first)} and {date(last)}"
        yield "Days", f"{days:,}, {between}"


def _history(status: Status) -> Iterator[Fact]:
    """Say which folders were read, and when there was last something new."""
    folders = list(dict.fromkeys(path for run in status.runs for path in _paths(run)))
    if folders:
        more = [f"and {len(folders) - _FOLDERS:,} more"] if len(folders) > _FOLDERS else []
        yield "Read from", "\n".join([*folders[:_FOLDERS], *more])
    if not status.runs:
        yield "Runs", "none has ended yet"
        return
    last = status.runs[-1]
    ended = str(last.get("ended"))[:16].replace("T", " ")
    yield "Runs", f"{len(status.runs):,} with something to read; the last ended {ended} UTC"
    if status.identity.source == SNAPSHOTS:
        kept = last.get("parameters", {}).get("payloads")
        yield "Payloads", "kept" if kept else "left out; --payloads keeps them"


def _wrong(status: Status) -> Iterator[Fact]:
    """Say what was left undone, and what couldn't be read when it was last tried."""
    working = sum(of.under_work for of in status.tables)
    last: Mapping[str, Any] = status.runs[-1] if status.runs else {}
    if working or last.get("interrupted"):
        yield "Unfinished", "a run was cut off; the next one goes on where it stopped"
    rejected = len(last.get("rejected", ())) + last.get("refused_before", 0)
    if rejected:
        told = f"{counted(rejected, 'file')} of the last run's; metadata/rejected/{status.identity.source}.jsonl says why"
        yield "Rejected", told
    if failed := last.get("failed", ()):
        yield "Failed", f"{counted(len(failed), 'file')} of the last run's; the next one tries again"


def _again(status: Status) -> str:
    paths = _paths(status.runs[-1]) if status.runs else []
    return " ".join(
        ["rearview ingest", *(map(quote, paths) if paths else ["PATH"]), "--output", quote(str(status.root))]
    )


def _paths(run: Mapping[str, Any]) -> list[str]:
    return list(run.get("parameters", {}).get("paths", ()))
