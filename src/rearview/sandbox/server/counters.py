"""What a stand-in counts of the requests made of it. It counts what happened and must never change it."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any


class Counters:
    """The counts since the start, or since they were last cleared."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way = 0
        self.clear()

    def clear(self) -> None:
        """Begin again at zero; what is under way stays so."""
        with self._lock:
            self.requests: Counter[str] = Counter()
            """Requests by the door they came to, the refused ones too."""
            self.queries: Counter[str] = Counter()
            """Statements that were run, by the table they name; one that names two counts for both."""
            self.statements: list[str] = []
            """Their texts, in order."""
            self.pages = 0
            """Pages and chunks served with rows in them."""
            self.rows = 0
            """Rows served in them."""
            self.bytes = 0
            """Bytes of the bodies of all answers."""
            self.rows_processed = 0
            """Rows that statements gave: what credits are paid for, as far as a result tells it."""
            self.most_at_once = self._under_way
            """The most requests that were under way at one time."""

    @property
    def under_way(self) -> int:
        """How many requests are being answered now."""
        return self._under_way

    @contextmanager
    def request(self) -> Iterator[None]:
        """Count a request as under way."""
        with self._lock:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1

    def came(self, door: str) -> None:
        """Count a request at its door."""
        with self._lock:
            self.requests[door] += 1

    def ran(self, sql: str, tables: Sequence[str], rows: int) -> None:
        """Count a statement that was run."""
        with self._lock:
            self.statements.append(sql)
            self.queries.update(tables)
            self.rows_processed += rows

    def served(self, rows: int) -> None:
        """Count a page of rows."""
        with self._lock:
            self.pages += 1
            self.rows += rows

    def sent(self, size: int) -> None:
        """Count bytes of an answer."""
        with self._lock:
            self.bytes += size

    def as_json(self) -> dict[str, Any]:
        """Return all of them under their names."""
        with self._lock:
            return {
                "requests": dict(self.requests),
                "queries": dict(self.queries),
                "statements": list(self.statements),
                "pages": self.pages,
                "rows": self.rows,
                "bytes": self.bytes,
                "rows_processed": self.rows_processed,
                "most_at_once": self.most_at_once,
            }
