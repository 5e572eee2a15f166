"""The index of a place: which files it has, which are still true, which must be made, and what all of them find.

It is kept beside the lake's cells, or in a folder of our own where nothing can be written there.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rearview.errors import AccessError
from rearview.lake.layout import METADATA
from rearview.library.facts.cells import cells_of, state
from rearview.library.facts.derive import folders
from rearview.library.facts.index import NAME, Index
from rearview.library.made_again import folder_for
from rearview.viewer.search import unit
from rearview.viewer.search.folding import asked
from rearview.viewer.search.told import EVERY_DAY, told

if TYPE_CHECKING:
    from rearview.library.lake import Lake

_FORMAT = "1"
_FOLDER = "search"
_ENDING = ".sqlite"
_TIMELESS = "timeless"
_REMEMBERED = 16
_AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """How much of a place can be searched."""

    made: int
    of: int

    @property
    def whole(self) -> bool:
        """Whether all of it can."""
        return self.made >= self.of


class SearchIndex:
    """The index of one lake."""

    def __init__(self, lake: "Lake") -> None:
        self._lake = lake
        self._folder = _folder(lake.held.root)
        self._files: dict[str, Path] = {}
        self._wanted: dict[str, str] = {}
        self._found: OrderedDict[str, list[str]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def covered(self) -> Covered:
        """How much can be searched by now."""
        return Covered(made=len(self._files), of=len(self._wanted))

    def renew(self, stop: threading.Event) -> None:
        """Make what isn't true any more, the newest day first; what is told to stop goes on the next time."""
        self._wanted = _stamps(self._lake)
        _prepare(self._folder)
        kept = {path.name: path for path in self._folder.glob(f"*{_ENDING}")}
        names = {name: f"{name or _TIMELESS}-{stamp}{_ENDING}" for name, stamp in self._wanted.items()}
        self._show({name: kept[file] for name, file in names.items() if file in kept})
        for name in sorted(names, reverse=True):
            if stop.is_set():
                return
            if name not in self._files:
                place = self._folder / names[name]
                unit.write(place, told(self._lake, name))
                self._show({**self._files, name: place})
        for name, path in kept.items():
            if name not in names.values():
                path.unlink(missing_ok=True)

    def find(self, words: str) -> list[str]:
        """Return the ids of the sessions that hold all of some words."""
        with self._lock:
            if words in self._found:
                self._found.move_to_end(words)
                return self._found[words]
            files = list(self._files.values())
        wanted = asked(words)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            ids = pool.map(lambda file: unit.find(file, wanted), files)
            found = list(dict.fromkeys(chain.from_iterable(ids)))
        with self._lock:
            if files == list(self._files.values()):
                self._found[words] = found
                if len(self._found) > _REMEMBERED:
                    self._found.popitem(last=False)
        return found

    def _show(self, files: Mapping[str, Path]) -> None:
        with self._lock:
            self._files = dict(files)
            self._found.clear()


def _stamps(lake: "Lake") -> dict[str, str]:
    """Return what stands for all that is known of the sessions of each day, as the facts kept of them say."""
    held = lake.held
    try:
        made = msgspec.json.decode((held.root / METADATA / "facts" / NAME).read_bytes(), type=Index).made
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        made = {}
    if made:
        return {day: _stamp(one.of) for day, one in made.items()}
    if not held.dated:
        return {EVERY_DAY: _stamp(*(state(held.files(folder)) for folder in sorted(folders(held.source))))}
    cells = cells_of(held.root, folders(held.source))
    return {EVERY_DAY: _stamp(*(state(files) for days in cells.values() for files in days.values()))}


def _stamp(*told: str) -> str:
    return blake2b("\0".join((_FORMAT, *told)).encode(), digest_size=8).hexdigest()


def _folder(root: Path) -> Path:
    beside = root / METADATA
    if beside.is_dir() and os.access(beside, os.W_OK):
        return beside / _FOLDER
    return folder_for(root) / _FOLDER


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise AccessError.of(error, doing=f"make the folder {folder}") from error
