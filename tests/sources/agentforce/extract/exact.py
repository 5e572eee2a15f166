"""An org with something in every table, odd values too, and whether a lake holds it exactly.

The sessions of rows are compared apart, with what plain joins over the source find.
"""

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from rearview.lake.grid import DAY_MS, Window
from rearview.lake.scan import files
from rearview.lake.verify import verify
from rearview.sandbox.engines import SqlEngine, open_engine
from rearview.sandbox.engines.rows import form
from rearview.sandbox.org import Org
from rearview.sandbox.server import Behaviour, Clock, Plan, serve
from rearview.sources.agentforce.catalog import CATALOG, Dmo
from rearview.sources.agentforce.catalog.storage import schema
from rearview.sources.agentforce.catalog.ways import SESSION_ID, owns_session
from rearview.sources.agentforce.query import ApiName
from rearview.sources.agentforce.signin import sign_in
from rearview.sources.agentforce.wire import Patience, Wire
from tests.sources.agentforce.extract.build import NOW_MS, Rig, api_of, login, visible
from tests.sources.agentforce.lineage.joins import sessions

ORG = Org(seed=2, sessions_per_day=20, days=2)
PERIOD = Window(ORG.days.start * DAY_MS, ORG.until_ms)
"""The days of the org."""
TEXTS = (
    "",
    " ",
    "NOT_SET",
    "None",
    "null",
    "'; DROP TABLE x; --",
    'said "no"',
    "line\nline\r\n\ttab\\",
    "&quot;&#39;&lt;b&gt;",
    "żółć ﬀ € 😀 \u202e\u0007",
    "x" * 5_000,
)
NUMBERS = tuple(
    map(Decimal, ("0", "-1", "0.000000000000000001", "12345678901234567890.123456789012345678", "1e19"))
)
PATIENT = Patience(tries=100, first_wait_s=0.001, longest_wait_s=0.01, retry_after_cap_s=0.001, read_s=20)
TIMES_US = (-1, 1_700_000_000_000_001, 4_102_444_800_000_000)
"""Moments that are no row's own time: before 1970, with a last microsecond, far ahead."""


@cache
def versions(folder: str) -> pa.Table:
    """Every version of every row of a table."""
    dmo = CATALOG[folder]
    own = pa.concat_tables([form(dmo).empty_table(), *ORG.rows(folder)])
    return pa.concat_tables([own, pa.Table.from_pylist(list(_odd_rows(dmo, own)), schema=form(dmo))])


@contextmanager
def exactly(root: Path, engine: SqlEngine) -> Iterator[Rig]:
    """Start a stand-in for the org in an engine, whose clock stands still, and sign in to it."""
    stop = threading.Event()
    with (
        serve(engine, clock=Clock(NOW_MS, held=True)) as standin,
        Wire(patience=PATIENT, stop=stop) as wire,
    ):
        session = sign_in(login(standin), wire)
        api = api_of(session, "v3")
        yield Rig(
            standin=standin,
            session=session,
            api=api,
            wire=wire,
            root=root / "lake",
            stop=stop,
            loaded=versions,
        )


def afresh(at: Rig, root: Path, api: ApiName, *, faults: Plan, behaviour: Behaviour) -> Rig:
    """The same stand-in with other faults, asked by an API for a new lake."""
    at.standin.faults.use(faults)
    at.standin.behaviour = behaviour
    at.standin.counters.clear()
    return replace(at, root=root / "lake", api=api_of(at.session, api))


def opened(name: str) -> SqlEngine:
    """An engine that holds the org."""
    engine = open_engine(name, strict=True)
    for folder, dmo in CATALOG.items():
        engine.load(dmo, iter([versions(folder)]))
    return engine


def chance_of(*words: object) -> Random:
    """Chance that goes the same way each time."""
    return Random(" ".join(map(str, words)))  # noqa: S311 -- it keeps no secret


def behaviour(chance: Random) -> Behaviour:
    """One of the ways in which orgs differ, with parts that are small."""
    return Behaviour(
        chunk_rows=chance.choice((30, 90)),
        page_rows=chance.choice((30, 90)),
        poll_status=chance.choice(("header", "body", "both")),
        connect_status=chance.choice(("bare", "nested")),
        completion=chance.choice(("ResultsProduced", "RESULTS_PRODUCED", "RESULTSPRODUCED")),
        expiration=chance.choice(("iso", "protobuf", "empty")),
        rows_as=chance.choice(("arrays", "objects")),
        errors_as=chance.choice(("list", "dict", "text")),
    )


def unlike(at: Rig, tables: Collection[str] = CATALOG, period: Window = PERIOD) -> dict[str, Any]:
    """What of some tables isn't in the lake as it is in the source, and what is wrong with the lake; nothing if all is well."""
    source = {
        folder: at.source(folder, period) if folder in tables else schema(dmo).empty_table()
        for folder, dmo in CATALOG.items()
    }
    joined = sessions(source)
    wrong = {folder: joined[folder] != found(at, folder) for folder in tables if owns_session(folder)}
    told: dict[str, Any] = {
        **at.differences(tables, period),
        **{f"sessions of {folder}": differs for folder, differs in wrong.items() if differs},
        "breaches": verify(at.root).breaches,
        "left": verify(at.root).under_work,
    }
    return {what: which for what, which in told.items() if which}


def found(at: Rig, folder: str) -> dict[str, str | None]:
    """The session of each row of a table in the lake, by its key."""
    key = CATALOG[folder].key
    parts = [pq.ParquetFile(file).read([key, SESSION_ID]) for file in files(at.root, folder)]
    return {row[key]: row[SESSION_ID] for part in parts for row in part.to_pylist()}


def _odd_rows(dmo: Dmo, own: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield rows that hang on nothing, and those at the edges of windows; and some that hang on what others do."""
    seen: dict[str, Any] = {"visible_ms": 0, "gone_ms": None}
    links = {link.field for link in dmo.parents}
    edges = (PERIOD.start_ms, PERIOD.start_ms + DAY_MS, PERIOD.end_ms, PERIOD.start_ms - DAY_MS)
    times = [us for ms in edges for us in (ms * 1000 - 1, ms * 1000)] + [None] * (dmo.time is not None)
    for number, (at_us, hostile) in enumerate(zip(times * 2, cycle(_hostile(dmo)), strict=False)):
        row = {**hostile, **dict.fromkeys(links), **seen, dmo.key: f"{'Zé😀'[number % 3]}-odd-{number:03}"}
        yield {**row, **({dmo.time: at_us} if dmo.time else {})}
    for number, (row, hostile) in enumerate(zip(_lasting(own), _hostile(dmo), strict=False)):
        kept = {name: row[name] for name in [*links, *([dmo.time] if dmo.time else [])]}
        yield {**hostile, **kept, **seen, dmo.key: f"odd-child-{number:03}"}


def _hostile(dmo: Dmo) -> Iterator[dict[str, Any]]:
    """Yield a row for each odd text, with odd values of every other type beside it; then one of nulls."""
    values: dict[str, tuple[Any, ...]] = {
        "text": TEXTS,
        "number": NUMBERS,
        "timestamp": TIMES_US,
        "boolean": (True, False, None),
    }
    for number in range(len(TEXTS)):
        yield {
            field.name: values[field.type][(number + place) % len(values[field.type])]
            for place, field in enumerate(dmo.fields)
        }
    yield {field.name: None for field in dmo.fields}


def _lasting(own: pa.Table) -> list[dict[str, Any]]:
    """Return some of the rows that are seen at the end."""
    rows: list[dict[str, Any]] = visible(own, NOW_MS).slice(0, 40).to_pylist()
    return rows
