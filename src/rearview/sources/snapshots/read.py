"""From a snapshot's file to its structs.

The one place where a snapshot is opened, unpacked and decoded, and where everything that can go wrong with that gets
its name. It must never let a foreign exception through, nor take half a file for a whole one.
"""

import re
from gzip import BadGzipFile
from pathlib import Path

from isal import igzip
from isal.igzip_lib import IsalError
from msgspec import DecodeError, ValidationError, json

from rearview.errors import AccessError, NotFoundError, UnreadableError
from rearview.sources.snapshots.format import Snapshot

VERSION = 1
GZIP = b"\x1f\x8b"

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a whole surrogate pair
    rb"|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_decoder = json.Decoder(Snapshot)
# What isal ships as types is incomplete: its exception is declared as a value, its gzip module not at all.
_DAMAGED: tuple[type[Exception], ...] = (BadGzipFile, IsalError)  # type: ignore[assignment]


def read(path: Path) -> Snapshot:
    """Read the snapshot at a path."""
    return _decoded(_unpacked(_bytes(path), path), path)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFoundError.path(path) from error
    except OSError as error:
        raise AccessError.of(error, doing=f"read {path}") from error


def _unpacked(packed: bytes, path: Path) -> bytes:
    if not packed:
        raise UnreadableError.empty(path)
    if not packed.startswith(GZIP):
        raise UnreadableError.not_gzip(path)
    try:
        return bytes(igzip.decompress(packed))  # type: ignore[no-untyped-call]
    except EOFError as error:
        raise UnreadableError.truncated(path) from error
    except _DAMAGED as error:
        raise UnreadableError.damaged(path) from error


def _decoded(text: bytes, path: Path) -> Snapshot:
    try:
        snapshot = _lenient(text)
    except RecursionError as error:
        raise UnreadableError.too_deep(path) from error
    except ValidationError as error:
        raise UnreadableError.not_a_snapshot(path, error) from error
    except (DecodeError, UnicodeDecodeError) as error:
        raise UnreadableError.not_json(path, error) from error
    if snapshot.version != VERSION:
        raise UnreadableError.unknown_version(path, snapshot.version)
    return snapshot


def _lenient(text: bytes) -> Snapshot:
    """Decode, and forgive characters that the recorder cut in half where it shortened a text."""
    try:
        return _decoder.decode(text)
    except DecodeError:
        mended = _ESCAPE.sub(lambda escape: b"\\ufffd" if escape["half"] else escape[0], text)
        return _decoder.decode(mended)
