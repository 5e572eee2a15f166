"""A lake of the snapshots, or of the traces, that lie in a folder or a file: what isn't a lake can be asked like one.

It is kept where it can be made again, and takes only what has changed since. Where they lie, nothing is written.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from rearview.errors import LockedError, NotFoundError
from rearview.lake.scan import is_lake
from rearview.library.made_again import folder_for
from rearview.library.raw import is_snapshots, is_spans
from rearview.sources.snapshots.ingest.ingest import Ingestion, ingest, processors

_SNAPSHOTS, _SPANS = "lake", "spans"
"""Folders of their own, since a path may hold one now and the other later."""
Watch = Callable[[int, int], None]
"""Is told how many bytes of how many were read."""


def lake_of(path: Path, *, stop: Event | None = None, watch: Watch = lambda *_: None) -> Path:
    """Return the lake to ask about what lies at a path: itself, or what is kept of its snapshots or traces."""
    is_raw = is_snapshots(path) or is_spans(path)
    return mirrored(path, stop=stop, watch=watch) if is_raw else path


def mirror(path: Path) -> Path:
    """Return where the lake of some snapshots, or traces, is kept."""
    return folder_for(path) / (_SPANS if is_spans(path) else _SNAPSHOTS)


def mirrored(path: Path, *, stop: Event | None = None, watch: Watch = lambda *_: None) -> Path:
    """Bring the lake of what lies at a path up to date; where another does so just now, take what it has done."""
    if not path.exists():
        raise NotFoundError.path(path)
    root = mirror(path)
    take = _take_spans if root.name == _SPANS else _take_snapshots
    try:
        take(path, root, stop or Event(), watch)
    except LockedError:
        if not is_lake(root):
            raise
    return root


def _take_snapshots(path: Path, root: Path, stop: Event, watch: Watch) -> None:
    ingest(
        Ingestion(
            paths=(path,),
            root=root,
            payloads=True,
            processes=processors(),
            stop=stop,
            watch=lambda far: watch(far.bytes_done, far.bytes),
        )
    )


def _take_spans(path: Path, root: Path, stop: Event, watch: Watch) -> None:
    from rearview.sources.otel.ingest import ingest as spans  # the other room's has the same names

    spans.ingest(
        spans.Ingestion(paths=(path,), root=root, stop=stop, watch=lambda _, done, of: watch(done, of))
    )
