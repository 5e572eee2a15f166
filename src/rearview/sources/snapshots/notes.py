"""What is odd about a snapshot that was read all the same.

Owns the words. A note is data: it never stops anything, and what can't be read at all is an error instead.
"""

from dataclasses import dataclass
from typing import Literal, Self, TypeAlias

NoteKind: TypeAlias = Literal[
    "unknown_version",
    "child_under_roots_name",
    "after_the_end",
    "ill_typed",
    "unfinished_line",
    "unreadable_lines",
    "other_session",
    "missing_ledger",
    "unreadable_ledger",
    "unsafe_path",
    "from_ledger",
    "from_tree",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One odd thing about a snapshot."""

    kind: NoteKind
    sentence: str

    @classmethod
    def unknown_version(cls, version: object) -> Self:
        """A file's version is later than any that is known, or isn't stated."""
        told = (
            "doesn't state its version" if version is None else f"is of version {version}, which is not known"
        )
        return cls(
            kind="unknown_version", sentence=f"The file {told}; it was read as far as it is understood."
        )

    @classmethod
    def child_under_roots_name(cls, agent: str | None, trace_id: str) -> Self:
        """A file has the name of the root session, and holds the tree of a sub-agent."""
        return cls(
            kind="child_under_roots_name",
            sentence=f"The file is named after the root session, but holds that of a sub-agent, {agent or 'unnamed'} "
            f"({trace_id}): the root was still running, or broke off before it wrote its own.",
        )

    @classmethod
    def after_the_end(cls, count: int) -> Self:
        """Bytes that belong to nothing follow the compressed data."""
        return cls(
            kind="after_the_end",
            sentence=f"{count:,} bytes that aren't gzip follow the snapshot, and were left out.",
        )

    @classmethod
    def ill_typed(cls, place: str) -> Self:
        """A value isn't of the kind that belongs there."""
        return cls(
            kind="ill_typed", sentence=f"{place} isn't of the kind that belongs there, and was left out."
        )

    @classmethod
    def unfinished_line(cls, name: str) -> Self:
        """The last line of a ledger has no end."""
        return cls(
            kind="unfinished_line",
            sentence=f"The last line of {name} is unfinished, and was left out: the session runs still, or broke off.",
        )

    @classmethod
    def unreadable_lines(cls, name: str, count: int, first: int, reason: str) -> Self:
        """Lines of a ledger are no records."""
        lines = "1 line" if count == 1 else f"{count:,} lines"
        return cls(
            kind="unreadable_lines",
            sentence=f"{lines} of {name} can't be read, and were left out; the first is line {first:,}: {reason}.",
        )

    @classmethod
    def other_session(cls, name: str, count: int) -> Self:
        """A ledger has lines of another session."""
        return cls(
            kind="other_session",
            sentence=f"{count:,} lines of {name} belong to another session, and were left out.",
        )

    @classmethod
    def missing_ledger(cls, session_id: str) -> Self:
        """A sub-agent's session isn't among the files."""
        return cls(
            kind="missing_ledger", sentence=f"The sub-agent's session {session_id} isn't in this folder."
        )

    @classmethod
    def unreadable_ledger(cls, reason: str) -> Self:
        """A sub-agent's session is among the files, and can't be read."""
        return cls(kind="unreadable_ledger", sentence=f"A sub-agent's session was left out: {reason}")

    @classmethod
    def unsafe_path(cls, name: str) -> Self:
        """A file names another in a way that may lead anywhere."""
        return cls(
            kind="unsafe_path", sentence=f"{name[:80]!a} can't be the name of a file, and wasn't looked for."
        )

    @classmethod
    def from_tree(cls, name: str) -> Self:
        """A run was written twice, and the tree was read in place of the ledger."""
        return cls(
            kind="from_tree",
            sentence=f"The same run is in {name}, which holds more than its ledger; that was read.",
        )

    @classmethod
    def from_ledger(cls, name: str) -> Self:
        """A run's ledger was read in place of its tree."""
        return cls(kind="from_ledger", sentence=f"The run was read from its ledger, {name}.")
