"""All of stderr but the line of progress, and the exit codes: which message and which code an error becomes.

What is said never holds a traceback, unless REARVIEW_TRACEBACK asks for one, nor a character that does harm.
"""

import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from types import FrameType
from typing import NoReturn

import click

from rearview.cli import screen
from rearview.errors import (
    ArgumentError,
    AuthError,
    IncompleteError,
    LockedError,
    NotFoundError,
    RearviewError,
)
from rearview.render.plain import plain_lines

TRACEBACK = "REARVIEW_TRACEBACK"


class ExitCode(IntEnum):
    """What the shell is told."""

    OK = 0
    """It worked."""
    FAILED = 1
    """It failed."""
    AUTHENTICATION = 2
    """The sign-in failed."""
    NOTHING_FOUND = 3
    """What was asked for isn't there."""
    BAD_ARGUMENTS = 4
    """What was asked for makes no sense."""
    INCOMPLETE = 5
    """Some tables or cells are missing; which ones was said."""
    LOCKED = 75
    """Another run is writing."""
    INTERRUPTED = 130
    """Ctrl-C; the command can be run again."""
    TERMINATED = 143
    """The system ended it; the command can be run again."""


CODES: dict[type[RearviewError], ExitCode] = {
    ArgumentError: ExitCode.BAD_ARGUMENTS,
    NotFoundError: ExitCode.NOTHING_FOUND,
    AuthError: ExitCode.AUTHENTICATION,
    IncompleteError: ExitCode.INCOMPLETE,
    LockedError: ExitCode.LOCKED,
}
"""The codes of errors that have one of their own; all others are failures."""


class Terminated(BaseException):
    """The system asked the process to end."""


INTERRUPTIONS = (KeyboardInterrupt, Terminated)


@contextmanager
def termination_raises() -> Iterator[None]:
    """Let a request to end be an exception, so that what was begun is put in order on the way out."""
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def explain(error: BaseException) -> ExitCode:
    """Say what went wrong, and return the code for it."""
    if os.environ.get(TRACEBACK):
        _write("".join(traceback.format_exception(error)))
    if isinstance(error, INTERRUPTIONS):
        _complain(str(error) or "Interrupted.")
        return ExitCode.INTERRUPTED if isinstance(error, KeyboardInterrupt) else ExitCode.TERMINATED
    if isinstance(error, RearviewError):
        _complain(str(error))
        return next((CODES[kind] for kind in type(error).mro() if kind in CODES), ExitCode.FAILED)
    if isinstance(error, click.ClickException):
        _complain(_misuse(error))
        return ExitCode.BAD_ARGUMENTS
    _complain(
        f"Something went wrong that Rearview doesn't expect ({type(error).__name__}).\n"
        f"Hint: run the command again with {TRACEBACK}=1 to see where, and report that."
    )
    return ExitCode.FAILED


def note(message: str) -> None:
    """Say something that is worth knowing and stops nothing."""
    _write(f"Note: {message}")


def _misuse(error: click.ClickException) -> str:
    """Return click's own message, and where to read how it is done."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "rearview"
    message = error.format_message()
    stop = "" if message.endswith((".", "?")) else "."
    return f"{message}{stop}\nHint: '{command} --help' lists what it takes."


def _complain(message: str) -> None:
    label = "Error:"
    if screen.in_colour(sys.stderr):
        label = click.style(label, fg="red", bold=True)
    sys.stderr.write(f"{label} ")
    _write(message)


def _write(text: str) -> None:
    sys.stderr.write("\n".join(plain_lines(text)) + "\n")
