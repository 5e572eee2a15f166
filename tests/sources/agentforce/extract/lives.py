"""A source made by hand, whose rows come late, change and go: each has a life, which is fixed when it happens.

A session names nothing, a turn its session, a step its turn. Nothing is ever removed from the engine: what is to be
gone is invisible from some moment on.
"""

from collections import defaultdict
from collections.abc import Iterator
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
        came = [at_ms for table in rows for name in ("visible_ms", "gone_ms") for at_ms in table[name].to_pylist()]
        return [at_ms for at_ms in came if at_ms != self._until_ms]

    def happen(self, told: Conversation, now_ms: int) -> None:
        """Let a conversation have begun; nothing of it could be seen before."""
        begun_ms = now_ms - told.ago_ms
        session = self._id("session")
        end = {"ssot__EndTimestamp__c": moment(begun_ms + HOUR_MS)}
        changed = {} if told.ends_ms is None else end
        self._add("sessions", {"ssot__Id__c": session}, changed, begun_ms, told.life, now_ms, told.ends_ms)
        for place, turn in enumerate(told.turns):
            at_ms = begun_ms + place * 10 * MINUTE_MS
            interaction = self._id("turn")
            link = {"ssot__Id__c": interaction, "ssot__AiAgentSessionId__c": session}
            self._add("interactions", link, {"ssot__TopicApiName__c": "changed"}, at_ms, turn.life, now_ms)
            for number, life in enumerate(turn.steps):
                link = {"ssot__Id__c": self._id("step"), "ssot__AiAgentInteractionId__c": interaction}
                step_ms = at_ms + number * MINUTE_MS
                self._add("steps", link, {"ssot__Name__c": "changed"}, step_ms, life, now_ms)

    def _id(self, kind: str) -> str:
        return f"{kind}-{next(self._ids):08}"

    def _add(
        self,
        table: str,
        row: Row,
        changes: Row,
        at_ms: int,
        life: Life,
        now_ms: int,
        ends_ms: int | None = None,
    ) -> None:
        """Add a row; what isn't known of it at first, or is wrong, is in the changes."""
        dmo = CATALOG[table]
        timed = {**row, dmo.time: moment(at_ms) if life.dated else None}
        latest_ms = (at_ms if life.dated else now_ms) + LATEST_MS
        seen_ms = min(max(now_ms + 1, at_ms + life.late_ms), latest_ms)
        changed_ms = _later(seen_ms, life.changes_ms, latest_ms) if table != "sessions" else None
        if ends_ms is not None:
            changed_ms = seen_ms + ends_ms
        gone_ms = _later(seen_ms, life.goes_ms, latest_ms) or self._until_ms
        moments = [(seen_ms, timed), *([(changed_ms, {**timed, **changes})] if changed_ms else [])]
        rows = [
            {**values, "visible_ms": since_ms, "gone_ms": min(until_ms, gone_ms)}
            for (since_ms, values), until_ms in zip(
                moments, [*(since_ms for since_ms, _ in moments[1:]), gone_ms], strict=True
            )
            if since_ms < gone_ms
        ]
        made = pa.Table.from_pylist(rows, schema=form(dmo))
        self._loaded[table].append(made)
        self.engine.load(dmo, iter([made]))


def _later(seen_ms: int, after_ms: int | None, latest_ms: int) -> int | None:
    """Return a moment in a row's life after it was seen first; None if there is no such moment."""
    if after_ms is None or seen_ms >= latest_ms:
        return None
    return min(seen_ms + after_ms, latest_ms)
