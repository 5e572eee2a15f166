"""Which files lie in the folders, and which of them are to be read: those that are new, or other than when they were read.

Owns how files are told apart from those that were read before, and which of them are one run. It opens none but new
ledgers, for their first line; a third of a million files are a table here, never a list of objects.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from operator import itemgetter
from pathlib import Path
from stat import S_ISDIR
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import DecodeError, json

from rearview.errors import AccessError, NotFoundError
from rearview.sources.snapshots.folder import LEDGER, LEDGERS, TREE
from rearview.sources.snapshots.ingest.peek import first_line
from rearview.sources.snapshots.ingest.state import State
from rearview.sources.snapshots.ingest.unit import Part, Unit
from rearview.sources.snapshots.ledger_format import LedgerRecord

_FILES = pa.schema([("path", pa.string()), ("size", pa.int64()), ("mtime_ns", pa.int64())])
_SLICE = 4096
_LINE = 1 << 16
_origin = json.Decoder(LedgerRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The files of some folders, beside what is known of them."""

    files: int
    to_read: pa.Table
    """The files of the runs that must be read, the oldest run first, those of one run together."""
    refused: int
    """How many files couldn't be read before, and are as they were."""

    @property
    def bytes(self) -> int:
        """How much there is to read."""
        return pc.sum(self.to_read["size"]).as_py() or 0

    def units(self) -> Iterator[Unit]:
        """Yield the runs that must be read, each with a number that no other has."""
        found = (
            row
            for start in range(0, self.to_read.num_rows, _SLICE)
            for row in self.to_read.slice(start, _SLICE).to_pylist()
        )
        numbers = count()
        for run, rows in groupby(found, key=itemgetter("run")):
            yield from _units(run, [_part(row) for row in rows], numbers)


def listed(paths: Iterable[Path], state: State, *, payloads: bool) -> Listing:
    """List the files of some folders, or single files, and find out which must be read."""
    files = _files(paths)
    entries = state.entries.select([*_FILES.names, "run", "digest", "payloads", "rejected"])
    known = entries.take(pc.index_in(files["path"], value_set=_values(entries["path"])))
    changed = _changed(files, known, payloads=payloads)
    runs = _runs(files, known["run"].to_pylist(), changed.to_pylist())
    whole = files.append_column("run", runs).append_column(
        "digest", _digests(files, known, payloads=payloads)
    )
    to_read = whole.filter(pc.is_in(whole["run"], _values(whole.filter(changed)["run"])))
    refused = pc.sum(pc.and_(pc.invert(changed), known["rejected"].is_valid())).as_py() or 0
    return Listing(files=files.num_rows, to_read=_in_order(to_read), refused=refused)


def _changed(files: pa.Table, known: pa.Table, *, payloads: bool) -> pa.ChunkedArray:
    """Say of each file whether it is new, or looks other than when it was read."""
    same = pc.and_(pc.equal(files["size"], known["size"]), pc.equal(files["mtime_ns"], known["mtime_ns"]))
    if payloads:
        same = pc.and_(same, known["payloads"])
    return pc.invert(pc.fill_null(same, fill_value=False))


def _digests(files: pa.Table, known: pa.Table, *, payloads: bool) -> pa.ChunkedArray:
    """Return what the files' contents were known by, where they may be the same and were read well."""
    alike = pc.and_(pc.equal(files["size"], known["size"]), known["rejected"].is_null())
    if payloads:
        alike = pc.and_(alike, known["payloads"])
    return pc.if_else(alike, known["digest"], pa.scalar(None, pa.binary()))


def _runs(files: pa.Table, known: Sequence[str | None], changed: Sequence[bool]) -> pa.Array:
    """Return the run of each file; only a new ledger must be asked."""
    paths = files["path"].to_pylist()
    return pa.array(
        (
            run if run and not new else _run(path)
            for path, run, new in zip(paths, known, changed, strict=True)
        ),
        pa.string(),
    )


def _run(path: str) -> str:
    """Return what the files of a run have in common: where its tree lies, or would."""
    if not path.endswith(LEDGER):
        return path.removesuffix(TREE)
    ledger = Path(path)
    folder = ledger.parent.parent if ledger.parent.name == LEDGERS else ledger.parent
    return str(folder / (_origin_of(ledger) or ledger.name.removesuffix(LEDGER)))


def _origin_of(ledger: Path) -> str | None:
    """Return the root of the run that a ledger belongs to, as its first line says; a file that can't be read says nothing."""
    try:
        return _origin.decode(first_line(str(ledger), _LINE)).origin_id
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _in_order(files: pa.Table) -> pa.Table:
    """Return the files by when their runs were last written, so that a day's runs are read together."""
    last = files.group_by("run").aggregate([("mtime_ns", "max")])
    ended = last["mtime_ns_max"].take(pc.index_in(files["run"], value_set=_values(last["run"])))
    keyed = files.append_column("ended", ended)
    return keyed.sort_by([("ended", "ascending"), ("run", "ascending"), ("path", "ascending")])


def _part(row: dict[str, Any]) -> Part:
    return Part(path=row["path"], size=row["size"], mtime_ns=row["mtime_ns"], digest=row["digest"])


def _units(run: str, parts: Sequence[Part], numbers: Iterator[int]) -> Iterator[Unit]:
    """Yield a run; ledgers of sub-agents whose root has none are a run each."""
    folder, _, name = run.rpartition("/")
    by_path = {part.path: part for part in parts}
    # The reader takes the fuller of the two, if it is asked for the ledger.
    for path in (f"{folder}/{LEDGERS}/{name}{LEDGER}", f"{folder}/{name}{LEDGER}", f"{run}{TREE}"):
        if path in by_path:
            yield Unit(run=run, path=path, parts=tuple(parts), number=next(numbers))
            return
    for part in parts:
        yield Unit(run=run, path=part.path, parts=(part,), number=next(numbers))


def _files(paths: Iterable[Path]) -> pa.Table:
    found: dict[str, tuple[int, int]] = {}
    for path in paths:
        for name, told in _told(Path(os.path.abspath(path))):  # noqa: PTH100 - resolve() would follow links
            found[name] = (told.st_size, told.st_mtime_ns)
    columns = [list(found), [size for size, _ in found.values()], [mtime for _, mtime in found.values()]]
    return pa.table(columns, schema=_FILES)


def _told(path: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files at a path, each with what the system says of it."""
    try:
        told = path.lstat()
        if not S_ISDIR(told.st_mode):
            yield str(path), told
            return
        yield from _inside(path, TREE)
        ledgers = path / LEDGERS
        if ledgers.is_dir():
            yield from _inside(ledgers, LEDGER)
    except FileNotFoundError as error:
        raise NotFoundError.path(path) from error
    except OSError as error:
        raise AccessError.of(error, doing=f"look into {path}") from error


def _inside(folder: Path, ending: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(ending):
                try:
                    told = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # its retention took it away meanwhile
                yield entry.path, told


def _values(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks()
