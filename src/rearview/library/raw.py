"""What lies at a path that is no lake: snapshots, or traces. It reads no more of them than how they begin."""

from pathlib import Path

from rearview.lake.scan import is_lake
from rearview.sources.agentforce import older
from rearview.sources.otel.ingest.files import are_spans
from rearview.sources.snapshots.folder import holds_snapshots


def is_snapshots(path: Path) -> bool:
    """Tell whether it is snapshots that lie there."""
    return _is_raw(path) and holds_snapshots(path) and not is_spans(path)


def is_spans(path: Path) -> bool:
    """Tell whether it is traces: a file is known by how it begins, a folder of snapshots by the names in it."""
    return _is_raw(path) and not (path.is_dir() and holds_snapshots(path)) and are_spans([path])


def _is_raw(path: Path) -> bool:
    try:
        return path.exists() and not is_lake(path) and not older.is_older(path)
    except OSError:  # whoever reads it says what the system has against it
        return False
