"""Whatever comes late, changes, goes or ends a run: when the ladder has ended, the lake is what the source is.

A model of somebody who keeps a lake: time passes, conversations happen whose rows come in over days, runs are started,
and some of them are interrupted, cut off from the network or killed. All histories share one stand-in, each with years
of its own on the clock.
"""

import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from math import ceil, log2
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS, Cell
from rearview.lake.ledger import Entry
from rearview.lake.scan import is_lake
from rearview.lake.settle import LADDER
from rearview.lake.status import ledger_of
from rearview.lake.verify import verify
from rearview.sandbox.server.faults import Faults, Plan
from rearview.sources.agentforce.query import ApiName
from tests.sources.agentforce.extract.asked import cell_of, in_place, kept, statements, under_work, window_of
from tests.sources.agentforce.extract.build import CORE, TINY, Rig, login, rig
from tests.sources.agentforce.extract.ending import AtRequest, Errand, Victim
from tests.sources.agentforce.extract.lives import LATEST_MS, Conversation, Life, Lives, Turn

HISTORIES = int(os.environ.get("REARVIEW_HISTORIES", "3"))
"""How many histories of each kind are tried: these in every run of the tests, by hand as many as one likes."""
LENGTH = 14
"""How much happens in a history."""
LASTS_MS = 400 * DAY_MS
"""How much time a history has."""
JOBS = 4
LOOKS = 15
"""How many requests a run makes, about, before it asks for rows."""
KILLED = frozenset({"killed", "killed while it writes"})

End = Literal["interrupted", "cut off", "killed", "killed while it writes"]

