"""Lakes to ask, built once however many tests and processes of a run ask them. Nobody may write to them.

lake = rearview.open(agentforce_lake())     ORG says what is in it, and what is planted there
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from rearview.lake.grid import DAY_MS, Window
from rearview.library.facts import session_facts
from rearview.library.held import held_in
from rearview.sandbox.engines import open_engine
from rearview.sandbox.engines.rows import form
from rearview.sandbox.org import Org
from rearview.sandbox.server import Behaviour
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.older import FOLDERS
from rearview.sources.otel.ingest.ingest import Ingestion, ingest
from tests.sources.agentforce.extract.build import rig, visible
from tests.sources.otel.planted import document, talk
from tests.sources.snapshots.ingest.build import run

SNAPSHOTS = Path(__file__).parent / "data" / "snapshots"

ORG = Org(sessions_per_day=120, days=1)
"""Small, and every story and every oddity happens in it."""
NOW_MS = ORG.until_ms + 5 * DAY_MS
"""When it was extracted: all of it has arrived, and some is gone again."""
PERIOD = Window(ORG.days.start * DAY_MS, ORG.until_ms + DAY_MS)
"""Its day, and the day after, on which its last sessions end and are judged."""


@cache
def agentforce_lake() -> Path:
    """Return a lake that was extracted from the org, every table of it."""
    return _shared("agentforce", _extract)


@cache
def older_folder() -> Path:
    """Return the same sessions in the older extractor's layout: texts only, and no more tables than that fetched."""
    return _shared("older", _write_older)


@cache
def kept_lake() -> Path:
    """Return the same lake with the facts of its sessions kept in it, so that commands which keep them find nothing to do."""
    return _shared("kept", lambda root: _keep(agentforce_lake(), root))


@cache
def kept_snapshots() -> Path:
    """Return the lake of a recorded run with the facts of its sessions kept in it."""
    return _shared("kept-snapshots", lambda root: _keep(snapshot_lake(), root))


@cache
def shown(folder: str) -> pa.Table:
    """Return the rows of a table of the org, as the source showed them when they were extracted."""
    versions = pa.concat_tables([form(CATALOG[folder]).empty_table(), *ORG.rows(folder)])
    return visible(versions, NOW_MS)


def _extract(root: Path) -> None:
    with closing(open_engine("duckdb", strict=True)) as source:
        for folder, dmo in CATALOG.items():
            rows = pa.concat_tables([form(dmo).empty_table(), *ORG.rows(folder)])
            source.load(dmo, iter([rows]))
        with rig(root, source=source, behaviour=Behaviour(), now_ms=NOW_MS) as ready:
            ready.extract(tables=CATALOG, period=PERIOD)


def _keep(lake: Path, root: Path) -> None:
    shutil.copytree(lake, root / "lake")
    session_facts(held_in(root / "lake"))


def _ingest(root: Path) -> None:
    run(root / "lake", SNAPSHOTS)


def _write_older(root: Path) -> None:
    for table, folder in FOLDERS.items():
        place = root / "lake" / folder
        place.mkdir(parents=True)
        rows = shown(table)
        texts = [_text(rows[name]) for name in rows.column_names]
        pq.write_table(pa.table(texts, rows.column_names), place / "data.parquet")


@cache
def snapshot_lake() -> Path:
    """Return a lake into which a recorded run was ingested: a failed tool, a sub-agent, and a sub-agent of that one."""
    return _shared("snapshots", _ingest)


@cache
def otel_lake() -> Path:
    """Return a lake of the spans of an agent that calls another one, which fails."""
    return _shared("otel", _ingest_spans)


def _ingest_spans(root: Path) -> None:
    (root / "talk.json").write_bytes(document(*talk()))
    ingest(Ingestion(paths=(root / "talk.json",), root=root / "lake"))


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as the JSON of an answer spells it."""
    if pa.types.is_timestamp(column.type):
        moments = [None if at is None else at.isoformat() for at in column.to_pylist()]
        return pa.chunked_array([pa.array(moments, pa.string())])
    return column.cast(pa.string())


def _shared(name: str, build: Callable[[Path], None]) -> Path:
    """Return a folder that one process of this run has filled; the last process to end removes it."""
    tests = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    root = _scratch() / f"rearview-lakes-{tests}" / name
    root.mkdir(parents=True, exist_ok=True)
    # Two locks: who uses a folder holds on to it as long as it lives, and nobody may have to wait for that.
    users = (root / "users").open("w")
    with (root / "building").open("w") as building:
        fcntl.flock(building, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        if not (root / "built").exists():
            build(root)
            (root / "built").touch()
    atexit.register(_leave, root, users.fileno(), users)
    return root / "lake"


def _scratch() -> Path:
    """Return a folder in memory, if there is one: what a lake writes it also waits for."""
    memory = Path("/dev/shm")  # noqa: S108 - within it, a folder with a name of its own
    return memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())


def _leave(root: Path, number: int, _lock: object) -> None:
    """Remove the folder, unless another process still uses it."""
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    shutil.rmtree(root, ignore_errors=True)
    with contextlib.suppress(OSError):
        root.parent.rmdir()
