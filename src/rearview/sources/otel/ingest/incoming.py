"""Requests that were taken and aren't in the lake yet: each is safe on the disk before anybody is told that it was taken.

They lie in `metadata/incoming/`, in files that one process writes at a time and that it locks. What a process that died
has left is read up to where it is whole; what comes after was never answered.
"""

import os
import struct
import time
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Literal, NamedTuple
from zlib import crc32

from rearview.lake.disk import Disk, Outfile
from rearview.lake.layout import METADATA
from rearview.sources.otel import otlp_json, protobuf
from rearview.sources.otel.span import Batch

FOLDER = "incoming"
Form = Literal["json", "protobuf"]

_OPEN, _SEALED = ".open", ".otlp"
_HEAD = struct.Struct("<BIQ")
_FORMS: tuple[Form, ...] = ("json", "protobuf")
_numbers = count()


class Request(NamedTuple):
    """A request to keep spans, as it was sent."""

    form: Form
    body: bytes

    def batch(self) -> Batch:
        """Return its spans."""
        return otlp_json.read(self.body) if self.form == "json" else protobuf.read(self.body)


class Incoming:
    """Where one process puts requests safe."""

    def __init__(self, root: Path, disk: Disk) -> None:
        self._folder = root / METADATA / FOLDER
        self._disk = disk
        self._file: Outfile | None = None
        self._path = self._folder
        self.bytes = 0
        """How much lies in the file that is being written."""

    def keep(self, requests: Iterable[Request]) -> None:
        """Return when requests are safe."""
        file = self._file or self._begin()
        for form, body in requests:
            file.write(_HEAD.pack(_FORMS.index(form), crc32(body), len(body)))
            file.write(body)
        file.sync()
        self.bytes = file.tell()

    def seal(self) -> None:
        """Let the file that is being written be put into the lake; what comes next goes into another."""
        if self._file is not None:
            self._disk.rename(self._path, self._path.with_suffix(_SEALED))
            self._file.close()
            self._file, self.bytes = None, 0

    def _begin(self) -> Outfile:
        self._disk.make_folder(self._folder)
        # Names in the order of time, and no two alike.
        self._path = self._folder / f"{time.time_ns():020}-{os.getpid()}-{next(_numbers)}{_OPEN}"
        lock = self._disk.lock(self._path)
        assert lock is not None, "no other process has a file of this name"  # noqa: S101
        self._disk.sync_folder(self._folder)
        self._file = Outfile(self._disk, self._path, lock)
        return self._file


def sealed(root: Path, disk: Disk) -> list[Path]:
    """Return the files that can be put into the lake, the oldest first; those of processes that died are among them."""
    folder = root / METADATA / FOLDER
    if not folder.is_dir():
        return []
    for path in sorted(folder.glob(f"*{_OPEN}")):
        lock = disk.lock(path)
        if lock is not None:
            disk.rename(path, path.with_suffix(_SEALED))
            os.close(lock)
    return sorted(folder.glob(f"*{_SEALED}"))


def requests_of(path: Path) -> Iterator[Request]:
    """Yield the requests of a file, as far as it is whole."""
    with path.open("rb") as file:
        while len(head := file.read(_HEAD.size)) == _HEAD.size:
            form, check, size = _HEAD.unpack(head)
            body = file.read(size)
            if len(body) < size or crc32(body) != check or form >= len(_FORMS):
                return
            yield Request(_FORMS[form], body)
