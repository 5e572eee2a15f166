"""A run that a command has opened: its file, what it holds, and where everything stands in it."""

from dataclasses import dataclass
from pathlib import Path

from rearview.cli import diagnostics
from rearview.sources.snapshots.answers.find import located
from rearview.sources.snapshots.folder import folder_of
from rearview.sources.snapshots.format import Snapshot
from rearview.sources.snapshots.places import Places, places
from rearview.sources.snapshots.read import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A run."""

    path: Path
    """The file that it was read from: where it is written twice, the fuller one."""
    snapshot: Snapshot
    places: Places

    @property
    def folder(self) -> Path:
        """Where the files lie that it names."""
        return folder_of(self.path)


def opened(file: str, folder: Path) -> Opened:
    """Find a run and read it; what is odd about it is said as notes."""
    path = located(file, folder)
    snapshot = read(path)
    for note in snapshot.notes:
        diagnostics.note(note.sentence)
    return Opened(path=Path(snapshot.file or path), snapshot=snapshot, places=places(snapshot))
