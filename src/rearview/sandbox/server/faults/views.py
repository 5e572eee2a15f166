"""Faults of results: what a request gets to see of them isn't what they are. The results themselves stay whole."""

import pyarrow as pa

from rearview.sandbox.engines import SqlError
from rearview.sandbox.server.faults.plan import Rule
from rearview.sandbox.server.results import Progress, Result, Span, View


class Running(View):
    """The query runs, and will always run."""

    def progress(self, result: Result, now_ms: int) -> Progress:
        """Return that nothing is there yet."""
        del result, now_ms
        return Progress("running", 0.5, 0, 0)


class Growing(View):
    """The query has produced half of what there will be."""

    def progress(self, result: Result, now_ms: int) -> Progress:
        """Return half of the truth."""
        del now_ms
        return Progress("produced", 1.0, result.table.num_rows // 2, max(1, len(result.chunks) // 2))


class Empty(View):
    """The page has no rows."""

    def rows(self, result: Result, span: Span) -> pa.Table:
        """Return none of the rows that are there."""
        return super().rows(result, Span(span.start, span.start))


class Short(View):
    """The page ends too early."""

    def rows(self, result: Result, span: Span) -> pa.Table:
        """Return the first half of the rows."""
        return super().rows(result, Span(span.start, (span.start + span.stop) // 2))


class Repeated(View):
    """The page is the one before it."""

    def rows(self, result: Result, span: Span) -> pa.Table:
        """Return as many rows, but from before."""
        start = max(0, 2 * span.start - span.stop)
        return super().rows(result, Span(start, start + span.stop - span.start))


class Reordered(View):
    """The page has its columns in another order."""

    def rows(self, result: Result, span: Span) -> pa.Table:
        """Return the rows with the last column first."""
        rows = super().rows(result, span)
        return (
            rows.select(rows.column_names[::-1]) if len(set(rows.column_names)) == rows.num_columns else rows
        )


class Limited(View):
    """A query of many rows takes too long."""

    def __init__(self, rule: Rule) -> None:
        self._rows = rule.amount

    def admit(self, rows: int) -> None:
        """Refuse a result of more rows than the rule says."""
        if rows > self._rows:
            raise SqlError(sqlstate="53S01", message="query exceeded its time limit", hint=None)
