"""A stand-in to extract from, someone who extracts, and a comparison of what the lake got with what the source has."""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rearview.lake.grid import DAY_MS, Window
from rearview.sandbox.engines import SqlEngine, open_engine
from rearview.sandbox.engines.rows import form
from rearview.sandbox.org import Org
from rearview.sandbox.server import Behaviour, Clock, Plan, Standin, serve
from rearview.sources.agentforce.catalog import CATALOG, Dmo
from rearview.sources.agentforce.catalog.storage import schema
from rearview.sources.agentforce.catalog.ways import SESSION_ID
from rearview.sources.agentforce.extract import Extraction, Progress, Report, extract
from rearview.sources.agentforce.extract.scope import EVERYTHING, Scope
from rearview.sources.agentforce.query import V3, Api, ApiName, Connect, Deadline
from rearview.sources.agentforce.signin import Login, Session, sign_in
from rearview.sources.agentforce.wire import Patience, Wire

ORG = Org(sessions_per_day=12, days=2)
PERIOD = Window(ORG.days.start * DAY_MS, ORG.until_ms)
"""The days of the org; some of what hangs on its sessions happens later."""
NOW_MS = ORG.until_ms + 5 * DAY_MS
"""A moment at which all of it has arrived, and some is gone again."""
TINY = Behaviour(chunk_rows=16, page_rows=7)
"""A stand-in whose results come in many parts."""
CORE = ("sessions", "interactions", "steps")
"""Tables of which each hangs on the one before."""
SOON = Patience(tries=8, first_wait_s=0.001, longest_wait_s=0.001, retry_after_cap_s=0.001, read_s=20)


@dataclass(kw_only=True)
class Rig:
    """A stand-in, and someone who extracts from it into one lake."""

    standin: Standin
    session: Session
    api: Api
    wire: Wire
    root: Path
    stop: threading.Event
    loaded: Callable[[str], pa.Table]
    """Every version of every row that the stand-in was loaded with, by table."""
    scope: Scope = EVERYTHING
    watch: Callable[[Progress], None] = lambda _: None

    def extraction(self) -> Extraction:
        """What its runs are done with."""
        return Extraction(
            session=self.session,
            api=self.api,
            wire=self.wire,
            root=self.root,
            scope=self.scope,
            stop=self.stop,
            watch=self.watch,
            now_ms=self.standin.clock.now_ms,
        )

    def extract(
        self,
        tables: Collection[str] = CORE,
        period: Window = PERIOD,
        *,
        width_ms: int | None = None,
        again: bool = False,
    ) -> Report:
        """Read a period."""
        return extract(
            self.extraction(),
            since_ms=period.start_ms,
            until_ms=period.end_ms,
            tables=tables,
            width_ms=width_ms,
            again=again,
        )

    def statements(self) -> list[str]:
        """The statements that asked for rows, in order."""
        return [sql for sql in self.standin.counters.statements if not sql.endswith("LIMIT 0")]

    def differences(self, tables: Collection[str] = CORE, period: Window = PERIOD) -> dict[str, str]:
        """Compare tables of the lake with what the source has of a period now, type by type; say what differs."""
        told = {table: difference(self.lake(table), self.source(table, period)) for table in tables}
        return {table: what for table, what in told.items() if what}

    def lake(self, table: str) -> pa.Table:
        """All rows of a table in the lake, by their keys, without our own columns."""
        return lake_rows(self.root, table)

    def source(self, table: str, period: Window = PERIOD) -> pa.Table:
        """The rows that the source shows now: those of a period, and those without a time."""
        shown = visible(self.loaded(table), self.standin.clock.now_ms())
        dmo = CATALOG[table]
        if table == "retriever_metrics":
            requests = visible(self.loaded("gateway_requests"), self.standin.clock.now_ms())
            dated = requests.filter(requests["timestamp__c"].is_valid())
            outside = dated.filter(pc.invert(within(dated["timestamp__c"], period)))
            apart = pc.is_in(
                shown["ssot__AiGatewayRequestId__c"], outside["gatewayRequestId__c"].combine_chunks()
            )
            shown = shown.filter(pc.invert(apart))
        elif dmo.time is not None:
            time = shown[dmo.time]
            shown = shown.filter(pc.or_(time.is_null(), pc.fill_null(within(time, period), False)))
        return shown.sort_by(dmo.key)

    def signed_in_again(self) -> "Rig":
        """The same with new tokens."""
        session = sign_in(login(self.standin), self.wire)
        return replace(self, session=session, api=api_of(session, self.api.name))

    def another(self, name: ApiName) -> "Rig":
        """The same, but asking by another API."""
        return replace(self, api=api_of(self.session, name))


