"""Every error that Rearview raises on purpose.

    RearviewError
    ├── ArgumentError       what was asked for makes no sense
    ├── NotFoundError       what was asked for isn't there
    ├── UnreadableError     a file or folder is there and can't be used
    ├── AccessError         the operating system refuses
    ├── IdentityError       a lake belongs to another source, org or filter
    ├── LockedError         another run is writing
    ├── MissingExtraError   an optional part of Rearview isn't installed
    └── BrokenLakeError     a lake doesn't keep its promises

A message says what happened, to which thing, and what to do next; its last line begins with "Hint:". Messages are
built here, by the class methods, never where an error is raised. Exit codes belong to the command line, not here.
"""

from collections.abc import Sequence
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

    @classmethod
    def which_session(cls, folder: Path) -> Self:
        """A folder of many sessions was named, and none of them."""
        return cls(
            f"{folder} is a folder of sessions; which one is meant?",
            hint="add --session-id with an id or a part of it, or name one file with --data-dir.",
        )

    @classmethod
    def ambiguous_session(cls, part: str, ids: Sequence[str]) -> Self:
        """A part of an id belongs to several sessions."""
        shown = "".join(f"\n  {id_}" for id_ in ids[:_NAMED])
        more = f"\n  and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else ""
        return cls(f"{part} is a part of {len(ids):,} session ids:{shown}{more}", hint="give a longer part.")

    @classmethod
    def unknown_command(cls, name: str, nearest: Sequence[str]) -> Self:
        """There is no such command."""
        listing = "'rearview --help' lists all commands."
        hint = f"did you mean {' or '.join(nearest)}? {listing}" if nearest else listing
        return cls(f"There is no command {name}.", hint=hint)

    @classmethod
    def unknown_name(cls, name: str, *, of: str, known: Sequence[str]) -> Self:
        """There is no such thing of a kind of which there are a few."""
        return cls(f"There is no {of} named {name}.", hint=f"choose from: {', '.join(known)}.")

    @classmethod
    def folder_in_use(cls, folder: Path) -> Self:
        """A folder that is to be filled holds something already."""
        return cls(
            f"The folder {folder} isn't empty, and what is in it would mix with what is written.",
            hint="name a new folder, or empty that one first.",
        )

    @classmethod
    def fault_plan(cls, path: Path, reason: object) -> Self:
        """A file doesn't hold a plan of faults."""
        return cls(
            f"{path} holds no fault plan: {reason}.",
            hint='a plan is JSON such as {"rules": [{"does": "reset", "on": ["page"], "nth": 2}]}.',
        )

    @classmethod
    def outside(cls, file: Path, folders: Sequence[Path]) -> Self:
        """A file lies outside the folders that may be read."""
        opened = ", ".join(map(str, folders)) or "no folder at all"
        return cls(
            f"{file} lies outside of what was opened: {opened}.", hint="name its folder with --data-dir."
        )


class NotFoundError(RearviewError):
    """What was asked for isn't there."""

    @classmethod
    def path(cls, path: Path) -> Self:
        """There is nothing at a path."""
        return cls(
            f"There is nothing at {path}.",
            hint="check the spelling, and where you are: a path without a leading slash is looked up from there.",
        )

    @classmethod
    def snapshots(cls, folder: Path) -> Self:
        """A folder holds no snapshot."""
        return cls(
            f"There are no snapshots in {folder}: no file there is named <session id>.json.gz.",
            hint="name the folder that the agent writes its sessions to, or one file, with --data-dir.",
        )

    @classmethod
    def session(cls, part: str, place: Path, nearest: Sequence[str]) -> Self:
        """No session's id has such a part."""
        known = f"the nearest ids are {', '.join(nearest)}."
        hint = known if nearest else "check the id; a part of it is enough."
        return cls(f"{place} holds no session whose id has {part} in it.", hint=hint)


class UnreadableError(RearviewError):
    """A file or folder is there and can't be used."""

    @classmethod
    def empty(cls, path: Path) -> Self:
        """A file holds nothing."""
        return cls(f"{path} is empty.", hint=_CUT_SHORT)

    @classmethod
    def not_gzip(cls, path: Path) -> Self:
        """A file should be compressed and isn't."""
        return cls(
            f"{path} isn't gzip.", hint="a snapshot is compressed JSON; compress plain JSON with gzip."
        )

    @classmethod
    def truncated(cls, path: Path) -> Self:
        """A compressed file ends too early."""
        return cls(f"{path} ends in the middle: its last part is missing.", hint=_CUT_SHORT)

    @classmethod
    def damaged(cls, path: Path) -> Self:
        """A compressed file doesn't add up."""
        return cls(
            f"{path} is damaged: what it unpacks to isn't what was packed.",
            hint="copy it again from where it was written; 'gzip -t' tests a copy.",
        )

    @classmethod
    def not_json(cls, path: Path, reason: object) -> Self:
        """What a file unpacks to is no JSON."""
        return cls(f"{path} doesn't hold JSON: {reason}.", hint=_SNAPSHOT_WANTED)

    @classmethod
    def not_a_snapshot(cls, path: Path, reason: object) -> Self:
        """A file holds JSON of another kind."""
        return cls(f"{path} holds JSON that is no session snapshot: {reason}.", hint=_SNAPSHOT_WANTED)

    @classmethod
    def unknown_version(cls, path: Path, version: object) -> Self:
        """A snapshot has a form that isn't known."""
        return cls(
            f"{path} is a snapshot of version {version}; this version of Rearview reads version 1.",
            hint="use a newer version of Rearview.",
        )

    @classmethod
    def too_deep(cls, path: Path) -> Self:
        """A file nests its values without end."""
        return cls(
            f"{path} nests its values too deeply to be read.",
            hint="no agent calls sub-agents that many levels deep; see what wrote the file.",
        )

    @classmethod
    def parquet(cls, what: object, reason: str) -> Self:
        """A Parquet file is damaged, or none; only the first line of the reason is kept."""
        told = reason.partition("\n")[0].rstrip(".")
        return cls(
            f"{what} can't be read as Parquet: {told}.", hint="fetch its day again; nothing else is affected."
        )

    @classmethod
    def partition(cls, file: Path) -> Self:
        """A path has folders named like columns that contradict each other or the file."""
        return cls(
            f"{file} can't be told from its path: a folder named key=value above it would pass for a column.",
            hint="the day's folder is named date=YYYY-MM-DD; rename any other folder=value above it, or move the lake.",
        )


