"""Runs that end before their end: with the n-th request that they make, or with the n-th file that they write."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from rearview.errors import UnreachableError
from rearview.sandbox.server.faults import Faults, Plan, Rule
from rearview.sandbox.server.faults.plan import Door
from rearview.sources.agentforce.extract import Extraction, Report, extract, extract_incremental
from rearview.sources.agentforce.query import ApiName
from rearview.sources.agentforce.signin import Login, sign_in
from rearview.sources.agentforce.wire import Stopped, Wire
from tests.sources.agentforce.extract.build import SOON, api_of

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


class AtRequest(Faults):
    """Does something once, when the n-th request has come; where there is nothing to do, no request is answered any more."""

    def __init__(self, nth: int, do: Callable[[], None] | None = None) -> None:
        super().__init__(Plan(rules=() if do else (Rule(does="reset", nth=nth, times=None),)))
        self._left = nth
        self._do = do or (lambda: None)
        self._counting = threading.Lock()

    def strike(self, door: Door, tables: Collection[str]) -> Rule | None:
        """Count a request."""
        with self._counting:
            self._left -= 1
            is_it = self._left == 0
        if is_it:
            self._do()
        return super().strike(door, tables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A run, described so that another process can do it."""

    login: Login
    api: ApiName
    root: Path
    tables: tuple[str, ...]
    now_ms: int
    width_ms: int
    since_ms: int | None
    """Where a full run begins; None for an incremental one."""
    again: bool = False

    def run(self, wire: Wire, stop: threading.Event) -> Report | None:
        """Do it, as a process does that has just started; None if it comes to nothing."""
        try:
            session = sign_in(self.login, wire)
            extraction = Extraction(
                session=session,
                api=api_of(session, self.api),
                wire=wire,
                root=self.root,
                stop=stop,
                now_ms=lambda: self.now_ms,
            )
            return self._run(extraction)
        except (UnreachableError, Stopped):
            return None

    def _run(self, extraction: Extraction) -> Report:
        if self.since_ms is None:
            return extract_incremental(extraction, tables=self.tables, width_ms=self.width_ms)
        return extract(
            extraction,
            since_ms=self.since_ms,
            until_ms=self.now_ms,
            tables=self.tables,
            width_ms=self.width_ms,
            again=self.again,
        )


class Victim:
    """A process that does an errand and can be killed at it, or kills itself when it puts its n-th file in place."""

    def __init__(self, errand: Errand, *, dies_at_file: int | None = None) -> None:
        self._lives = threading.Event()
        self._process = _PROCESSES.Process(target=_do, args=(errand, dies_at_file))

    def kill(self) -> None:
        """Kill it, as nothing can be that is to put its work in order first."""
        self._lives.wait()
        self._process.kill()

    def did_it(self) -> bool:
        """Let it do its errand; return whether it did all of it."""
        self._process.start()
        self._lives.set()
        self._process.join()
        return self._process.exitcode == 0


def _do(errand: Errand, dies_at_file: int | None) -> None:
    if dies_at_file is not None:
        sys.addaudithook(_Dies(dies_at_file))
    with Wire(patience=SOON) as wire:
        report = errand.run(wire, threading.Event())
    sys.exit(report is None or not report.complete)


class _Dies:
    """Sees what its process does to files, and kills it before it puts the n-th in place."""

    def __init__(self, nth: int) -> None:
        self._left = nth

    def __call__(self, event: str, _: object) -> None:
        if event == "os.rename":
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
