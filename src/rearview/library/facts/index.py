"""What is remembered of the cells from which facts were derived, and the file in which that lies.

What is remembered can always be found anew from the cells: an index that is lost, or that another version wrote, costs
time and nothing else.
"""

from pathlib import Path

import msgspec

from rearview.lake.disk import Disk

NAME = "index.json"
TIMELESS = ""
"""The day of what has no time."""


class Reach(msgspec.Struct, frozen=True, omit_defaults=True):
    """Of which sessions the cells of one table and one day tell, by the days on which these sessions began."""

    files: str
    """Which files they are, as they were when they were looked through."""
    tells: dict[str, str] = {}
    """Each such day, with what stands for all that is told of it."""
    nameless: str | None = None
    """What stands for the rows that name no session, if there are any."""
    lost: tuple[str, str] | None = None
    """The least and the greatest id that rows name of sessions that weren't there."""


class Made(msgspec.Struct, frozen=True):
    """The facts of the sessions of one day, as they were kept."""

    of: str
    """What they were derived from."""
    file: str
    """Which file they are in, as it was when it was written."""


class Index(msgspec.Struct):
    """All of it."""

    seed: str
    """Which version of which columns."""
    reaches: dict[str, dict[str, Reach]] = {}
    """By table and day."""
    made: dict[str, Made] = {}
    """By day."""


def load(folder: Path, seed: str) -> Index:
    """Return what was remembered; nothing, where it can't be read or is another version's."""
    try:
        index = msgspec.json.decode((folder / NAME).read_bytes(), type=Index)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return Index(seed=seed)
    return index if index.seed == seed else Index(seed=seed)


def store(disk: Disk, folder: Path, index: Index) -> None:
    """Remember it."""
    disk.store(folder / NAME, msgspec.json.encode(index))
