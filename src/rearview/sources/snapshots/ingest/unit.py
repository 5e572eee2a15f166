"""What is read as one: all files of a run, and what became of it.

A run may be a tree, a ledger with those of its sub-agents, or both. Nothing here looks at a disk.
"""

from typing import Literal

from msgspec import Struct

Verdict = Literal["read", "same", "rejected", "failed"]
"""`same`: only the time of its files changed. `rejected`: no run can be got out of it, today or tomorrow. `failed`: it
may go better next time."""


# Structs, because they are made for every file, and go from one process to another and back.
class Part(Struct, frozen=True, kw_only=True, gc=False):
    """A file as the folder lists it."""

    path: str
    size: int
    mtime_ns: int
    digest: bytes | None = None
    """Of its content, if that is known and may still hold: its size is the same."""


class Unit(Struct, frozen=True, kw_only=True, gc=False):
    """The files of one run."""

    run: str
    path: str
    """The one that the run is read from; the others are found from it."""
    parts: tuple[Part, ...]
    number: int = 0
    """By which its rows are known while they are under way."""

    @property
    def size(self) -> int:
        """How many bytes it takes to read."""
        return sum([part.size for part in self.parts])


class Outcome(Struct, frozen=True, kw_only=True, gc=False):
    """What became of a run that was to be read."""

    unit: Unit
    verdict: Verdict
    digests: tuple[bytes, ...] = ()
    """Of its parts, taken before they were read: a file that changes meanwhile is read again."""
    sessions: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    """The days since 1970 on which it has rows; `TIMELESS` for rows without a time."""
    steps: int = 0
    finished: bool = False
    notes: tuple[str, ...] = ()
    """What was odd about it, by kind."""
    kind: str = ""
    reason: str = ""
    """Why it couldn't be read."""
