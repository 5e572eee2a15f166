"""The cells of a lake by table and day, and what stands for their files as they are now. None is opened."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from rearview.engines.files import NO_DATE
from rearview.lake.scan import files
from rearview.library.facts.index import TIMELESS

Cells = Mapping[str, Mapping[str, Sequence[Path]]]
"""Files by table and day."""


def cells_of(root: Path, folders: Collection[str]) -> Cells:
    """Return the cells of some tables."""
    found: dict[str, dict[str, list[Path]]] = {folder: defaultdict(list) for folder in folders}
    for folder, days in found.items():
        for file in files(root, folder):
            day = file.parent.name.partition("=")[2]
            days[TIMELESS if day == NO_DATE else day].append(file)
    return found


def state(paths: Iterable[Path]) -> str:
    """Return what stands for files as they are now: a cell is replaced whole, so its place on the disk tells."""
    told = (f"{path.parent.name}/{path.name} {_place(path)}" for path in paths)
    return digest(told)


def digest(parts: Iterable[str]) -> str:
    """Return what stands for some texts in their order."""
    held = blake2b(digest_size=16)
    for part in parts:
        held.update(part.encode(errors="surrogatepass"))
        held.update(b"\0")
    return held.hexdigest()


def _place(path: Path) -> str:
    try:
        told = path.stat()
    except FileNotFoundError:  # replaced or removed just now: then it is another the next time too
        return "gone"
    return f"{told.st_ino} {told.st_size} {told.st_mtime_ns}"
