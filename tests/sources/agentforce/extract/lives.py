"""A source made by hand, whose rows come late, change and go: each has a life, which is fixed when it happens.

A session names nothing, a turn its session, a step its turn. Nothing is ever removed from the engine: what is to be
gone is invisible from some moment on.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import count
from typing import Any

import pyarrow as pa

from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS, moment
from rearview.sandbox.engines import SqlEngine, open_engine
from rearview.sandbox.engines.rows import form
from rearview.sources.agentforce.catalog import CATALOG

LATEST_MS = 3 * DAY_MS
"""How long after it happened a row that has a time may still come, change or go: as long as the ladder is."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What becomes of a row, and how long after it happened or was seen first."""

    dated: bool = True
    """Whether it has a time."""
    late_ms: int = 0
    changes_ms: int | None = None
    goes_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A turn of a conversation, and its steps."""

    life: Life
    steps: tuple[Life, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A session with all that hangs on it."""

    ago_ms: int
    """How long ago it began."""
    life: Life
    ends_ms: int | None
    """How long after it was seen first its end is seen, however long that is; None for never."""
    turns: tuple[Turn, ...]


class Lives:
    """The source."""

    def __init__(self) -> None:
        self.engine: SqlEngine = open_engine("duckdb", strict=True)
        self._ids = count()
        self._until_ms = 0
        self._loaded: dict[str, list[pa.Table]] = defaultdict(list)
        for dmo in CATALOG.values():
            self.engine.load(dmo, iter([form(dmo).empty_table()]))

    def begin(self, until_ms: int) -> None:
        """Begin with nothing; what happens from now on is gone at a moment, after which another may begin."""
        self._until_ms = until_ms
        self._loaded.clear()

    def loaded(self, table: str) -> pa.Table:
        """Return every version of every row of a table."""
        return pa.concat_tables([form(CATALOG[table]).empty_table(), *self._loaded[table]])

    def moments(self) -> list[int]:
        """Return all moments at which something comes, changes or goes."""
        rows = [rows for tables in self._loaded.values() for rows in tables]
        came = [
            at_ms for table in rows for name in ("visible_ms", "gone_ms") for at_ms in table[name].to_pylist()
        ]
        return [at_ms for at_ms in came if at_ms != self._until_ms]

    def happen(self, told: Conversation, now_ms: int) -> None:
        """Let a conversation have begun; nothing of it could be seen before."""
        begun_ms, session = now_ms - told.ago_ms, self._id("session")
        end = None if told.ends_ms is None else {"ssot__EndTimestamp__c": moment(begun_ms + HOUR_MS)}
        row = {"ssot__Id__c": session}
        self._add("sessions", row, told.life, begun_ms, now_ms, changes=end, after_ms=told.ends_ms)
        for place, turn in enumerate(told.turns):
            at_ms, interaction = begun_ms + place * 10 * MINUTE_MS, self._id("turn")
            row = {"ssot__Id__c": interaction, "ssot__AiAgentSessionId__c": session}
            self._add("interactions", row, turn.life, at_ms, now_ms, changes={"ssot__TopicApiName__c": "new"})
            for number, life in enumerate(turn.steps):
                row = {"ssot__Id__c": self._id("step"), "ssot__AiAgentInteractionId__c": interaction}
                step_ms = at_ms + number * MINUTE_MS
                self._add("steps", row, life, step_ms, now_ms, changes={"ssot__Name__c": "new"})

    def _id(self, kind: str) -> str:
        return f"{kind}-{next(self._ids):08}"

    def _add(
        self,
        table: str,
        row: Row,
        life: Life,
        at_ms: int,
        now_ms: int,
        *,
        changes: Row | None,
        after_ms: int | None = None,
    ) -> None:
        """Add a row that changes once; of a session, when it ends, and of others as their lives say."""
        dmo = CATALOG[table]
        first: Row = {**row, str(dmo.time): moment(at_ms) if life.dated else None}
        latest_ms = (at_ms if life.dated else now_ms) + LATEST_MS
        seen_ms = min(max(now_ms + 1, at_ms + life.late_ms), latest_ms)
        gone_ms = _later(seen_ms, life.goes_ms, latest_ms) or self._until_ms
        ends_ms = None if after_ms is None else seen_ms + after_ms
        changed_ms = ends_ms if table == "sessions" else _later(seen_ms, life.changes_ms, latest_ms)
        changed_ms = gone_ms if changed_ms is None or changes is None else min(changed_ms, gone_ms)
        versions = [(first, seen_ms, changed_ms), ({**first, **(changes or {})}, changed_ms, gone_ms)]
        rows = [
            {**values, "visible_ms": since_ms, "gone_ms": until_ms}
            for values, since_ms, until_ms in versions
            if since_ms < until_ms
        ]
        made = pa.Table.from_pylist(rows, schema=form(dmo))
        self._loaded[table].append(made)
        self.engine.load(dmo, iter([made]))


def _later(seen_ms: int, after_ms: int | None, latest_ms: int) -> int | None:
    """Return a moment in a row's life after it was seen first; None if there is no such moment."""
    if after_ms is None or seen_ms >= latest_ms:
        return None
    return min(seen_ms + after_ms, latest_ms)
