"""Calls one by one, each with what is to be said of it below: why it failed, what it was given and gave back."""

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from rearview.render.amount import duration
from rearview.render.excerpt import laid_out, shortened
from rearview.render.facts import FAILED, across, facts
from rearview.sources.snapshots.answers.operations import OperationRow
from rearview.sources.snapshots.answers.tool_calls import ToolCall

_INDENT = "  "


def failures(rows: Sequence[OperationRow], ids: Mapping[str, str], *, width: int) -> Iterator[Text]:
    """Yield what failed, each with the reason."""
    if not rows:
        yield from across("No operation that failed is as asked for.", width=width)
    for place, row in enumerate(rows):
        yield from _heading(row, ids, place, width)
        yield from _below([("Error", row.error or "no reason recorded")], width)


def tool_calls(
    calls: Sequence[ToolCall], ids: Mapping[str, str], *, width: int, verbose: bool
) -> Iterator[Text]:
    """Yield tool calls, each with its parameters, result and error; only the values asked for, where some were."""
    if not calls:
        yield from across("No tool was called as asked for.", width=width)
    for place, call in enumerate(calls):
        yield from _heading(call, ids, place, width)
        told = [("Found", text) for text in call.found] or [("Given", call.request or "")]
        told += [("Gave", call.response or ""), ("Error", call.error or "")]
        room = width - len("  Given:  ")
        yield from _below(
            [(label, laid_out(text, width=room, whole=verbose or label == "Found")) for label, text in told],
            width,
        )


def title(row: OperationRow) -> str:
    """Return what an operation was, where, and how it went."""
    took = "never finished" if row.status == "open" else duration(row.duration_ms)
    return f"{row.agent} {row.path}  {row.kind}: {row.name or 'unnamed'}  {row.status or 'unknown'}, {took}"


def _heading(row: OperationRow, ids: Mapping[str, str], place: int, width: int) -> Iterator[Text]:
    if place:
        yield Text()
    style = FAILED if row.status == "failed" else "bold"
    yield from across(f"{ids[row.op_id]}  {shortened(title(row), whole=False)}", width=width, style=style)


def _below(told: Sequence[tuple[str, str]], width: int) -> Iterator[Text]:
    known = [(label, text) for label, text in told if text]
    for line in facts(known, width=width - len(_INDENT)):
        yield Text(_INDENT).append_text(line)
