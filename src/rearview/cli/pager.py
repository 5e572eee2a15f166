"""A pager between a long result and the person who reads it on a terminal: $PAGER, else less.

It takes nothing over where the output isn't looked at, is short, or no pager can be found; what is shown stays the same.
"""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice

from rich.text import Text

from rearview.cli.output import Sink

_AS_IT_IS = "FRX"
"""How less shows colours, and leaves the text on the screen when it ends."""


def page_by_page(sink: Sink, lines: Iterable[Text]) -> None:
    """Show lines, page by page where they are more than the terminal is high and somebody looks at it."""
    coming = iter(lines)
    pager = _pager() if sink.stream.isatty() else []
    first = list(islice(coming, shutil.get_terminal_size().lines)) if pager else []
    if not pager or len(first) < shutil.get_terminal_size().lines:
        sink.show(chain(first, coming))
        return
    _through(pager, sink, chain(first, coming))


def _through(pager: list[str], sink: Sink, lines: Iterator[Text]) -> None:
    environment = {"LESS": _AS_IT_IS, **os.environ}
    process = subprocess.Popen(pager, stdin=subprocess.PIPE, env=environment)  # noqa: S603 - $PAGER is the user's
    try:
        with suppress(BrokenPipeError), process.stdin as stream:  # type: ignore[union-attr]
            replace(sink, stream=stream).show(lines)  # type: ignore[arg-type]
    finally:
        _wait(process)


def _wait(process: subprocess.Popen[bytes]) -> None:
    """Wait until the reader leaves the pager; until then Ctrl-C is the pager's."""
    while process.returncode is None:
        with suppress(KeyboardInterrupt):
            process.wait()


def _pager() -> list[str]:
    """Return the command of the pager that is wanted, if it is there and the terminal can turn pages."""
    if os.environ.get("TERM", "dumb") == "dumb":
        return []
    try:
        command = shlex.split(os.environ.get("PAGER") or "less")
    except ValueError:  # an open quote
        return []
    return command if command and shutil.which(command[0]) else []
