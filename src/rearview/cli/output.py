"""All of stdout, and the file of `-o` in its place.

A file is written aside and renamed when it is whole, so it is never half there. Nothing else writes to stdout, but
for help and version, which click prints.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rich.color import ColorSystem
from rich.console import Console
from rich.text import Text

from rearview.cli import screen
from rearview.errors import AccessError


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """Where a result goes."""

    stream: BinaryIO
    encoding: str
    width: int
    in_colour: bool

    def write(self, chunks: Iterable[bytes]) -> None:
        """Write bytes as they are."""
        for chunk in chunks:
            self.stream.write(chunk)
        self.stream.flush()

    def show(self, lines: Iterable[Text]) -> None:
        """Write lines, in colour where that is wanted; a character that the stream can't hold becomes a mark."""
        texts = _coloured(lines) if self.in_colour else (line.plain for line in lines)
        self.write(f"{text}\n".encode(self.encoding, "replace") for text in texts)


@contextmanager
def opened(path: Path | None) -> Iterator[Sink]:
    """Open stdout, or the file that is wanted instead."""
    try:
        if path is None or str(path) == "-":
            yield _sink(sys.stdout.buffer, encoding=sys.stdout.encoding)
        else:
            with _file(Path(os.path.realpath(path))) as stream:
                yield _sink(stream, encoding="utf-8")
    except BrokenPipeError:
        raise
    except OSError as error:
        if path is None:
            abandon()  # else Python tries once more to write it when it ends, and fails again
        raise AccessError.of(error, doing=f"write {path or 'the result'}") from error


def abandon() -> None:
    """Let what is still on its way to a reader that went away go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _sink(stream: BinaryIO, *, encoding: str) -> Sink:
    return Sink(stream=stream, encoding=encoding, width=screen.width(), in_colour=screen.in_colour(stream))


@contextmanager
def _file(target: Path) -> Iterator[BinaryIO]:
    if target.exists() and not target.is_file():  # a pipe or a device can't be replaced, only written to
        with target.open("wb") as stream:
            yield stream
        return
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with aside.open("wb") as stream:
            yield stream
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def _coloured(lines: Iterable[Text]) -> Iterator[str]:
    """Write the styles out in the sixteen colours that every terminal's owner has chosen for it."""
    console = Console(color_system="standard", force_terminal=True)
    for line in lines:
        yield "".join(
            style.render(text, color_system=ColorSystem.STANDARD) if style else text
            for text, style, _ in line.render(console)
        )
