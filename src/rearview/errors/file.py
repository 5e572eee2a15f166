"""Files and folders that can't be used."""

from pathlib import Path
from typing import Self

from rearview.errors.root import RearviewError


class UnreadableError(RearviewError):
    """A file or folder is there and can't be used; the kind says why, in one word."""

    def __init__(self, what: str, *, hint: str, kind: str = "unreadable") -> None:
        super().__init__(what, hint=hint)
        self.kind = kind

    @classmethod
    def empty(cls, path: Path) -> Self:
        """A file holds nothing."""
        return cls(f"{path} is empty.", hint=_CUT_SHORT, kind="empty")

    @classmethod
    def not_gzip(cls, path: Path) -> Self:
        """A file should be compressed and isn't."""
        return cls(
            f"{path} isn't gzip.",
            hint="a snapshot is compressed JSON; compress plain JSON with gzip.",
            kind="not_gzip",
        )

    @classmethod
    def truncated(cls, path: Path) -> Self:
        """A compressed file ends too early."""
        return cls(f"{path} ends in the middle: its last part is missing.", hint=_CUT_SHORT, kind="truncated")

    @classmethod
    def damaged(cls, path: Path) -> Self:
        """A compressed file doesn't add up."""
        return cls(
            f"{path} is damaged: what it unpacks to isn't what was packed.",
            hint="copy it again from where it was written; 'gzip -t' tests a copy.",
            kind="damaged",
        )

    @classmethod
    def not_json(cls, path: Path, reason: object) -> Self:
        """What a file unpacks to is no JSON."""
        return cls(f"{path} doesn't hold JSON: {reason}.", hint=_SNAPSHOT_WANTED, kind="not_json")

    @classmethod
    def not_a_snapshot(cls, path: Path, reason: object) -> Self:
        """A file holds JSON of another kind."""
        return cls(
            f"{path} holds JSON that is no session snapshot: {reason}.",
            hint=_SNAPSHOT_WANTED,
            kind="not_a_snapshot",
        )

    @classmethod
    def not_a_ledger(cls, path: Path) -> Self:
        """A file is named like a ledger, and no line of it is one's."""
        return cls(
            f"{path} is no session ledger: none of its lines is a record of one.",
            hint="a ledger is session/<session id>.jsonl in a sessions' folder; accounting.jsonl is another thing.",
            kind="not_a_ledger",
        )

    @classmethod
    def too_many_lines(cls, path: Path, most: int) -> Self:
        """A ledger has more lines than any session can write."""
        return cls(
            f"{path} has more than {most:,} lines; it wasn't read any further.",
            hint="a session doesn't write as many; see what wrote the file.",
            kind="too_large",
        )

    @classmethod
    def outside(cls, name: str, folder: Path) -> Self:
        """A name inside a file leads out of the folder that the file is in."""
        return cls(
            f"{name[:_TEXT]!a} leads out of {folder}, and wasn't read.",
            hint="a recorder names payloads relative to its own folder; see what wrote the file.",
            kind="outside",
        )

    @classmethod
    def altered(cls, path: Path) -> Self:
        """A payload's bytes aren't those that were written."""
        return cls(
            f"{path} isn't what the recorder wrote: its checksum is another.",
            hint="copy it again from where it was written.",
            kind="altered",
        )

    @classmethod
    def nothing_left(cls, path: Path) -> Self:
        """Not even the beginning of a file can be used."""
        return cls(
            f"{path} holds too little of a snapshot to save anything of it.",
            hint=_CUT_SHORT,
            kind="nothing_left",
        )

    @classmethod
    def link(cls, path: Path) -> Self:
        """A file of a sessions' folder only points elsewhere."""
        return cls(
            f"{path} is a symbolic link, and links aren't followed.",
            hint="name the file that it leads to.",
            kind="link",
        )

    @classmethod
    def no_file(cls, path: Path) -> Self:
        """A folder, a pipe or a device stands where a file should."""
        return cls(
            f"{path} is no file.",
            hint="name a file; a folder, a pipe or a device can't be read as one.",
            kind="no_file",
        )

    @classmethod
    def changing(cls, path: Path) -> Self:
        """A file changed every time it was read."""
        return cls(
            f"{path} changes while it is read.",
            hint="something writes it just now; try again in a moment.",
            kind="changing",
        )

    @classmethod
    def too_large(cls, path: Path, size: int, most: int) -> Self:
        """A file is larger than any that is read."""
        return cls(
            f"{path} is {size:,} bytes long; no more than {most:,} are read.",
            hint="a session doesn't fill as much; see what wrote the file.",
            kind="too_large",
        )

    @classmethod
    def bomb(cls, path: Path) -> Self:
        """A compressed file unpacks to more than it may."""
        return cls(
            f"{path} unpacks to far more than a file of its size should; it wasn't read any further.",
            hint="a session doesn't compress as well; see what wrote the file.",
            kind="too_large",
        )

    @classmethod
    def too_deep(cls, path: Path) -> Self:
        """A file nests its values without end."""
        return cls(
            f"{path} nests its values too deeply to be read.",
            hint="no session nests its values as deeply, its sub-agents aside; see what wrote the file.",
            kind="too_deep",
        )

    @classmethod
    def too_many_days(cls, path: Path, days: int, most: int) -> Self:
        """A run is spread over more time than any takes."""
        return cls(
            f"{path} has times on {days:,} days; no run lasts for more than {most:,}.",
            hint="the clock of its machine went wrong; 'rearview snapshot show' still reads it.",
            kind="too_many_days",
        )

    @classmethod
    def reader_died(cls, path: Path, code: int) -> Self:
        """The process that read a file came to a sudden end, and the file is the likely cause."""
        ended = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        return cls(
            f"{path} couldn't be read: the process that read it {ended}.",
            hint="most likely there wasn't enough memory; close something, or use fewer --jobs.",
            kind="reader_died",
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


class AccessError(RearviewError):
    """The operating system refuses."""

    @classmethod
    def of(cls, error: OSError, *, doing: str) -> Self:
        """Translate what the operating system said while doing something."""
        reason = error.strerror or str(error)
        return cls(f"Could not {doing}: {reason}.", hint=_WHAT_TO_DO.get(error.errno or 0, _ASK_THE_SYSTEM))


_TEXT = 80
_CUT_SHORT = "its writer or a copy was cut short; copy it again from where it was written."
_SNAPSHOT_WANTED = "a snapshot is a file as an agent writes it: <session id>.json.gz."
_ASK_THE_SYSTEM = "the operating system gave this reason; nothing was lost, and the command can be run again."
_WHAT_TO_DO = {
    2: "make the folder first, or check its spelling.",
    13: "check who owns the file and its folder (ls -l), then run the command again.",
    28: "free some space on that disk, then run the command again: it goes on where it stopped.",
    30: "the disk is mounted read-only; choose another folder or remount it.",
}
