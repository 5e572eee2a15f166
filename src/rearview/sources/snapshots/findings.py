"""What is wrong with a snapshot's file, in words.

Owns the sentences and what to do about each. It must not look at any file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from rearview.errors import AccessError, RearviewError, UnreadableError
from rearview.sources.snapshots.notes import Note, NoteKind

_NAMED = 5
_AS_ITS_USER = "run the recorder as the folder's owner, or give the folder to the user that it runs as."
_HINTS: dict[NoteKind, str] = {
    "unknown_version": "use a newer version of Rearview to see all of it.",
    "child_under_roots_name": "wait until the root has ended; if it broke off, this sub-agent is all there is.",
    "after_the_end": "copy the file again if more was expected of it; two copies may have been written into one.",
    "ill_typed": "use a newer version of Rearview; 'rearview snapshot json' shows the file as it is.",
    "unfinished_line": "read it again once the session has ended.",
    "unreadable_lines": "copy the ledger again from where it was written.",
    "other_session": "see what wrote the file: a recorder keeps one ledger a session.",
    "missing_ledger": "copy the whole folder 'session', not the root's ledger alone.",
    "unreadable_ledger": "run doctor on that file.",
    "unsafe_path": "see what wrote the file: a recorder names sessions by their id.",
    "from_tree": "nothing is wrong; the ledger has the files with whole payloads.",
    "from_ledger": "a ledger keeps no logs and no tools' payloads; look for the tree where the file was written.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, and what to do about it."""

    kind: str
    sentence: str
    hint: str

    @classmethod
    def of_error(cls, error: RearviewError) -> Self:
        """A file can't be read."""
        kind = error.kind if isinstance(error, UnreadableError) else "refused"
        return cls(kind=kind, sentence=error.what, hint=error.hint)

    @classmethod
    def of_note(cls, note: Note) -> Self:
        """A file is odd, and was read all the same."""
        return cls(kind=note.kind, sentence=note.sentence, hint=_HINTS[note.kind])

    @classmethod
    def ledger_instead(cls, ledger: Path) -> Self:
        """A file can't be read, and the same run's ledger is there."""
        return cls(
            kind="ledger_instead",
            sentence=f"The same run has a ledger: {ledger}.",
            hint="name that file instead.",
        )

    @classmethod
    def open_sessions(cls, names: Sequence[str]) -> Self:
        """Sessions have a beginning and no end."""
        return cls(
            kind="open_sessions",
            sentence=f"{_count(len(names), 'session')} never ended: {_listed(names)}.",
            hint="the file was written while they ran, or the process was stopped; a later file may hold their end.",
        )

    @classmethod
    def open_operations(cls, names: Sequence[str]) -> Self:
        """Operations have a beginning and no end."""
        return cls(
            kind="open_operations",
            sentence=f"{_count(len(names), 'operation')} never ended: {_listed(names)}.",
            hint="what they were waiting for is the likely reason why the session went no further.",
        )

    @classmethod
    def missing_payloads(cls, names: Sequence[str], refs: int) -> Self:
        """Files that hold payloads aren't there."""
        return cls(
            kind="missing_payloads",
            sentence=f"{len(names):,} of {_count(refs, 'payload file')} can't be opened: {_listed(names)}.",
            hint="copy the folder 'payloads' together with the sessions; old payloads may have been cleared away.",
        )

    @classmethod
    def no_folder(cls, folder: Path, error: OSError) -> Self:
        """A folder can't be looked into."""
        told = AccessError.of(error, doing=f"look into {folder}")
        return cls(kind="folder", sentence=told.what, hint=told.hint)

    @classmethod
    def orphan(cls, file: Path) -> Self:
        """A recorder began to write a file and never finished."""
        return cls(
            kind="orphan",
            sentence=f"{file} is what its recorder began to write and never put in its place.",
            hint="the process was stopped meanwhile; run doctor on that file to save what it holds.",
        )

    @classmethod
    def read_only(cls, folder: Path) -> Self:
        """A disk can't be written to."""
        return cls(
            kind="read_only",
            sentence=f"The disk of {folder} is mounted read-only, so nothing can be saved there.",
            hint="mount it for writing, or name another folder as persistence.sessionsDir.",
        )

    @classmethod
    def disk_full(cls, folder: Path) -> Self:
        """A disk has no space."""
        return cls(
            kind="disk_full",
            sentence=f"The disk of {folder} is full, so nothing more can be saved there.",
            hint="free some space; sessions that ended meanwhile are lost, for a recorder tries only once.",
        )

    @classmethod
    def no_more_files(cls, folder: Path) -> Self:
        """A disk has space, and takes no more files."""
        return cls(
            kind="no_more_files",
            sentence=f"The disk of {folder} has space, but can't hold any more files.",
            hint="remove or pack away old sessions: each is a file.",
        )

    @classmethod
    def not_writable_by_owner(cls, folder: Path, mode: str) -> Self:
        """A folder's own owner can't make files in it."""
        return cls(
            kind="not_writable",
            sentence=f"Nobody can make files in {folder}: its mode is {mode}.",
            hint=f"chmod u+wx {folder}",
        )

    @classmethod
    def not_writable_by_us(cls, folder: Path, mode: str, owner: int) -> Self:
        """Whoever asks can't make files in a folder."""
        return cls(
            kind="not_writable",
            sentence=f"You can't make files in {folder}: it belongs to user {owner}, and its mode is {mode}.",
            hint=_AS_ITS_USER,
        )

    @classmethod
    def unexplained(cls, path: Path) -> Self:
        """Nothing is at a path, and nothing is wrong with its folder."""
        return cls(
            kind="missing",
            sentence=f"There is nothing at {path}, and nothing is wrong with its folder.",
            hint="a file is named after the root session's id, never a sub-agent's; a session that crashes leaves none, "
            "and one that failed to save said so on stderr.",
        )


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
