"""What was said in a run, whole: prompts, thoughts, the final report. Long texts are the point here, so none is cut."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from rearview.render.amount import clock
from rearview.render.facts import WARNING, across
from rearview.sources.snapshots.answers.prompts import PromptRow, ThoughtRow

_INDENT = "  "


def prompts(rows: Sequence[PromptRow], *, width: int) -> Iterator[Text]:
    """Yield the prompts of turns; one that is as it was in the turn before is said to be."""
    before: dict[tuple[str, str], str] = {}
    for place, row in enumerate(rows):
        if place:
            yield Text()
        yield from across(f"{row.agent}  turn {row.turn}", width=width, style="bold")
        for label, text in (("System", row.system), ("User", row.user)):
            if text is None:
                continue
            if before.get((row.session_id, label)) == text:
                yield from across(f"{label}: as before", width=width, style="dim")
                continue
            before[row.session_id, label] = text
            yield Text(f"{label}:", "dim")
            yield from indented(text, width=width)


def thoughts(rows: Sequence[ThoughtRow], *, width: int) -> Iterator[Text]:
    """Yield what models thought."""
    for place, row in enumerate(rows):
        if place:
            yield Text()
        where = f"{row.agent} {row.path}  {row.model or 'unknown model'}  {clock(row.at_ms)}"
        yield from across(where, width=width, style="bold")
        if row.text is not None:
            yield from indented(row.text, width=width)
        else:
            yield from indented(row.missing or "", width=width, style=WARNING)


def indented(text: str, *, width: int, style: str = "") -> Iterator[Text]:
    """Yield a whole text, set off from what stands above it."""
    for line in across(text, width=width - len(_INDENT), style=style):
        yield Text(_INDENT).append_text(line)
