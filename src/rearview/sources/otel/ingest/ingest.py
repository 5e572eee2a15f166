"""One run: the files that are new or changed are read, put safe, and put into a lake. It prints nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import msgspec

from rearview.errors import BrokenLakeError
from rearview.lake.disk import Disk
from rearview.lake.grid import iso
from rearview.lake.layout import METADATA
from rearview.lake.writer import Writer
from rearview.sources.otel.ingest.files import Found, found, requests_in
from rearview.sources.otel.ingest.incoming import Incoming
from rearview.sources.otel.ingest.report import Refused, Report, Tally
from rearview.sources.otel.ingest.settle import opened, settle
from rearview.sources.otel.unreadable import Unreadable

STATE = "otel_files.json"
_ROOM = 64 << 20
"""How many bytes of requests are put safe before the lake gets them."""
_PLACE = "otel"
"""Under which name what couldn't be read is kept in `metadata/rejected/`."""

_Seen = dict[str, tuple[int, int]]
"""The size and the time of change of each file, as it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingestion:
    """What a run is to do, and with what."""

    paths: tuple[Path, ...]
    root: Path
    disk: Disk = field(default_factory=Disk)
    stop: Event = field(default_factory=Event)
    clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    watch: Callable[[int, int, int], None] = lambda _spans, _done, _of: None
    """Is told how many spans were read, how many bytes, and how many of these there are."""


def ingest(ingestion: Ingestion) -> Report:
    """Put into a lake the spans of files that are new or changed."""
    with opened(ingestion.root, ingestion.disk) as writer:
        return _Run(ingestion, writer).report()


class _Run:
    def __init__(self, ingestion: Ingestion, writer: Writer) -> None:
        self._of = ingestion
        self._writer = writer
        self._tally = Tally()
        self._seen = _load(writer.root)
        self._new: _Seen = {}
        """Those that were read since the lake last got something."""

    def report(self) -> Report:
        started = self._of.clock()
        self._tally.taken_up = self._settle()
        files = list(found(self._of.paths))
        todo = [file for file in files if self._seen.get(str(file.path)) != _looks(file)]
        self._read(todo)
        report = Report(
            parameters={"paths": [str(path.absolute()) for path in self._of.paths]},
            started_ms=started,
            ended_ms=self._of.clock(),
            files=len(files),
            unchanged=len(files) - len(todo),
            interrupted=self._of.stop.is_set(),
            **self._tally.told(),
        )
        if report.did_something:
            self._writer.log_run(report.as_json())
        return report

    def _read(self, todo: list[Found]) -> None:
        incoming = Incoming(self._writer.root, self._of.disk)
        size = sum(file.size for file in todo)
        for file in todo:
            if self._of.stop.is_set():
                break
            self._take(file, incoming)
            self._of.watch(self._tally.spans, self._tally.bytes, size)
            if incoming.bytes >= _ROOM:
                self._put(incoming)
        self._put(incoming)
        if self._tally.rejected:
            at = iso(self._of.clock())
            self._writer.reject(
                _PLACE,
                [{"path": one.path, "reason": one.reason, "at": at} for one in self._tally.rejected],
            )

    def _take(self, file: Found, incoming: Incoming) -> None:
        """Put a file's requests safe: all of them, or none if one can't be read."""
        self._tally.bytes += file.size
        try:
            requests = requests_in(file.path)
            batches = [request.batch() for request in requests]
        except Unreadable as error:
            self._tally.rejected.append(Refused(path=str(file.path), reason=str(error)))
        except OSError as error:
            self._tally.rejected.append(Refused(path=str(file.path), reason=error.strerror or str(error)))
            return
        else:
            incoming.keep(requests)
            self._tally.read += 1
            self._tally.spans += sum(len(batch.spans) for batch in batches)
            self._tally.without_ids += sum(batch.rejected for batch in batches)
        self._new[str(file.path)] = _looks(file)

    def _put(self, incoming: Incoming) -> None:
        """Put into the lake what is safe, and note which files that was."""
        incoming.seal()
        self._settle()
        if self._new:
            self._seen |= self._new
            self._new = {}
            self._of.disk.store(self._writer.root / METADATA / STATE, msgspec.json.encode(self._seen))

    def _settle(self) -> int:
        return settle(self._writer, self._of.disk, watch=self._tally.commit)


def _looks(file: Found) -> tuple[int, int]:
    return file.size, file.mtime_ns


def _load(root: Path) -> _Seen:
    path = root / METADATA / STATE
    if not path.exists():
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Seen)
    except (msgspec.MsgspecError, OSError) as error:
        raise BrokenLakeError.unreadable_state(path, error) from error
