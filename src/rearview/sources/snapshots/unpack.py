"""The text in a gzipped file.

Owns what is said where there is none. It must never take half a file for a whole one.
"""

from pathlib import Path

from rearview.errors import UnreadableError
from rearview.sources.snapshots.contents import contents
from rearview.sources.snapshots.inflate import GZIP, Fault, inflate
from rearview.sources.snapshots.limits import Limits


def unpack(path: Path, limits: Limits) -> tuple[bytes, int]:
    """Return the text in a file, and how many bytes follow it that aren't part of it."""
    packed = contents(path, most=limits.packed)
    if not packed:
        raise UnreadableError.empty(path)
    if not packed.startswith(GZIP):
        raise UnreadableError.not_gzip(path)
    unpacked = inflate(packed, most=limits.text(len(packed)), members=limits.members)
    if unpacked.fault is not None:
        raise _refusal(unpacked.fault, path)
    if limits.crowd(unpacked.text, len(packed)):
        raise UnreadableError.bomb(path)
    return unpacked.text, unpacked.after


def _refusal(fault: Fault, path: Path) -> UnreadableError:
    if fault == "truncated":
        return UnreadableError.truncated(path)
    return UnreadableError.damaged(path) if fault == "damaged" else UnreadableError.bomb(path)
