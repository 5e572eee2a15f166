r"""A document laid out for a width: what makes but a line or two stands in one piece, the rest a part a line.

    {
      "status": "success",
      "result": {"slots": ["Thursday 10:30", "Thursday 16:00"]}
    }

Works on the text of JSON, so that digits and doubled keys stay as they were recorded. JSON that stands in a string of
JSON is shown as what it is. Nothing recurses, however deep a document is.
"""

import json
import re
from collections.abc import Iterator

from rich.cells import cell_len

from rearview.model.documents import as_json

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"(\s*:)?')
_QUOTED = re.compile(r'"\s*[{\[]')
_NESTED = 3
"""So often is JSON looked for within strings of JSON."""
_FEW = 3
"""What makes no more lines than this when it is wrapped needs no line for each part,"""
_DENSE = 180
"""unless it is too much to be read in one piece."""
_INDENT = "  "
_SPACED = {",": ", ", ":": ": "}


def lines(text: str, *, width: int) -> Iterator[str]:
    """Yield the lines of JSON; one that is wider than the width is left to be wrapped."""
    pieces = _PIECE.findall(_unquoted(text))
    ends, sums = _ends(pieces), _widths(pieces)
    opened: list[str] = []
    line, room, place = "", width, 0
    while place < len(pieces):
        piece, end = pieces[place], ends.get(place)
        breaks = ""
        if end is not None and (sums[end + 1] - sums[place] < _dense(room) or end == place + 1):
            piece = "".join(_SPACED.get(part, part) for part in pieces[place : end + 1])
            place = end
        elif end is not None:
            opened.append(piece)
            breaks = piece
        elif piece == "," and not (opened[-1] == "[" and _next(place, ends, sums) < room):
            breaks = piece
        elif piece in ("}", "]"):
            opened.pop()
            yield line
            line, room = _INDENT * len(opened), width - len(_INDENT) * len(opened)
        if breaks:
            yield line + breaks
            line, room = _INDENT * len(opened), width - len(_INDENT) * len(opened)
        else:
            piece = _SPACED.get(piece, piece)
            line += piece
            room -= cell_len(piece)
        place += 1
    yield line


def _next(comma: int, ends: dict[int, int], sums: list[int]) -> int:
    """Return how many cells a comma takes with the part behind it."""
    last = ends.get(comma + 1, comma + 1)
    return sums[last + 1] - sums[comma]


def _dense(room: int) -> int:
    """Return how many cells may stand in one piece."""
    return max(room, min(_FEW * room, _DENSE))


def _unquoted(text: str) -> str:
    """Return JSON in which strings that are JSON themselves have become what they hold."""
    for _ in range(_NESTED):
        opened = _STRING.sub(_opened, text)
        if opened == text:
            break
        text = opened
    return text


def _opened(match: re.Match[str]) -> str:
    """Return what a string of JSON holds, if that is JSON; a key stays as it is."""
    string = match[0]
    if match[1] or "\\" not in string or not _QUOTED.match(string):
        return string
    return as_json(json.loads(string, strict=False)) or string


def _ends(pieces: list[str]) -> dict[int, int]:
    """Return where each object and list that begins at a place ends."""
    ends: dict[int, int] = {}
    open_: list[int] = []
    for place, piece in enumerate(pieces):
        if piece in ("{", "["):
            open_.append(place)
        elif piece in ("}", "]"):
            ends[open_.pop()] = place
    return ends


def _widths(pieces: list[str]) -> list[int]:
    """Return how many cells all pieces before each place take on one line."""
    sums = [0]
    for piece in pieces:
        sums.append(sums[-1] + cell_len(_SPACED.get(piece, piece)))
    return sums
