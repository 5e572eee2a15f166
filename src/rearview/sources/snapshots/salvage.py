"""What a broken snapshot still holds, written anew.

Owns how much of it is kept: all that is whole. It must never change the broken file, nor write over another.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from isal import igzip
from isal.igzip_lib import DECOMP_GZIP, IgzipDecompressor, IsalError
from msgspec import DecodeError

from rearview.errors import AccessError, UnreadableError
from rearview.sources.snapshots.closing import closings
from rearview.sources.snapshots.contents import contents
from rearview.sources.snapshots.decode import decode
from rearview.sources.snapshots.deep import TooDeepError
from rearview.sources.snapshots.format import Snapshot
from rearview.sources.snapshots.inflate import GZIP
from rearview.sources.snapshots.limits import LIMITS, Limits

_SPOONFUL = 256
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_DAMAGED: type[Exception] = IsalError  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """What was saved of a snapshot."""

    text: bytes
    """Whole JSON, up to where the file broke off."""

    lost: int
    """Bytes of text that were there, and belonged to nothing whole."""

    snapshot: Snapshot


def salvage(path: Path, *, limits: Limits = LIMITS) -> Salvaged:
    """Return what a broken file still holds, up to where it breaks off."""
    text = _spooned(contents(path, most=limits.packed), limits)
    for whole in closings(text):
        try:
            return Salvaged(text=whole, lost=max(0, len(text) - len(whole)), snapshot=decode(whole, limits))
        except (DecodeError, UnicodeDecodeError, RecursionError, TooDeepError):
            continue
    raise UnreadableError.nothing_left(path)


def write_salvaged(salvaged: Salvaged, to: Path) -> None:
    """Write what was saved as a snapshot of its own, readable by its owner alone."""
    packed = igzip.compress(salvaged.text)
    try:
        with open(os.open(to, _FLAGS, 0o600), "wb") as file:  # noqa: PTH123 - a path can't be opened with flags
            file.write(packed)
    except OSError as error:
        raise AccessError.of(error, doing=f"write {to}") from error


def _spooned(packed: bytes, limits: Limits) -> bytes:
    """Unpack in small helpings: a damaged stream gives nothing of the one in which the damage shows."""
    if not packed.startswith(GZIP):
        return packed
    stream = IgzipDecompressor(flag=DECOMP_GZIP)
    parts: list[bytes] = []
    left = limits.text(len(packed))
    try:
        for start in range(0, len(packed), _SPOONFUL):
            parts.append(stream.decompress(packed[start : start + _SPOONFUL], left))
            left -= len(parts[-1])
            if stream.eof or left <= 0:
                break
    except _DAMAGED:
        pass
    return b"".join(parts)
