"""How much of a recorded text is shown, and in which lines.

A text may be a megabyte on one line. It is cut unless everything was asked for, and then it says how much is gone.
JSON is laid out anew, digit for digit as it was recorded; what isn't JSON is shown as it is.
"""

from msgspec import DecodeError, json
from rich.cells import cell_len

CHARACTERS = 400
LINES = 12
_FEW = 2


def excerpt(text: str, *, whole: bool) -> tuple[str, str]:
    """Return the beginning of a text, and a note on how much is left out; the note of a whole text is empty."""
    if whole:
        return text, ""
    kept = "\n".join(text[:CHARACTERS].split("\n", LINES)[:LINES])
    left_out = len(text) - len(kept)
    return kept, f" … (+{left_out:,} characters; --verbose shows all)" if left_out else ""


def laid_out(text: str, *, width: int, whole: bool) -> str:
    """Return what went into a step or came out of it, JSON laid out for a width."""
    return _json(text, width=width, whole=whole) or shortened(text, whole=whole)


def shortened(text: str, *, whole: bool) -> str:
    """Return the beginning of a text, with the note on what is left out."""
    return "".join(excerpt(text, whole=whole))


def _json(text: str, *, width: int, whole: bool) -> str | None:
    """Return JSON on one line if that makes but a few, on one a value if it is short; None for anything else."""
    if not text.lstrip().startswith(("{", "[")) or not (whole or len(text) <= CHARACTERS):
        return None
    try:
        on_one_line = json.format(text, indent=0)
        if cell_len(on_one_line) <= _FEW * width:
            return on_one_line
        lines = json.format(text, indent=2)
    except (DecodeError, RecursionError, UnicodeEncodeError):
        return None
    return lines if whole or lines.count("\n") < LINES else None
