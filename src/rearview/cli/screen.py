"""What can be shown where output goes: how wide it is, and whether in colour. It never writes there."""

import os
import shutil
from typing import IO, Any


def width() -> int:
    """Return the columns that there are: those of COLUMNS, else of the terminal, else 80."""
    return shutil.get_terminal_size().columns


def in_colour(stream: IO[Any]) -> bool:
    """Whether a stream takes colours: NO_COLOR forbids them, FORCE_COLOR demands them, else a terminal has them."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
