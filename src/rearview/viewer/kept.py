"""Trees of large sessions, kept so that they are there at once the next time: what can be read again, and nothing else.

A tree that is kept is what was built, byte for byte in its values; it counts for one state of its source and one version
of Rearview. Nothing depends on it being there.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from rearview import __version__
from rearview.model.session import Session, Tree
from rearview.model.tables import TABLES

_LARGE = 5_000
"""Trees of fewer steps are built as quickly as they are read."""
_KEPT = 24
_ENDING = ".tree"
_SHAPE = ",".join(f"{name}.{column.name}" for name, table in TABLES.items() for column in table.columns)
_SEED = f"{__version__} {_SHAPE} {','.join(field.name for field in fields(Session))}"

_Held = tuple[tuple[Session, ...], dict[str, str]]
_decoder: msgspec.msgpack.Decoder[_Held] = msgspec.msgpack.Decoder(_Held)


def kept_or_built(folder: Path, of: tuple[Any, ...], build: Callable[[], Tree]) -> Tree:
    """Return the tree that is kept for a state of a source, or build it and keep it if it is large."""
    place = folder / f"{blake2b(repr((_SEED, of)).encode(), digest_size=16).hexdigest()}{_ENDING}"
    found = _read(place)
    if found is not None:
        return found
    tree = build()
    if sum(len(turn.steps) for session in tree.sessions for turn in session.turns) >= _LARGE:
        with suppress(
            OSError, UnicodeEncodeError
        ):  # a disk that is full, a text that is none: then it isn't kept
            _write(place, msgspec.msgpack.encode((tree.sessions, tree.openers)))
    return tree


def _read(place: Path) -> Tree | None:
    try:
        sessions, openers = _decoder.decode(place.read_bytes())
        os.utime(place)
    except (OSError, msgspec.MsgspecError):
        return None
    return Tree(sessions=sessions, openers=openers)


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = place.with_name(f"{place.name}.{os.getpid()}.new")
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:  # noqa: PTH123 - with the mode from the first byte on
        file.write(data)
    aside.replace(place)
    kept = sorted(place.parent.glob(f"*{_ENDING}"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for old in kept[_KEPT:]:
        old.unlink(missing_ok=True)