afterwards = st.none() | st.sampled_from([10 * MINUTE_MS, 3 * HOUR_MS, 20 * HOUR_MS, LATEST_MS])
lives = st.builds(
    Life,
    dated=st.sampled_from([True, True, True, False]),
    late_ms=st.sampled_from([0, 20 * MINUTE_MS, 2 * HOUR_MS, 10 * HOUR_MS, 30 * HOUR_MS, LATEST_MS]),
    changes_ms=afterwards,
    goes_ms=afterwards,
)
turns = st.builds(Turn, life=lives, steps=st.lists(lives, max_size=3).map(tuple))
conversations = st.builds(
    Conversation,
    ago_ms=st.sampled_from([0, 5 * MINUTE_MS, HOUR_MS, 7 * HOUR_MS, 23 * HOUR_MS, 40 * HOUR_MS]),
    life=lives,
    ends_ms=st.none() | st.sampled_from([HOUR_MS, DAY_MS, 5 * DAY_MS]),
    turns=st.lists(turns, max_size=2).map(tuple),
)
spans = st.sampled_from(
    [MINUTE_MS, 15 * MINUTE_MS, 50 * MINUTE_MS, 5 * HOUR_MS, 13 * HOUR_MS, DAY_MS + MINUTE_MS, 3 * DAY_MS]
)
periods = st.none() | st.integers(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where histories of one kind are played."""

    at: Rig
    source: Lives
    width_ms: int
    beginnings: Iterator[int]


class Before(NamedTuple):
    """How a lake was when a run began."""

    kept: dict[str, int]
    """The statements whose answers could be had, and until when."""
    there: dict[Cell, Entry]
    """What its cells said of themselves."""


class History(RuleBasedStateMachine):
    """What happens to one lake and its source."""

    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        begins_ms = next(self.stage.beginnings)
        self.source = self.stage.source
        self.at = replace(self.stage.at, root=self.stage.at.root / str(begins_ms), loaded=self.source.loaded)
        self.counters = self.at.standin.counters
        self.first_ms: int | None = None
        """Since when the lake is to have everything; None until a run has done all that it was asked for."""
        self.sent_ms: dict[str, list[int]] = defaultdict(list)
        """When each statement was sent by runs that go by the ladder."""
        self.excused: Counter[str] = Counter()
        """How often a statement had to be sent again: its answer was lost with its run, or had been forgotten."""
        self.ends = 0
        """How many runs had an end put to them."""
        self.sound = True
        """Whether nothing was found to be wrong so far."""
        self.at.standin.clock.set(begins_ms)
        self.source.begin(begins_ms + LASTS_MS)
        self.counters.clear()

    @property
    def now_ms(self) -> int:
        """What time it is."""
        return self.at.standin.clock.now_ms()

    # -- what happens --

    @rule(told=conversations)
    def somebody_talks(self, told: Conversation) -> None:
        """A conversation has begun; its rows come when they come."""
        self.source.happen(told, self.now_ms)

    @rule(by_ms=spans)
    def time_passes(self, by_ms: int) -> None:
        """The clock goes on."""
        self.at.standin.clock.advance(by_ms)

    @rule()
    def incremental(self) -> None:
        """A run that goes by the ladder, once there is something to go on from."""
        assert self._run(self._errand(None))

    @rule(days=st.integers(1, 2), again=st.booleans())
    def full(self, days: int, again: bool) -> None:
        """A run over some days, or more where there would be a gap."""
        assert self._run(self._errand(days, again=again))

    @rule(days=periods, how=st.sampled_from(["interrupted", "cut off"]), nth=st.integers(1, 80))
    def a_run_ends(self, days: int | None, how: End, nth: int) -> None:
        """A run is asked to end with its n-th request, or loses the network, if it comes so far."""
        self._run(self._errand(days), how, nth)

    @rule(days=periods, how=st.sampled_from(["killed", "killed while it writes"]), nth=st.integers(1, 40))
    def a_run_dies(self, days: int | None, how: End, nth: int) -> None:
        """A run is killed with its n-th request after it looked at the org, or its n-th file."""
        nth += LOOKS if how == "killed" else 0
        self._run(self._errand(days), how, nth)

    def teardown(self) -> None:
        """When all has come and gone, everything is there."""
        if self.sound:
            if self.first_ms is None:
                self.full(1, again=False)
            self._let_it_settle()
            self._compare()

    # -- runs --

    def _errand(self, days: int | None, *, again: bool = False) -> Errand:
        if self.first_ms is None:
            days = days or 1
        covered = [span.end_ms for span in ledger_of(self.at.root).covered("sessions")]
        since_ms = None if days is None else min([self.now_ms - days * DAY_MS, *covered[-1:]])
        return Errand(
            login=login(self.at.standin),
            api=self.at.api.name,
            root=self.at.root,
            tables=CORE,
            now_ms=self.now_ms,
            width_ms=self.stage.width_ms,
            since_ms=since_ms,
            again=again,
        )

    def _run(self, errand: Errand, how: End | None = None, nth: int = 0) -> bool:
        """Let a run do its errand or have an end put to it, and judge it; return whether it did all of it."""
        self.sound = False
        self.ends += how is not None
        begun, before = len(self.counters.statements), Before(kept(self.at.root), in_place(self.at.root))
        working = under_work(self.at.root)
        complete = self._does(errand, how, nth)
        sent = statements(self.counters, begun)
        self._judge(sent, before, lost=JOBS if how in KILLED else 0)
        if errand.since_ms is None:
            assert [
                sql for sql in sent if cell_of(sql) not in working and not self._is_due(sql, before)
            ] == []
            for sql in sent:
                self.sent_ms[sql].append(self.now_ms)
        elif complete:
            self.first_ms = min(errand.since_ms, self.first_ms or errand.since_ms)
        self.sound = True
        return complete

    def _does(self, errand: Errand, how: End | None, nth: int) -> bool:
        standin, stop = self.at.standin, self.at.stop
        victim = Victim(errand, dies_at_file=nth if how == "killed while it writes" else None)
        if how == "interrupted":
            standin.faults = AtRequest(nth, stop.set)
        elif how == "cut off":
            standin.faults = AtRequest(nth)
        elif how == "killed":
            standin.faults = AtRequest(nth, victim.kill)
        if how in KILLED:
            complete = victim.did_it()
        else:
            report = errand.run(self.at.wire, stop)
            complete = report is not None and report.complete
        while self.counters.under_way:  # what a dead run asked for is still being answered
            time.sleep(0.001)
        standin.faults = Faults(Plan())
        stop.clear()
        return complete

    def _judge(self, sent: list[str], before: Before, *, lost: int) -> None:
        """See that nothing was asked for whose answer was still to be had, and that no answer came to nothing."""
        assert len(sent) == len(set(sent))
        assert [sql for sql in sent if before.kept.get(sql, 0) > self.now_ms] == []
        left, there = kept(self.at.root), in_place(self.at.root)
        new = {cell for cell, entry in there.items() if entry.read_ms == self.now_ms}
        gone = [sql for sql in sent if sql not in left and cell_of(sql) not in new]
        assert len(gone) <= lost
        self.excused.update([*gone, *(sql for sql in sent if sql in before.kept)])
        if is_lake(self.at.root):
            assert verify(self.at.root).breaches == ()

    def _is_due(self, sql: str, before: Before) -> bool:
        """Whether what a lake had of a cell had to be read again by now."""
        entry = before.there.get(cell_of(sql))
        due_ms = 0 if entry is None else entry.due_ms()
        return due_ms is not None and due_ms <= self.now_ms

    # -- the end --

    def _let_it_settle(self) -> None:
        """Let time pass until all has come and gone, and every cell was read after that or has settled."""
        calm_ms = max([self.now_ms, *self.source.moments()]) + DAY_MS + LADDER[-1]
        self.at.standin.clock.advance(DAY_MS + LADDER[-1])
        self.incremental()  # the ladder has ended, but not every session
        self.at.standin.clock.set(calm_ms)
        while True:
            self.incremental()
            ledger = ledger_of(self.at.root)
            early = [entry for table in CORE for _, entry in ledger.of(table) if entry.read_ms < calm_ms]
            due_ms = [entry.due_ms() for entry in early]
            waiting = [at_ms for at_ms in due_ms if at_ms is not None]
            if not waiting:
                return
            # What was gone on with was finished as of when it was begun, and may be due again already.
            self.at.standin.clock.set(max([self.now_ms, *waiting]))

    def _compare(self) -> None:
        """See that the lake equals the source, without a gap, and that no more was read for that than need be."""
        ledger = ledger_of(self.at.root)
        (span,) = ledger.covered("steps")
        assert [ledger.covered(table) for table in CORE] == [[span] for _ in CORE]
        assert span.start_ms <= (self.first_ms or 0)
        assert span.end_ms == self.now_ms
        assert self.at.differences(CORE, span) == {}
        assert self._strays() == []
        assert {sql: at_ms for sql, at_ms in self.sent_ms.items() if not self._is_fair(sql, at_ms)} == {}
        if self.at.api.name == "v3":
            again = self.ends * JOBS * (TINY.chunk_rows or 0)
            assert self.counters.rows <= self.counters.rows_processed + again

    def _strays(self) -> list[str]:
        """Return the steps whose turn is there and whose session isn't known, or is another."""
        turns = self.at.lake("interactions").select(["ssot__Id__c", "ssot__AiAgentSessionId__c"])
        session_of = {row["ssot__Id__c"]: row["ssot__AiAgentSessionId__c"] for row in turns.to_pylist()}
        return [
            row["ssot__Id__c"]
            for file in self.at.root.glob("steps/*/*.parquet")
            for row in pq.read_table(file, partitioning=None).to_pylist()
            if session_of.get(row["ssot__AiAgentInteractionId__c"], row["session_id"]) != row["session_id"]
        ]

    def _is_fair(self, sql: str, sent_ms: list[int]) -> bool:
        """Whether a statement was sent no more often than at each rung, not counting while its window wasn't over."""
        window = window_of(sql)
        if window is None:
            return len(sent_ms) <= 1 + (sent_ms[-1] - sent_ms[0]) // DAY_MS + self.excused[sql]
        over = [at_ms for at_ms in sent_ms if at_ms >= window.end_ms]
        past_ladder = (sent_ms[-1] - window.end_ms) / LADDER[-1]
        # Past the ladder, a cell with a session that has no end is read whenever its age has doubled.
        doublings = ceil(log2(max(1, past_ladder))) if cell_of(sql).table == "sessions" else 0
        return len(over) <= 1 + len(LADDER) + doublings + self.excused[sql]


@pytest.mark.parametrize(("api", "hours"), [("v3", 24), ("connect", 24), ("v3", 6)])
def test_nothing_is_lost(api: ApiName, hours: int, tmp_path: Path) -> None:
    """After any history the lake equals the source, and no row was read more often than the ladder says."""
    source = Lives()
    with closing(source.engine), rig(tmp_path, source=source.engine, api=api, now_ms=0) as at:

        class Played(History):
            stage = Stage(
                at=at, source=source, width_ms=hours * HOUR_MS, beginnings=count(LASTS_MS, LASTS_MS)
            )

        run_state_machine_as_test(
            Played,
            settings=settings(
                max_examples=HISTORIES,
                stateful_step_count=LENGTH,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
