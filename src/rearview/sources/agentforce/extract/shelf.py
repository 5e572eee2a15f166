"""What is known of one table for the whole of a run: how it is asked for, how its rows lie in cells. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rearview.lake.grid import Window
from rearview.lake.layout import Layout
from rearview.sources.agentforce.extract.probe import SourceTable

OPEN_UNTIL = {"sessions": "ssot__EndTimestamp__c"}
"""Tables whose rows change until one of their columns is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One table of a run."""

    source: SourceTable
    layout: Layout
    statements: Callable[[Window | None], Sequence[str]]
    """Return the statements that together give the rows of a window, or those of the cell without one."""

    @property
    def table(self) -> str:
        """Its folder in the lake."""
        return self.layout.table

    @property
    def open_until(self) -> str | None:
        """The column that is null in rows which are still going to change."""
        return OPEN_UNTIL.get(self.table)
