"""Every error that Rearview raises on purpose.

    RearviewError
    ├── ArgumentError       what was asked for makes no sense
    ├── NotFoundError       what was asked for isn't there
    ├── UnreadableError     a file or folder is there and can't be used
    ├── AccessError         the operating system refuses
    ├── IdentityError       a lake belongs to another source, org or filter
    ├── LockedError         another run is writing
    └── BrokenLakeError     a lake doesn't keep its promises

A message says what happened, to which thing, and what to do next; its last line begins with "Hint:". Messages are
built here, by the class methods, never where an error is raised. Exit codes belong to the command line, not here.
"""

from pathlib import Path
from typing import Self


class RearviewError(Exception):
    """The root of all errors whose message is meant for the person at the keyboard."""

    def __init__(self, what: str, *, hint: str) -> None:
        super().__init__(what, hint)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what}\nHint: {self.hint}"


class ArgumentError(RearviewError):
    """What was asked for makes no sense."""


class NotFoundError(RearviewError):
    """What was asked for isn't there."""

    @classmethod
    def path(cls, path: Path) -> Self:
        """There is nothing at a path."""
        return cls(
            f"There is nothing at {path}.",
            hint="check the spelling; --data-dir takes a lake, a folder of snapshots or one snapshot file.",
        )


class UnreadableError(RearviewError):
    """A file or folder is there and can't be used."""


class AccessError(RearviewError):
    """The operating system refuses."""

    @classmethod
    def of(cls, error: OSError, *, doing: str) -> Self:
        """Translate what the operating system said while doing something."""
        reason = error.strerror or str(error)
        return cls(f"Could not {doing}: {reason}.", hint=_WHAT_TO_DO.get(error.errno or 0, _ASK_THE_SYSTEM))


_ASK_THE_SYSTEM = "the operating system gave this reason; nothing was lost, and the command can be run again."
_WHAT_TO_DO = {
    13: "check who owns the file and its folder (ls -l), then run the command again.",
    28: "free some space on that disk, then run the command again: it goes on where it stopped.",
    30: "the disk is mounted read-only; choose another folder or remount it.",
}


class IdentityError(RearviewError):
    """A lake belongs to another source, org or filter."""


class LockedError(RearviewError):
    """Another run is writing."""


class BrokenLakeError(RearviewError):
    """A lake doesn't keep its promises."""
