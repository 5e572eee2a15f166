"""A table whose cells are written already: headings over several lines where they have to be, numbers on the right.

Where a page is too narrow, headings are broken, then texts, names between their words; columns that still have no room
are left out from the right. Yields lines, none wider than the page, unless one column alone is; it must never print.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from rearview.render.plain import plain
from rearview.render.wrap import wrap

GAP = "  "
_NARROWEST = 16
"""Texts are broken to no less than this."""
_WORD = re.compile(r"[^\s_./:-]*[_./:-]+|[^\s_./:-]+|\s+")
"""A word, or a part of a name such as Order_Tracking with what it ends with."""


def _nothing(_row: int) -> Iterable[Text]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what stands above it, and in each row."""

    heading: str
    cells: Sequence[str]
    right: bool = False
    """Whether it stands on the right, as numbers do; such cells are never broken."""
    styles: Sequence[str] = ()
    """How each cell looks; plainly, if empty."""
    whole: bool = False
    """Whether its texts are of use only in one piece."""

    @property
    def written(self) -> int:
        """How wide its cells are."""
        return max((cell_len(plain(cell)) for cell in self.cells), default=0)

    @property
    def bare(self) -> int:
        """How wide it is with its heading broken."""
        return max(self.written, *(cell_len(word) for word in self.heading.split() or [""]))

    @property
    def least(self) -> int:
        """How narrow it can become."""
        return self.bare if self.right or self.whole else min(self.bare, _NARROWEST)


def columns_that_fit(columns: Sequence[Column], width: int) -> int:
    """Return how many of the columns have room, from the left; the first has it always."""
    room, fitting = width, 0
    for column in columns:
        room -= column.least + (len(GAP) if fitting else 0)
        if room < 0 and fitting:
            break
        fitting += 1
    return fitting


def grid(
    columns: Sequence[Column], *, width: int, below: Callable[[int], Iterable[Text]] = _nothing
) -> Iterator[Text]:
    """Yield the lines of as many columns as have room; `below` says what stands under a row."""
    shown = columns[: columns_that_fit(columns, width)]
    widths = _widths(shown, width - len(GAP) * (len(shown) - 1))
    yield from _heading(shown, widths)
    for row in range(max((len(column.cells) for column in shown), default=0)):
        cells = [plain(column.cells[row]) for column in shown]
        styles = [column.styles[row] if column.styles else "" for column in shown]
        yield from _row(shown, widths, cells, styles)
        yield from below(row)


def _widths(columns: Sequence[Column], room: int) -> list[int]:
    """Return how wide each column becomes: headings give way first, then the widest text, again and again."""
    widths = [max(column.bare, cell_len(column.heading)) for column in columns]
    for number in sorted(range(len(columns)), key=lambda place: columns[place].bare - widths[place]):
        if sum(widths) > room:
            widths[number] = max(columns[number].bare, widths[number] - (sum(widths) - room))
    while sum(widths) > room:
        over = [widths[place] if widths[place] > column.least else 0 for place, column in enumerate(columns)]
        widest = max(range(len(columns)), key=over.__getitem__, default=0)
        if not over or not over[widest]:
            break
        widths[widest] -= 1
    return widths


def _heading(columns: Sequence[Column], widths: Sequence[int]) -> Iterator[Text]:
    lines = [list(wrap(column.heading, width)) for column, width in zip(columns, widths, strict=True)]
    height = max(map(len, lines), default=0)
    for number in range(height):
        # Headings stand on the rows, not under the ceiling.
        pieces = [part[number - height + len(part)] if number >= height - len(part) else "" for part in lines]
        yield _line(columns, widths, pieces, ["bold"] * len(columns))


def _row(
    columns: Sequence[Column], widths: Sequence[int], cells: Sequence[str], styles: Sequence[str]
) -> Iterator[Text]:
    lines = [list(_broken(cell, width)) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, lines), default=0)):
        yield _line(columns, widths, [part[number] if number < len(part) else "" for part in lines], styles)


def _line(
    columns: Sequence[Column], widths: Sequence[int], pieces: Sequence[str], styles: Sequence[str]
) -> Text:
    line = Text()
    for column, width, piece, style in zip(columns, widths, pieces, styles, strict=True):
        space = " " * (width - cell_len(piece))
        line.append(GAP if line.plain or column is not columns[0] else "")
        line.append(space if column.right else "").append(piece, style or None)
        line.append("" if column.right else space)
    line.rstrip()
    return line


def _broken(cell: str, width: int) -> Iterator[str]:
    """Yield a cell's lines: broken at spaces, and within names where one of their words ends."""
    if cell_len(cell) <= width:
        yield cell
        return
    held = ""
    for piece in _WORD.findall(cell):
        if cell_len(held + piece.rstrip()) > width and held.strip():
            yield held.rstrip()
            held = ""
        held += piece if held else piece.lstrip()
        while cell_len(held.rstrip()) > width:
            first, *rest = wrap(held, width)
            yield first
            held = "".join(rest)
    if held.strip():
        yield held.rstrip()
