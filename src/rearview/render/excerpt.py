"""How much of a recorded text is shown, and in which lines.

A text may be a megabyte on one line. It is cut unless everything was asked for, and then it says how much is gone.
What holds a document is laid out anew, digit for digit as it was recorded; what doesn't is shown as it is.
"""

import re

from rearview.model.documents import as_json
from rearview.render.document import lines

CHARACTERS = 400
LINES = 12
_READ = 20_000
"""Of longer documents the beginning is shown as it was recorded: to lay them out would take them whole."""
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_BEGINNING = re.compile(rf'"(?:\\u[0-9a-fA-F]{{4}}|\\.|[^"\\]){{0,{CHARACTERS - 2}}}')
"""So much of a string, no escape in it cut in two."""


def excerpt(text: str, *, whole: bool) -> tuple[str, str]:
    """Return the beginning of a text, and a note on how much is left out; the note of a whole text is empty."""
    if whole:
        return text, ""
    kept = "\n".join(text[:CHARACTERS].split("\n", LINES)[:LINES])
    return kept, _note(len(text) - len(kept))


def laid_out(text: str, *, width: int, whole: bool) -> str:
    """Return what went into a step or came out of it, a document laid out for a width."""
    document = as_json(text) if whole or len(text) <= _READ else None
    if document is None:
        return shortened(text, whole=whole)
    if whole:
        return "\n".join(lines(document, width=width))
    gone: list[int] = []

    def cut(match: re.Match[str]) -> str:
        beginning = _BEGINNING.match(match[0])
        if len(match[0]) <= CHARACTERS or beginning is None:
            return match[0]
        gone.append(len(match[0]) - len(beginning[0]) - 1)
        return f'{beginning[0]}…"'

    laid = list(lines(_STRING.sub(cut, document), width=width))
    gone.append(sum(len(line.strip()) for line in laid[LINES:]))
    return "\n".join(laid[:LINES]) + _note(sum(gone))


def shortened(text: str, *, whole: bool) -> str:
    """Return the beginning of a text, with the note on what is left out."""
    return "".join(excerpt(text, whole=whole))


def _note(left_out: int) -> str:
    return f" … (+{left_out:,} characters; --verbose shows all)" if left_out else ""