_NAMED = 5
_CUT_SHORT = "its writer or a copy was cut short; copy it again from where it was written."
_SNAPSHOT_WANTED = "--data-dir takes a snapshot as an agent writes it: <session id>.json.gz."


class AccessError(RearviewError):
    """The operating system refuses."""

    @classmethod
    def of(cls, error: OSError, *, doing: str) -> Self:
        """Translate what the operating system said while doing something."""
        reason = error.strerror or str(error)
        return cls(f"Could not {doing}: {reason}.", hint=_WHAT_TO_DO.get(error.errno or 0, _ASK_THE_SYSTEM))


_ASK_THE_SYSTEM = "the operating system gave this reason; nothing was lost, and the command can be run again."
_WHAT_TO_DO = {
    2: "make the folder first, or check its spelling.",
    13: "check who owns the file and its folder (ls -l), then run the command again.",
    28: "free some space on that disk, then run the command again: it goes on where it stopped.",
    30: "the disk is mounted read-only; choose another folder or remount it.",
}


class IdentityError(RearviewError):
    """A lake belongs to another source, org or filter."""

    @classmethod
    def differs(cls, root: Path, *, kept: object, asked: object) -> Self:
        """A run for one identity met a lake of another."""
        return cls(
            f"The lake {root} holds {kept}; this run is for {asked}.",
            hint="choose another folder with --output, or repeat the options that the lake was made with.",
        )

    @classmethod
    def stranger(cls, root: Path) -> Self:
        """A folder holds something else."""
        return cls(
            f"The folder {root} isn't empty and isn't a lake.",
            hint="choose a new or empty folder with --output; nothing was changed.",
        )


class LockedError(RearviewError):
    """Another run is writing."""

    @classmethod
    def held(cls, root: Path, *, by: str) -> Self:
        """Another process holds a lake's lock."""
        return cls(
            f"Another run is writing to the lake {root}: {by or 'it has not said which'}.",
            hint="wait until it ends, or end it; the lock goes with it.",
        )


class MissingExtraError(RearviewError):
    """An optional part of Rearview isn't installed."""

    @classmethod
    def of(cls, extra: str, *, library: str, what: str) -> Self:
        """Something needs a library that only an extra brings."""
        return cls(f"{what} needs {library}, which isn't installed.", hint=f"pip install 'rearview[{extra}]'")


class BrokenLakeError(RearviewError):
    """A lake doesn't keep its promises."""

    @classmethod
    def unreadable_state(cls, name: object, reason: object) -> Self:
        """A file of the lake's own bookkeeping makes no sense."""
        return cls(f"The lake's {name} can't be read: {reason}.", hint=_REBUILD)

    @classmethod
    def unreadable_footer(cls, path: Path, reason: object) -> Self:
        """A cell's file doesn't say what it is."""
        return cls(f"The cell {path} has a footer that can't be read: {reason}.", hint=_REREAD)

    @classmethod
    def unknown_format(cls, name: str, found: int, known: int) -> Self:
        """The bookkeeping was written by another version."""
        return cls(
            f"The lake's {name} has format {found}; this version of Rearview knows format {known}.",
            hint="use the version of Rearview that wrote the lake, or a newer one.",
        )

    @classmethod
    def misnamed_cell(cls, path: str) -> Self:
        """The bookkeeping names a cell that can't be."""
        return cls(
            f"The lake's watermark.json names {path}, which is no cell that begins when it says.",
            hint=_REBUILD,
        )

    @classmethod
    def not_a_lake(cls, root: Path) -> Self:
        """A folder has no lake.json."""
        return cls(f"The folder {root} is no lake: it has no metadata/lake.json.", hint="check --data-dir.")

    @classmethod
    def other_columns(cls, cell: object, *, first: object, later: object) -> Self:
        """Two chunks of one cell have different columns."""
        return cls(
            f"Two parts of the cell {cell} have different columns: {first}, then {later}.",
            hint="the cell was left as it was; run the command again to read it anew.",
        )

    @classmethod
    def cut_window(cls, cell: object, *, window: object, kept: object) -> Self:
        """A window would replace part of a cell."""
        return cls(
            f"The window {window} of {cell} would cut a cell that covers {kept}.",
            hint="use the window width that those dates were first written with.",
        )


_REBUILD = "remove that file: the next run makes it again from what the cells say of themselves."
_REREAD = "remove that file and its cell is read again; 'rearview verify' shows whether others are hurt."
