"""A lake of the snapshots that lie in a folder, or of one of them: what isn't a lake can be asked like one.

It is kept where it can be made again, and takes only what has changed since. Where the snapshots lie, nothing is written.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from rearview.errors import LockedError, NotFoundError
from rearview.lake.scan import is_lake
from rearview.library.made_again import folder_for
from rearview.sources.agentforce import older
from rearview.sources.snapshots.folder import holds_snapshots
from rearview.sources.snapshots.ingest.ingest import Ingestion, ingest, processors

Watch = Callable[[int, int], None]
"""Is told how many bytes of how many were read."""


def is_snapshots(path: Path) -> bool:
    """Tell whether it is snapshots that lie there, and no lake."""
    return holds_snapshots(path) and not is_lake(path) and not older.is_older(path)


def lake_of(path: Path, *, stop: Event | None = None, watch: Watch = lambda *_: None) -> Path:
    """Return the lake to ask about what lies at a path: itself, or what is kept of its snapshots."""
    return mirrored(path, stop=stop, watch=watch) if is_snapshots(path) else path


def mirror(path: Path) -> Path:
    """Return where the lake of some snapshots is kept."""
    return folder_for(path) / "lake"


def mirrored(path: Path, *, stop: Event | None = None, watch: Watch = lambda *_: None) -> Path:
    """Bring the lake of some snapshots up to date; where another does so just now, take what it has done."""
    if not path.exists():
        raise NotFoundError.path(path)
    root = mirror(path)
    try:
        ingest(
            Ingestion(
                paths=(path,),
                root=root,
                payloads=True,
                processes=processors(),
                stop=stop or Event(),
                watch=lambda far: watch(far.bytes_done, far.bytes),
            )
        )
    except LockedError:
        if not is_lake(root):
            raise
    return root
