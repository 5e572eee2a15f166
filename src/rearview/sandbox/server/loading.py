"""How the rows of an org come into an engine: beside the requests, which wait for them.

A server is so at hand at once, however large its org. It must never serve half an org: whoever asks waits for all.
"""

import threading
from collections.abc import Iterator, Sequence
from itertools import takewhile

import pyarrow as pa

from rearview.sandbox.engines import Parameter, SqlEngine
from rearview.sandbox.org import Org
from rearview.sandbox.server.refusal import Refusal
from rearview.sources.agentforce.catalog import CATALOG


class Loading:
    """An engine, and whether its org has arrived."""

    def __init__(self, engine: SqlEngine, org: Org | None) -> None:
        self._engine = engine
        self._arrived = threading.Event()
        self._failure: Exception | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._load, args=(org,), name="loading")

    def start(self) -> None:
        """Begin to load."""
        self._thread.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Say whether all rows are there by then; raise why they never will be."""
        if not self._arrived.wait(seconds):
            return False
        if self._stopped:
            raise Refusal.ending()
        if self._failure:
            raise self._failure
        return True

    def query(
        self, sql: str, parameters: Sequence[Parameter], *, now_ms: int, row_limit: int | None
    ) -> pa.Table:
        """Ask the engine, once all rows are there."""
        self.wait()
        return self._engine.query(sql, parameters, now_ms=now_ms, row_limit=row_limit)

    def stop(self) -> None:
        """Leave off, wait until that is so, and turn away who still waits for rows."""
        self._stopped = True
        self._thread.join()

    def _load(self, org: Org | None) -> None:
        try:
            if org is not None:
                self._fill(org)
        except Exception as failure:  # noqa: BLE001 -- it is raised where somebody waits for the rows
            self._failure = failure
        finally:
            self._arrived.set()

    def _fill(self, org: Org) -> None:
        for folder, dmo in CATALOG.items():
            if not self._stopped:
                self._engine.load(dmo, self._until_stopped(org.rows(folder)))

    def _until_stopped(self, rows: Iterator[pa.Table]) -> Iterator[pa.Table]:
        return takewhile(lambda _: not self._stopped, rows)
