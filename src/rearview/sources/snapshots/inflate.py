"""From gzip to the text in it.

Owns how much text is taken out of how few bytes. It must never unpack more than it was allowed to.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from isal.igzip_lib import DECOMP_GZIP, IgzipDecompressor, IsalError

GZIP = b"\x1f\x8b"
# Deflate can't do better: a length of 258 is at best one bit, and another for its distance.
_BEST_RATIO = 1032
_CHUNK = 16 << 20
# What isal ships as types is incomplete: its exception is declared as a value.
_DAMAGED: type[Exception] = IsalError  # type: ignore[assignment]

Fault: TypeAlias = Literal["truncated", "damaged", "too_large", "too_many"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inflated:
    """What came out of a file, and what stopped it."""

    text: bytes
    fault: Fault | None = None
    after: int = 0
    """How many bytes follow the last stream and belong to none."""


def inflate(packed: bytes, *, most: int, members: int) -> Inflated:
    """Unpack a file of one or several gzip streams; zeros after the last one are padding."""
    parts: list[bytes] = []
    rest = packed
    fault: Fault | None = None
    while rest.startswith(GZIP) and fault is None:
        if members == 0:
            return Inflated(text=b"".join(parts), fault="too_many")
        rest, fault = _member(rest, parts, most - sum(map(len, parts)))
        members -= 1
    return Inflated(text=parts[0] if len(parts) == 1 else b"".join(parts), fault=fault, after=len(rest))


def _member(packed: bytes, parts: list[bytes], most: int) -> tuple[bytes, Fault | None]:
    """Unpack the first stream, and return what follows it."""
    stream = IgzipDecompressor(flag=DECOMP_GZIP)
    # The last four bytes say how long the text is: believed, they save growing the buffer, a third of the time.
    said = int.from_bytes(packed[-4:], "little") + 1
    room = min(said, _BEST_RATIO * len(packed), most + 1)
    try:
        while not stream.eof:
            part = stream.decompress(packed, room)
            parts.append(part)
            most -= len(part)
            if most < 0:
                return b"", "too_large"
            if not part and stream.needs_input and not stream.eof:
                return b"", "truncated"
            packed, room = b"", min(_CHUNK, most + 1)
    except _DAMAGED:
        return b"", "damaged"
    return stream.unused_data.lstrip(b"\0"), None
