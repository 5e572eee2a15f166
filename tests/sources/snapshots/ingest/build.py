"""Sessions' folders as agents leave them, and the lakes they are ingested into."""

import gzip
import json
import os
import zlib
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from rearview.lake.disk import Disk
from rearview.lake.scan import cells
from rearview.lake.verify import verify
from rearview.sources.snapshots.ingest.ingest import Ingestion, ingest
from rearview.sources.snapshots.ingest.report import Report
from rearview.sources.snapshots.ingest.shelves import CANONICAL
from tests.lake.build import CarelessDisk
from tests.sources.snapshots.written import Written, charge, line, llm, tool

DAY_MS = 86_400_000
DAY = 20_000 * DAY_MS
ONE = "aaaaaaaa-0000-4000-8000-000000000001"
TWO = "aaaaaaaa-0000-4000-8000-000000000002"
NOW = 20_100 * DAY_MS


def run_of(id_: str, *ops: Written, at: int = DAY, ended: bool = True, **more: Any) -> Written:
    """Write down a session with a model call and a tool call at some time."""
    own = [
        llm(
            f"{id_}-llm",
            startedAt=at + 1,
            endedAt=at + 2,
            accounting=[{**charge(0.5, inputTokens=3), "timestamp": at + 2}],
            logs=[line(timestamp=at + 1)],
        ),
        tool(f"{id_}-tool", startedAt=at + 3, endedAt=at + 4),
    ]
    turn = {"id": f"{id_}-1", "index": 1, "startedAt": at, "endedAt": at + 9, "ops": [*own, *ops]}
    end = {"endedAt": at + 10, "success": True} if ended else {}
    return {"id": f"{id_}-uid", "traceId": id_, "startedAt": at, "turns": [turn], **end, **more}


def write(
    folder: Path, session: Written, *, name: str | None = None, mtime: int = 1, **envelope: Any
) -> Path:
    """Write a session's tree; the same session always makes the same file."""
    path = folder / f"{name or session['traceId']}.json.gz"
    text = json.dumps({"version": 2, "reason": "final", "opTree": session, **envelope})
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    touch(path, mtime)
    return path


def touch(path: Path, mtime: int) -> None:
    """Let a file look as if it had been written at some second."""
    os.utime(path, (mtime, mtime))


def run(
    lake: Path, *paths: Path, disk: Disk | None = None, processes: int = 0, payloads: bool = False
) -> Report:
    """Ingest once, in this process."""
    return ingest(
        Ingestion(
            paths=paths,
            root=lake,
            processes=processes,
            payloads=payloads,
            disk=disk or CarelessDisk(),
            clock=lambda: NOW,
        )
    )


def rows(lake: Path, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table, whichever cells they lie in, in order; every promise of the lake is kept."""
    assert verify(lake).breaches == ()
    found = [
        row
        for cell, file in cells(lake)
        if cell.table == table
        for row in pq.read_table(file, partitioning=None).to_pylist()
    ]
    return sorted(found, key=lambda row: json.dumps(row, sort_keys=True))


def ids(lake: Path, table: str = "sessions") -> list[str]:
    """Return whose rows a table has, each as often as it has."""
    return sorted(row["session_id"] for row in rows(lake, table))


def contents(lake: Path) -> dict[str, list[dict[str, Any]]]:
    """Return all that a lake holds."""
    return {table: rows(lake, table) for table in CANONICAL}


def damaged(path: Path) -> None:
    """Spoil the checksum at a file's end."""
    data = path.read_bytes()
    path.write_bytes(data[:-8] + zlib.crc32(data).to_bytes(4, "little") + data[-4:])
