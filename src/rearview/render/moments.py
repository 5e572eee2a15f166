"""Moments one below the other: when, with whom, what the user wanted, and the address of the org's own page.

Yields lines; it must never print. An address is never broken: in pieces it leads nowhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from rearview.render.amount import counted
from rearview.render.answer import UNKNOWN
from rearview.render.facts import across, moment
from rearview.render.plain import plain

COLUMNS = ("session_id", "moment_id", "agent", "started_ms", "title", "url")
_INDENT = "  "


def show(rows: Sequence[Mapping[str, Any]], *, of: int, whole: bool, width: int) -> Iterator[Text]:
    """Yield moments out of so many; `whole` says whether their addresses name an org."""
    title = counted(of, "moment")
    yield from across(
        f"The newest {len(rows):,} of {title}" if len(rows) < of else title, width=width, style="bold"
    )
    for row in rows:
        began = UNKNOWN if row["started_ms"] is None else moment(row["started_ms"])
        yield Text()
        yield from across(f"{began}  {row['agent'] or UNKNOWN}  {row['title'] or ''}", width=width)
        yield Text(f"{_INDENT}{plain(row['url'])}", "cyan")
    if not whole:
        yield Text()
        note = "These addresses begin where your org's does; with --instance-url they are whole."
        yield from across(note, width=width, style="dim")