@contextmanager
def rig(
    root: Path,
    *,
    source: SqlEngine | None = None,
    api: ApiName = "v3",
    behaviour: Behaviour = TINY,
    faults: Plan | None = None,
    jobs: int = 4,
    now_ms: int = NOW_MS,
) -> Iterator[Rig]:
    """Start a stand-in for the org, or for an engine, whose clock stands still, and sign in to it."""
    stop = threading.Event()
    with (
        serve(
            source or engine(), behaviour=behaviour, faults=faults, clock=Clock(now_ms, held=True)
        ) as standin,
        Wire(jobs=jobs, patience=SOON, stop=stop) as wire,
    ):
        session = sign_in(login(standin), wire)
        yield Rig(
            standin=standin,
            session=session,
            api=api_of(session, api),
            wire=wire,
            root=root / "lake",
            stop=stop,
            loaded=versions,
        )


def login(standin: Standin) -> Login:
    """How to sign in to a stand-in."""
    credentials = standin.credentials
    return Login(
        org=credentials.username,
        consumer_key=credentials.consumer_key,
        key_path=credentials.key_path,
        login_url=standin.url,
    )


def api_of(session: Session, name: ApiName) -> Api:
    """One of the two APIs, which doesn't wait for long."""
    deadline = Deadline(longest_s=0.2)
    return (
        V3(session.tenant(), deadline=deadline) if name == "v3" else Connect(session.core, deadline=deadline)
    )


@cache
def engine() -> SqlEngine:
    """An engine that holds the org; it lasts as long as the tests do."""
    opened = open_engine("duckdb", strict=True)
    for folder, dmo in CATALOG.items():
        opened.load(dmo, iter([versions(folder)]))
    return opened


@contextmanager
def holding(tables: Mapping[str, pa.Table], dmos: Mapping[str, Dmo] | None = None) -> Iterator[SqlEngine]:
    """An engine that holds all tables, some of them with other rows or other fields."""
    with closing(open_engine("duckdb", strict=True)) as engine:
        for folder, dmo in CATALOG.items():
            changed = (dmos or {}).get(folder, dmo)
            engine.load(changed, iter([tables.get(folder, form(changed).empty_table())]))
        yield engine


@cache
def versions(folder: str) -> pa.Table:
    """Every version of every row of the org's table."""
    return pa.concat_tables([form(CATALOG[folder]).empty_table(), *ORG.rows(folder)])


def visible(rows: pa.Table, now_ms: int) -> pa.Table:
    """The rows, of all their versions, that are seen at a moment."""
    gone = pc.fill_null(pc.less_equal(rows["gone_ms"], now_ms), False)
    seen = pc.and_(pc.less_equal(rows["visible_ms"], now_ms), pc.invert(gone))
    return rows.filter(seen).drop_columns(["visible_ms", "gone_ms"])


def within(times: pa.ChunkedArray, period: Window) -> pa.ChunkedArray:
    """Whether moments lie in a period."""
    micros = times.cast(pa.int64())
    return pc.and_(pc.greater_equal(micros, period.start_ms * 1000), pc.less(micros, period.end_ms * 1000))


def lake_rows(root: Path, table: str) -> pa.Table:
    """All rows of a lake's table, by their keys, without our own columns."""
    dmo = CATALOG[table]
    files = sorted((root / table).glob("date=*/part-*.parquet"))
    parts = [pq.ParquetFile(file).read().replace_schema_metadata() for file in files]
    rows = pa.concat_tables([schema(dmo).empty_table(), *parts], promote_options="default")
    return rows.drop_columns([SESSION_ID] if SESSION_ID in rows.column_names else []).sort_by(dmo.key)


def difference(lake: pa.Table, source: pa.Table) -> str:
    """Say how rows differ from those of the source; nothing if they don't."""
    if lake.schema != source.schema:
        return f"columns: {set(lake.schema) ^ set(source.schema)}"
    if lake.num_rows != source.num_rows:
        return f"{lake.num_rows} rows instead of {source.num_rows}"
    odd = [name for name in lake.column_names if lake[name].combine_chunks() != source[name].combine_chunks()]
    return f"values of {odd}" if odd else ""
