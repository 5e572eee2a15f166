"""A table to read on a terminal: headings, and rows whose columns stand below them.

Numbers stand right and have their thousands marked, text stands left. Where the page is too narrow, the widest
columns of text are wrapped. Yields lines, none wider than the page, unless the page is absurdly narrow; it must never print.
"""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from rearview.render.amount import decimal
from rearview.render.plain import plain
from rearview.render.wrap import wrap

Value = str | int | float | None
"""What a cell holds; None leaves it empty."""

_GAP = "  "
_NARROWEST = 8
"""Text is wrapped to no less than this."""


def table(headings: Sequence[str], rows: Sequence[Sequence[Value]], *, width: int) -> Iterator[Text]:
    """Yield the lines of a table."""
    numeric = [_is_numeric(column) for column in zip(*rows, strict=True)] or [False] * len(headings)
    written = [[_written(value) for value in row] for row in rows]
    widths = _fitting([list(headings), *written], numeric, width)
    yield from _row(headings, widths, numeric, style="bold")
    for row in written:
        yield from _row(row, widths, numeric)


def _is_numeric(column: Sequence[Value]) -> bool:
    return not any(isinstance(value, str) for value in column)


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return plain(value)
    return f"{value:,}" if isinstance(value, int) else decimal(value)


def _fitting(rows: Sequence[Sequence[str]], numeric: Sequence[bool], width: int) -> list[int]:
    """Return how wide each column becomes: the widest one of text gives way until all have room."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda place: -1 if numeric[place] else widths[place])
        if numeric[widest] or widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return widths


def _row(
    cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool], *, style: str = ""
) -> Iterator[Text]:
    """Yield the lines that one row takes."""
    columns = [list(wrap(cell, room)) for cell, room in zip(cells, widths, strict=True)]
    for number in range(max(map(len, columns))):
        pieces = (column[number] if number < len(column) else "" for column in columns)
        line = _GAP.join(
            _placed(piece, room, right) for piece, room, right in zip(pieces, widths, numeric, strict=True)
        )
        yield Text(line.rstrip(), style)


def _placed(piece: str, room: int, right: bool) -> str:
    space = " " * (room - cell_len(piece))
    return space + piece if right else piece + space
