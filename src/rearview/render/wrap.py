"""Lines broken to a width that is counted in terminal cells, not in characters.

A wide character takes two cells, a combining one none. Lines break at spaces and keep their indentation; a word
that is longer than a line is cut.
"""

import re
from collections.abc import Iterator

from rich.cells import cell_len, chop_cells

_PIECE = re.compile(r"\S+|\s+")


def wrap(line: str, width: int) -> Iterator[str]:
    """Yield one line of text as lines of at most that many cells; an empty line stays one."""
    line = line.rstrip()
    if cell_len(line) <= width:
        yield line
        return
    words = line.lstrip()
    indent = line[: len(line) - len(words)]
    if cell_len(indent) > width // 2:
        indent = ""
    for filled in _filled(words, width - cell_len(indent)):
        yield indent + filled


def _filled(words: str, width: int) -> Iterator[str]:
    """Yield lines with as many words as they hold."""
    held, room = "", width
    for piece in _pieces(words, width):
        cells = cell_len(piece)
        if cells > room:
            yield held.rstrip()
            held, room = "", width
            if piece.isspace():  # what a line was broken at belongs to neither side
                continue
        held, room = held + piece, room - cells
    yield held


def _pieces(words: str, width: int) -> Iterator[str]:
    """Yield words and the spaces between them, cut where they are longer than a line."""
    for match in _PIECE.finditer(words):
        yield from chop_cells(match[0], width) if cell_len(match[0]) > width else (match[0],)
