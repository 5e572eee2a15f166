"""Where a run is written: the files of a sessions' folder, and where they go when that can't be written.

<folder>/<origin id>.json.gz                   the snapshot
<folder>/journal/<origin id>.journal           what has been recorded of a run that isn't over
<folder>/payloads/<session id>/turn-0001/...   large responses
"""

import os
import tempfile
from pathlib import Path

JOURNAL = ".journal"
_SNAPSHOT = ".json.gz"


def snapshot_of(folder: Path, origin_id: str) -> Path:
    """Return where the snapshot of a run lies."""
    return folder / f"{origin_id}{_SNAPSHOT}"


def journals_of(folder: Path) -> Path:
    """Return the folder of the journals."""
    return folder / "journal"


def journal_of(folder: Path, origin_id: str) -> Path:
    """Return where the journal of a run lies."""
    return journals_of(folder) / f"{origin_id}{JOURNAL}"


def response_of(session_id: str, turn: int, position: int, form: str) -> str:
    """Return where a large response of a tool lies, relative to the folder."""
    return f"payloads/{session_id}/turn-{turn:04}/tool-{position:04}-response.{form}.gz"


def refuge() -> Path:
    """Return the folder that stands in for one that can't be written; it is this user's own, or refused."""
    folder = Path(tempfile.gettempdir()) / f"rearview-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    state = folder.lstat()
    # Anybody may make folders there, and make this one before its user does.
    if folder.is_symlink() or state.st_uid != os.getuid() or state.st_mode & 0o077:
        raise PermissionError(1, f"{folder} isn't its user's own")
    return folder
