"""Log lines to read: one below the other by time, with their stacks and bodies where those are wanted."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from rearview.render.amount import clock, date
from rearview.render.excerpt import laid_out, shortened
from rearview.render.facts import FAILED, WARNING, across
from rearview.render.plain import plain, plain_lines
from rearview.render.table import table
from rearview.render.wrap import wrap
from rearview.sources.snapshots.answers.logs import LogRow, SeverityCount

_STYLES = {"ERR": FAILED, "WRN": WARNING}
_INDENT = " " * len("10:15:23  ")
_NARROWEST = 16


def logs(rows: Sequence[LogRow], *, width: int, verbose: bool, stacks: bool) -> Iterator[Text]:
    """Yield log lines, a date wherever it changes."""
    if not rows:
        yield from across("No log line is as asked for.", width=width)
    day = None
    for row in rows:
        if row.at_ms is not None and date(row.at_ms) != day:
            day = date(row.at_ms)
            yield Text(f"{day} UTC", "bold")
        yield from _line(row, width, verbose=verbose)
        if stacks and row.stack:
            yield from _below(row.stack, width)
        for name, body in row.bodies.items():
            yield from _below(f"{name}: {laid_out(body, width=width - len(_INDENT), whole=verbose)}", width)


def counts(rows: Sequence[SeverityCount], *, width: int) -> Iterator[Text]:
    """Yield how many lines there are of each severity."""
    if not rows:
        yield from across("No log line is as asked for.", width=width)
    else:
        yield from table(
            ("Severity", "Lines"), [(row.severity or "none", row.lines) for row in rows], width=width
        )


def _line(row: LogRow, width: int, *, verbose: bool) -> Iterator[Text]:
    fatal = "FATAL " if row.fatal else ""
    severity = plain(row.severity or "   ")
    lead = f"{clock(row.at_ms)}  {severity}  "
    said = f"{fatal}{row.message or '(no message)'}"
    words = f"{row.agent} {row.path}: {shortened(said, whole=verbose)}"
    style = FAILED if row.fatal else _STYLES.get(severity, "")
    hang = " " * cell_len(lead)
    for line in plain_lines(words):
        for piece in wrap(line, max(_NARROWEST, width - len(hang))):
            yield Text(lead + piece, style)
            lead = hang


def _below(text: str, width: int) -> Iterator[Text]:
    for line in plain_lines(text):
        yield from (
            Text(_INDENT + piece, "dim")
            for piece in wrap(line.strip(), max(_NARROWEST, width - len(_INDENT)))
        )
