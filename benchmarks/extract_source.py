"""A stand-in for Data 360 that serves many sessions, and costs next to nothing beyond serving.

One day of sessions, turns and steps is made beforehand and mapped into memory; every day of the org is that day again,
under other ids. A statement is answered with slices of it: nothing is searched, joined or sorted, since the rows lie
in the order in which an extractor asks for them. Texts hardly repeat within a day: each is cut out of 16 MB of words.
"""

import json
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from rearview.sandbox.engines import Parameter, SqlError
from rearview.sandbox.org import Org
from rearview.sandbox.server import Plan, Rule, Standin, serve
from rearview.sources.agentforce.catalog import CATALOG, Dmo, dmo
from rearview.sources.agentforce.catalog.storage import layout, schema

DAY_MS = 86_400_000
SETTLED_DAYS = 5
"""How many days ago the last day ended: nothing of it is still to come."""
STEPS_PER_TURN = 8
TURNS_PER_SESSION = 5
TABLES = ("sessions", "interactions", "steps")

_FROM = re.compile(r'FROM "?(\w+)"?')
_COLUMN = re.compile(r'"(\w+)" AS "(\w+)"')
_SINCE, _UNTIL = (re.compile(rf"{sign} TIMESTAMPTZ '([^']+)'") for sign in (">=", "<"))
_UTC = pa.timestamp("us", "Utc")

_VOICED = (
    "order",
    "refund",
    "address",
    "shipped",
    "invoice",
    "please",
    "because",
    "customer",
    "account",
    "within",
)
_KINDS = (
    "LLM_STEP",
    "LLM_STEP",
    "ACTION_STEP",
    "ACTION_STEP",
    "TOPIC_STEP",
    "CLASSIFIER_STEP",
    "TRUST_GUARDRAILS_STEP",
    "SESSION_END",
)


