"""Sessions one below the other: when, with whom, how long, how it ended, and what the user said first.

Below them stands what to type next. Yields lines; it must never print.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from rearview.render.amount import duration
from rearview.render.answer import UNKNOWN
from rearview.render.facts import across, moment
from rearview.render.grid import Column, grid
from rearview.render.named import end_of, typed
from rearview.render.plain import plain

Row = Mapping[str, Any]

_WIDE = 120
"""From here on there is room for whole ids."""
_ROOMY = 90
"""And from here on for the number of turns."""
_INDENT = "  "
_STYLES = {"failed": "red", "timed_out": "red", "escalated": "yellow", "abandoned": "yellow"}


def show(rows: Sequence[Row], *, of: int, sort: str, width: int) -> Iterator[Text]:
    """Yield sessions out of so many."""
    yield from across(_title(len(rows), of, sort), width=width, style="bold")
    yield Text()
    yield from grid(
        [
            *told(rows, width),
            *_turns(rows, width),
            Column(heading="Duration", cells=[_lasting(row["duration_ms"]) for row in rows], right=True),
            ended(rows),
        ],
        width=width,
        below=lambda number: _said(rows[number], width),
    )
    yield Text()
    yield from following(rows[0]["session_id"], width)


def told(rows: Sequence[Row], width: int) -> list[Column]:
    """Return the columns by which a session is known."""
    ids = [row["session_id"] if width >= _WIDE else end_of(row["session_id"]) for row in rows]
    agents = [" ".join(filter(None, (row["agent"], row["agent_version"]))) or UNKNOWN for row in rows]
    began = [UNKNOWN if row["started_ms"] is None else moment(row["started_ms"]) for row in rows]
    return [
        Column(heading="Session", cells=[plain(id_) for id_ in ids], whole=True, styles=["cyan"] * len(rows)),
        Column(heading="Started (UTC)", cells=began, whole=True),
        Column(heading="Agent", cells=agents),
    ]


def ended(rows: Sequence[Row]) -> Column:
    """Return the column that says how sessions ended."""
    outcomes = [row["outcome"] or "unknown" for row in rows]
    return Column(
        heading="Outcome",
        cells=[outcome.replace("_", " ") for outcome in outcomes],
        styles=[
            _STYLES.get(outcome, "dim" if outcome in {"unknown", "open"} else "") for outcome in outcomes
        ],
        whole=True,
    )


def following(session_id: str, width: int) -> Iterator[Text]:
    """Yield what to type to see more of a session."""
    ends = "" if width >= _WIDE or end_of(session_id) == session_id else " (the end of an id is enough)"
    yield from across(f"Next{ends}:", width=width, style="dim")
    yield Text(f"{_INDENT}rearview debug-session --session-id {typed(session_id)}")
    yield Text(f"{_INDENT}rearview why {typed(session_id)}")


def _turns(rows: Sequence[Row], width: int) -> Iterator[Column]:
    if width >= _ROOMY:
        yield Column(heading="Turns", cells=[f"{row['turns']:,}" for row in rows], right=True)


def _title(shown: int, of: int, sort: str) -> str:
    sessions = f"{of:,} session" if of == 1 else f"{of:,} sessions"
    if shown == of:
        return sessions
    by = {"newest": "the newest", "oldest": "the oldest", "longest": "the longest"}.get(
        sort, f"those with most {sort},"
    )
    return f"{sessions}, {by} {shown:,} of them; --limit shows more"


def _said(row: Row, width: int) -> Iterator[Text]:
    """Yield the beginning of what the user said first, on one line."""
    if row["first_message"]:
        text = Text(_INDENT + plain(" ".join(row["first_message"].split())), "dim", no_wrap=True)
        text.truncate(width, overflow="ellipsis")
        yield text


def _lasting(ms: int | None) -> str:
    return UNKNOWN if ms is None else duration(ms)
