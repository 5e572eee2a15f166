"""Final reports to read: the text alone of one, and of several each below the agent that gave it."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from rearview.render.facts import across
from rearview.sources.snapshots.answers.reports import ReportRow


def reports(rows: Sequence[ReportRow], *, width: int) -> Iterator[Text]:
    """Yield the texts of reports."""
    for place, row in enumerate(rows):
        if place:
            yield Text()
        if len(rows) > 1:
            yield from across(f"{row.agent}  {row.session_id}", width=width, style="bold")
        yield from across(row.text, width=width)