class Maker:
    """Makes the rows of one day, of which ids begin with their fifth character: the first four tell the day."""

    def __init__(self) -> None:
        self._chance = Random(7)  # noqa: S311 -- the same rows at each run, not secrets
        syllables = [
            first + vowel + last for first in "bcdfglmnprst" for vowel in "aeiou" for last in "klmnrst"
        ]
        words = [*_VOICED, *("".join(self._chance.choices(syllables, k=2)) for _ in range(4_000))]
        self._words = " ".join(self._chance.choices(words, k=2_300_000))

    def day(self, steps: int) -> dict[str, pa.Table]:
        """Return the tables of a day with about so many steps, each in the order of its cells."""
        rows: dict[str, list[dict[str, Any]]] = {folder: [] for folder in TABLES}
        for _ in range(max(1, steps // (STEPS_PER_TURN * TURNS_PER_SESSION))):
            self._session(rows)
        return {folder: _template(CATALOG[folder], rows[folder]) for folder in TABLES}

    def _session(self, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        began = self._chance.randrange(DAY_MS - 2_000_000)
        session, at = self._id(began), began
        for _ in range(TURNS_PER_SESSION):
            turn, before, started = self._id(at), None, at
            for _ in range(STEPS_PER_TURN):
                step = self._step(turn, before, at)
                rows["steps"].append(step)
                before, at = step["ssot__Id__c"], at + self._chance.randrange(1, 20_000)
            rows["interactions"].append(self._turn(session, turn, started, at))
        rows["sessions"].append(
            {
                "ssot__Id__c": session,
                "ssot__StartTimestamp__c": began * 1000,
                "ssot__EndTimestamp__c": at * 1000,
                "ssot__AiAgentSessionEndType__c": "USER_ENDED",
                "ssot__AiAgentChannelType__c": "Messaging",
                "ssot__InternalOrganizationId__c": "00DKo000000SboxMAY",
            }
        )

    def _turn(self, session: str, turn: str, started: int, ended: int) -> dict[str, Any]:
        return {
            "ssot__Id__c": turn,
            "ssot__AiAgentSessionId__c": session,
            "ssot__AiAgentInteractionType__c": "TURN",
            "ssot__TopicApiName__c": "Order_Tracking",
            "ssot__StartTimestamp__c": started * 1000,
            "ssot__EndTimestamp__c": ended * 1000,
            "ssot__AttributeText__c": self._trace(),
            "ssot__InternalOrganizationId__c": "00DKo000000SboxMAY",
        }

    def _step(self, turn: str, before: str | None, at: int) -> dict[str, Any]:
        kind = self._chance.choice(_KINDS)
        wordy = kind in {"LLM_STEP", "ACTION_STEP"}
        return {
            "ssot__Id__c": self._id(at),
            "ssot__AiAgentInteractionId__c": turn,
            "ssot__AiAgentInteractionStepType__c": kind,
            "ssot__Name__c": f"Orders.{self._chance.choice(_VOICED)}_{kind.lower()}",
            "ssot__InputValueText__c": self._text("input", 80, 600) if wordy else "",
            "ssot__OutputValueText__c": self._text("output", 150, 900 if wordy else 250),
            "ssot__PreStepVariableText__c": "NOT_SET",
            "ssot__PostStepVariableText__c": self._text("state", 30, 90) if wordy else "NOT_SET",
            "ssot__GenerationId__c": f"{self._chance.getrandbits(128):032x}"
            if kind == "LLM_STEP"
            else "NOT_SET",
            "ssot__ErrorMessageText__c": "NOT_SET",
            "ssot__StartTimestamp__c": at * 1000 + self._chance.randrange(1000),
            "ssot__EndTimestamp__c": at * 1000 + self._chance.randrange(1000, 9_000_000),
            "ssot__PrevStepId__c": before,
            "ssot__InternalOrganizationId__c": "00DKo000000SboxMAY",
            "ssot__TelemetryTraceSpanId__c": "NOT_SET",
            "ssot__AttributeText__c": self._trace(),
            "ssot__GenAiGatewayRequestId__c": "NOT_SET",
            "ssot__GenAiGatewayResponseId__c": "NOT_SET",
            "ssot__DataSourceId__c": "Einstein_Agent_Tracing",
            "ssot__DataSourceObjectId__c": "AgentTracing",
            "ssot__ExternalSourceId__c": "NOT_SET",
        }

    def _id(self, at: int) -> str:
        """Return an id as Data 360 has it, in order of time, without what tells the day."""
        rest = self._chance.getrandbits(76)
        return f"{at >> 16:04x}-{at & 0xFFFF:04x}-7{rest >> 64:03x}-{rest >> 48 & 0xFFFF:04x}-{rest & (1 << 48) - 1:012x}"

    def _trace(self) -> str:
        span = self._chance.getrandbits(192)
        return f"{{&quot;internalTraceId&quot;:&quot;{span >> 64:032x}&quot;,&quot;internalSpanId&quot;:&quot;{span & (1 << 64) - 1:016x}&quot;}}"

    def _text(self, name: str, fewest: int, most: int) -> str:
        length = self._chance.randrange(fewest, most)
        begin = self._chance.randrange(len(self._words) - length)
        return f"{{&quot;{name}&quot;:&quot;{self._words[begin : begin + length]}&quot;}}"


def _template(table: Dmo, rows: list[dict[str, Any]]) -> pa.Table:
    stored = pa.schema(
        [
            (field.name, pa.int64() if pa.types.is_timestamp(field.type) else field.type)
            for field in schema(table)
        ]
    )
    made = pa.Table.from_pylist(rows, schema=stored)
    return made.sort_by([(name, "ascending") for name in layout(table).order])


class Days:
    """An engine that holds some days; it answers what an extractor asks, and nothing else."""

    name: ClassVar[str] = "days"

    def __init__(self, folder: Path, *, days: range, steps: int) -> None:
        self._days = days
        self._tables = {
            table: _mapped(rows, folder / f"{table}.arrow") for table, rows in Maker().day(steps).items()
        }

    def load(self, dmo: Dmo, rows: Iterator[pa.Table]) -> None:
        """Take no rows: it has its own."""
        raise NotImplementedError(dmo, rows)

    def query(
        self, sql: str, parameters: Sequence[Parameter] = (), *, now_ms: int, row_limit: int | None = None
    ) -> pa.Table:
        """Return the rows of a statement for a window, or the columns of a table."""
        del parameters, now_ms, row_limit
        found = _FROM.search(sql)
        asked = dmo(found[1]) if found else None
        if asked is None or asked.folder not in self._tables:
            raise SqlError.unknown_table(found[1] if found else sql)
        columns = [name for name, _ in _COLUMN.findall(sql)] or [field.name for field in asked.fields]
        if "LIMIT 0" in sql or "IS NULL" in sql:
            return self._moved(asked, self._days[0], columns).slice(0, 0)
        since, until = (_ms(pattern, sql) for pattern in (_SINCE, _UNTIL))
        days = [self._cut(asked, day, columns, since, until) for day in self._days]
        return pa.concat_tables(
            [
                self._moved(asked, self._days[0], columns).slice(0, 0),
                *(rows for rows in days if rows is not None),
            ]
        )

    def close(self) -> None:
        """Let the rows go."""
        self._tables.clear()

    def _cut(self, table: Dmo, day: int, columns: list[str], since: int, until: int) -> pa.Table | None:
        """Return the rows of one day that lie in a window."""
        begin = day * DAY_MS
        if until <= begin or since >= begin + DAY_MS:
            return None
        rows = self._moved(table, day, columns)
        if since <= begin and until >= begin + DAY_MS:
            return rows
        at = rows.column(str(table.time)).cast(pa.int64())
        return rows.filter(pc.and_(pc.greater_equal(at, since * 1000), pc.less(at, until * 1000)))

    def _moved(self, table: Dmo, day: int, columns: list[str]) -> pa.Table:
        """Return the rows of a day of the org: those of the day that is kept, under ids and at times of their own."""
        kept = self._tables[table.folder]
        ids = {table.key, *(link.field for link in table.parents)}
        moved = {}
        for name in columns:
            values = kept.column(name)
            if name in ids:
                values = pc.binary_join_element_wise(f"{day:04x}", values, "")
            elif pa.types.is_int64(values.type):
                values = pc.add(values, day * DAY_MS * 1000).cast(_UTC)
            moved[name] = values
        return pa.table(moved)


def _ms(pattern: re.Pattern[str], sql: str) -> int:
    found = pattern.search(sql)
    if found is None:
        raise SqlError.syntax(got=sql)
    return round(datetime.fromisoformat(found[1]).timestamp() * 1000)


def _mapped(rows: pa.Table, path: Path) -> pa.Table:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, rows.schema) as writer:
        writer.write_table(rows)
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


@contextmanager
def _days(days: int, steps: int) -> Iterator[tuple[Days, range]]:
    last = int(time.time() * 1000) // DAY_MS - SETTLED_DAYS
    span = range(last - days + 1, last + 1)
    with (
        TemporaryDirectory(prefix="rearview-bench-") as folder,
        closing(Days(Path(folder), days=span, steps=steps)) as engine,
    ):
        yield engine, span


def answer(standin: Standin, days: range) -> None:
    """Say how to sign in; then take each line of stdin as how many seconds every request is to take from now on."""
    known = standin.credentials
    told = {
        "url": standin.url,
        "username": known.username,
        "consumer_key": known.consumer_key,
        "key_path": str(known.key_path),
        "form_path": str(known.form_path),
        "since_ms": days.start * DAY_MS,
        "until_ms": days.stop * DAY_MS,
    }
    print(json.dumps(told), flush=True)
    for line in sys.stdin:
        slow = Rule(does="slow", times=None, amount=float(line))
        standin.faults.use(Plan(rules=(slow,) if slow.amount else ()))
        standin.clock.advance(2 * DAY_MS)  # what the side before asked for is forgotten, and its room free
        print("ready", flush=True)


def main(kind: str, *sizes: str) -> None:
    """Serve `days` of so many steps each, or the synthetic `org` with so many sessions a day, until stdin ends."""
    if kind == "org":
        org = Org(sessions_per_day=int(sizes[0]))
        with serve(org) as standin:
            answer(standin, org.days)
    else:
        with _days(int(sizes[0]), int(sizes[1])) as (engine, days), serve(engine) as standin:
            answer(standin, days)


if __name__ == "__main__":
    main(*sys.argv[1:])
