"""Taking in a body, whole or not at all. It must never give out a part of one as if it were all of it.

What is shorter than it says of itself the HTTP library notices; a compressed stream that ends too early it doesn't.
"""

from gzip import BadGzipFile

from isal import igzip
from isal.igzip_lib import IsalError

from rearview.sources.agentforce.wire.exchange import Garbled

ENCODING = "gzip"
"""What bodies may be compressed with; asked for, and nothing else taken."""
# What isal ships as types is incomplete: its exception is declared as a value, its gzip module not at all.
_DAMAGED: tuple[type[Exception], ...] = (EOFError, BadGzipFile, IsalError)  # type: ignore[assignment]


def unpacked(raw: bytes, encoding: str) -> bytes:
    """Return a body as it was before it was compressed."""
    if encoding in {"", "identity"}:
        return raw
    if encoding != ENCODING:
        raise Garbled.compressed(encoding)
    try:
        return bytes(igzip.decompress(raw))  # type: ignore[no-untyped-call]
    except _DAMAGED as error:
        raise Garbled.cut() from error
