"""From the text of a snapshot to gzip, piece by piece.

Owns how tightly it is packed: readers take a file that unpacks to far more than a session could hold for a bomb, so what
says the same thing over and over isn't packed as tightly as it could be.
"""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from isal import isal_zlib

_LEVEL = 2
_GZIP = 31
_AT_ONCE = 1 << 18
_FREE = 32 << 20
"""Bytes of text up to which it doesn't matter how tightly they are packed."""
_RATIO = 100
"""Bytes of text a byte of the file, above which some of the text isn't packed at all."""


def packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the gzip of a text that comes in pieces."""
    taken = given = loose = 0
    packer = _tight()
    for piece in _gathered(pieces):
        part = packer.compress(piece)
        taken, given = taken + len(piece), given + len(part)
        yield part
        if loose > 0:
            loose -= len(piece)
            if loose <= 0:
                yield packer.flush()
                packer = _tight()
        elif taken > max(_FREE, _RATIO * given):
            # Twice as loose as it must be, so that the text doubles before this comes again: a file has few streams.
            yield packer.flush()
            packer, loose = zlib.compressobj(0, zlib.DEFLATED, _GZIP), 2 * taken // _RATIO
    yield packer.flush()


def _tight() -> Any:
    return isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, _GZIP)


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces of about the same size, none of them large."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= _AT_ONCE:
            yield bytes(held[:_AT_ONCE])
            del held[:_AT_ONCE]
    yield bytes(held)
