"""Where is kept what can be made again of a place: a folder of the user's own, or one that goes when the process ends."""

import os
import tempfile
from functools import cache
from hashlib import blake2b
from pathlib import Path

_NAME = "rearview"


@cache
def folder_for(path: Path) -> Path:
    """Return the folder for what is made of a path; only its owner may look into it."""
    name = blake2b(os.fsencode(path.resolve()), digest_size=12).hexdigest()
    folder = _caches() / _NAME / "view" / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return _passing() / name
    return folder if os.access(folder, os.W_OK) else _passing() / name


def _caches() -> Path:
    said = os.environ.get("XDG_CACHE_HOME", "")
    return Path(said) if Path(said).is_absolute() else Path.home() / ".cache"


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="rearview-view-")


def _passing() -> Path:
    return Path(_folder().name)
