"""Files that may hold spans: found, told apart from others, unpacked, and taken apart into requests.

A file is known by its first bytes, whatever it is called. What can't be read says why, and is nobody's error.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from rearview.errors import AccessError, NotFoundError
from rearview.sources.otel import otlp_json, protobuf
from rearview.sources.otel.ingest.incoming import Request
from rearview.sources.otel.unreadable import Unreadable
from rearview.sources.snapshots.inflate import GZIP, inflate

LARGEST = 1 << 30
"""How large a file may be, unpacked."""
_HEAD = 64 << 10
_MUCH = 16 << 20
_MEMBERS = 10_000
_SAYS_SO = (b'"resourceSpans"', b'"resource_spans"', b'"scopeSpans"')
_BINARY = (".pb", ".bin", ".binpb", ".protobuf", ".otlp")
_NOT_LOOKED_INTO = 64
"""So many files of a folder without spans are enough to know that it is a folder of something else."""


class Found(NamedTuple):
    """A file as the system tells of it."""

    path: Path
    size: int
    mtime_ns: int


def found(paths: Iterable[Path]) -> Iterator[Found]:
    """Yield the files at some paths, those of folders by their names; nothing is opened."""
    for path in paths:
        path = Path(os.path.abspath(path))  # noqa: PTH100, PLW2901 - resolve() would follow links
        try:
            inside = sorted(Path(entry.path) for entry in os.scandir(path)) if path.is_dir() else [path]
            for file in inside:
                told = file.lstat() if file is not path else file.stat()
                if S_ISREG(told.st_mode):
                    yield Found(file, told.st_size, told.st_mtime_ns)
        except FileNotFoundError as error:
            raise NotFoundError.path(path) from error
        except OSError as error:
            raise AccessError.of(error, doing=f"look into {path}") from error


def are_spans(paths: Iterable[Path]) -> bool:
    """Whether some paths hold traces, by the first file that does; snapshots are told apart by their names alone."""
    for file in islice(found(paths), _NOT_LOOKED_INTO):
        with suppress(OSError):  # whoever reads it says why it can't be
            if holds_spans(file.path):
                return True
    return False


def holds_spans(path: Path) -> bool:
    """Whether a file begins as traces do."""
    head = _head(path)
    if head.lstrip()[:1] == b"{":
        return any(words in head for words in _SAYS_SO)
    return path.name.removesuffix(".gz").endswith(_BINARY) and protobuf.looks_so(head)


def requests_in(path: Path) -> list[Request]:
    """Return what a file holds, as requests; each of them can be read."""
    data = _unpacked(path.read_bytes())
    if data.lstrip()[:1] == b"{":
        return [Request("json", body) for body in otlp_json.documents(data)]
    if not protobuf.looks_so(data[:_HEAD]):
        raise Unreadable.no_spans()
    return [Request("protobuf", body) for body in protobuf.requests(data)]


def unpacked(data: bytes, largest: int) -> bytes:
    """Return what is in gzip, unless it is larger than that, or breaks off."""
    done = inflate(data, most=largest, members=_MEMBERS)
    if done.fault == "too_large":
        raise Unreadable.too_large(largest)
    if done.fault is not None or done.after:
        raise Unreadable.packed()
    return done.text


def _unpacked(data: bytes) -> bytes:
    return unpacked(data, LARGEST) if data.startswith(GZIP) else data


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    # What comes out before the limit, or before it breaks off, is enough to know a file by.
    return inflate(head, most=_MUCH, members=1).text[:_HEAD] if head.startswith(GZIP) else head
