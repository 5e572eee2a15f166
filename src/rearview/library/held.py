"""What lies in a folder that can be asked: whose sessions, and in which files a source's tables are.

Owns how far files reach beyond a period. It opens none of them.
"""

from dataclasses import dataclass
from pathlib import Path

from rearview.errors import BrokenLakeError, NotFoundError
from rearview.lake.grid import DAY_MS
from rearview.lake.scan import files, identity_of, is_lake
from rearview.sources.agentforce import older

BEFORE_MS = DAY_MS
AFTER_MS = 7 * DAY_MS
"""How long before a period, and after it, something may lie that belongs to a session which began in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A lake, or a folder that the older extractor has filled."""

    root: Path
    source: str
    """The source whose tables it holds."""
    dated: bool
    """Whether it is a lake, whose folders say on which day its rows happened."""

    def files(self, folder: str, since_ms: int | None = None, until_ms: int | None = None) -> list[Path]:
        """Return the files that hold a table's rows of the sessions which began in [since, until)."""
        if not self.dated:
            return older.files(self.root, folder)
        return files(
            self.root,
            folder,
            since_ms=None if since_ms is None else since_ms - BEFORE_MS,
            until_ms=None if until_ms is None else until_ms + AFTER_MS,
        )


def held_in(root: Path) -> Held:
    """Say what lies in a folder; refuse one that can't be asked."""
    if is_lake(root):
        return Held(root=root, source=identity_of(root).source, dated=True)
    if not root.exists():
        raise NotFoundError.path(root)
    if older.is_older(root):
        return Held(root=root, source="agentforce", dated=False)
    raise BrokenLakeError.nothing_to_ask(root)
