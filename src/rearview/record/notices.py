"""What is told to whoever runs the agent when recording goes wrong: each thing once in a process, and never as an error.

Owns the sentences. They go to the log `rearview.record`, which ends up on stderr where nobody configured anything.
"""

import contextlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Self

LOGGER = logging.getLogger("rearview.record")

_told: set[str] = set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing that went wrong; what is about the same thing is told once."""

    about: str
    sentence: str

    def tell(self) -> None:
        """Tell it, unless it was told before."""
        if self.about in _told:
            return
        _told.add(self.about)
        # Whose filters and handlers these are, nobody knows, and the agent goes on whatever they do.
        with contextlib.suppress(Exception):
            LOGGER.warning("%s", self.sentence)

    @classmethod
    def kept_elsewhere(cls, wanted: Path, error: Exception, place: Path) -> Self:
        """Something can't be written where it belongs, and is written elsewhere."""
        return cls(
            about=f"elsewhere {wanted.parent}",
            sentence=f"{wanted} can't be written ({_reason(error)}). The record is kept in {place} instead.",
        )

    @classmethod
    def kept_in_journal(cls, wanted: Path, error: Exception, journal: Path) -> Self:
        """A snapshot can't be written anywhere, and its journal is there."""
        return cls(
            about=f"journal {wanted.parent}",
            sentence=f"{wanted} can't be written ({_reason(error)}). The session is kept in {journal} instead: "
            "'rearview snapshot doctor --recover' makes a snapshot of it.",
        )

    @classmethod
    def kept_in_snapshot(cls, ledger: Path, error: Exception, snapshot: Path) -> Self:
        """Charges can't be written to any ledger."""
        return cls(
            about=f"ledger {ledger}",
            sentence=f"{ledger} can't be written ({_reason(error)}). The charges stand in {snapshot} alone.",
        )

    @classmethod
    def kept_inline(cls, wanted: Path, error: Exception) -> Self:
        """A large response can't be written to a file of its own."""
        return cls(
            about=f"inline {wanted.parent.parent}",
            sentence=f"{wanted} can't be written ({_reason(error)}). Large responses are kept in the snapshot instead.",
        )

    @classmethod
    def kept_nowhere(cls, wanted: Path, error: Exception) -> Self:
        """Nothing can be written anywhere."""
        return cls(
            about=f"nowhere {wanted.parent}",
            sentence=f"{wanted} can't be written ({_reason(error)}), and neither can any other place. What follows of "
            "this session is not recorded.",
        )

    @classmethod
    def too_late(cls, agent: str) -> Self:
        """Something happened in a session that had ended."""
        return cls(
            about=f"too late {agent[:80]}",
            sentence=f"Something of the agent {agent[:80]!r} went on after its session had ended, and is not recorded.",
        )

    @classmethod
    def callback(cls, error: Exception) -> Self:
        """Somebody's callback failed."""
        return cls(
            about=f"callback {type(error).__name__}",
            sentence=f"The callback on_event failed ({_reason(error)}). What it was given is written as usual.",
        )

    @classmethod
    def redactor(cls, error: Exception) -> Self:
        """Somebody's redaction failed."""
        return cls(
            about=f"redactor {type(error).__name__}",
            sentence=f"A redaction failed ({type(error).__name__}). The texts that it failed on are left out.",
        )

    @classmethod
    def adapter(cls, name: str, error: Exception) -> Self:
        """What went over a wire can't be understood."""
        return cls(
            about=f"adapter {name}",
            sentence=f"A call of {name} could not be recorded whole ({_reason(error)}).",
        )

    @classmethod
    def settings(cls, error: Exception) -> Self:
        """The environment names settings that can't be used."""
        return cls(about="settings", sentence=f"{error}\nThe recorder goes by its defaults instead.")

    @classmethod
    def unforeseen(cls, error: Exception) -> Self:
        """The recorder itself failed."""
        return cls(
            about=f"unforeseen {type(error).__name__}",
            sentence=f"Something could not be recorded ({_reason(error)}). The agent goes on, and so does the record.",
        )


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001 - an agent's own error may fail to say what it is
        return type(error).__name__
