"""Lakes that can't be written to, or don't keep their promises."""

from pathlib import Path
from typing import Self

from rearview.errors.root import RearviewError


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


class DriftError(RearviewError):
    """A source's columns are no longer those of a lake."""

    @classmethod
    def column(cls, table: str, column: str, *, kept: object, now: object) -> Self:
        """A column has another type than it has in the cells of a lake."""
        return cls(
            f"The column {column} of {table} holds {kept} in the lake, and {now} in the org.",
            hint=f"nothing of {table} was read, so that no value is lost; extract it into a new lake with --output.",
        )


class BrokenLakeError(RearviewError):
    """A lake doesn't keep its promises."""

    @classmethod
    def unreadable_state(cls, name: object, reason: object) -> Self:
        """A file of the lake's own bookkeeping makes no sense."""
        return cls(f"The lake's {name} can't be read: {reason}.", hint=_REBUILD)

    @classmethod
    def unreadable_identity(cls, name: object, reason: object) -> Self:
        """A lake doesn't say any more whose it is."""
        return cls(
            f"The lake's {name} can't be read, so it doesn't say whose sessions it holds: {reason}.",
            hint="copy that file from a backup; without one, choose a new folder with --output.",
        )

    @classmethod
    def unreadable_journal(cls, path: Path, reason: object) -> Self:
        """What a run left to tell of itself makes no sense."""
        return cls(
            f"What is kept of earlier runs in {path} can't be read: {reason}.",
            hint="remove that file: it only tells of the past, and no cell depends on it.",
        )

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
    def nothing_to_ask(cls, path: Path) -> Self:
        """What lies at a path is nothing that answers questions."""
        return cls(
            f"{path} is no lake, and holds no snapshots or traces.",
            hint="check --data-dir; 'rearview extract' and 'rearview ingest' fill a lake.",
        )

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
