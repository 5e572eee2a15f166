"""Sessions that became known too late: cells committed before what their rows hang on are filled from their own files.

Nothing is asked of the source. A cell stays as it was but for the one column, and so does what is known of when it
was read: filling it makes it neither newer nor more settled.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pyarrow as pa

from rearview.errors import UnreadableError
from rearview.lake.columns import cell_columns, cell_rows, nulls
from rearview.lake.grid import Cell
from rearview.lake.ledger import Entry, Ledger
from rearview.lake.writer import Writer
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.storage import layout
from rearview.sources.agentforce.catalog.ways import SESSION_ID, owns_session
from rearview.sources.agentforce.lineage.lineage import Filler, Lineage


def refill(lake: Writer, *, since_ms: int) -> list[Cell]:
    """Fill what cells read since a moment tell of the sessions of cells committed before them; return the cells filled."""
    fresh = {
        table: {cell: entry for cell, entry in entries.items() if entry.read_ms >= since_ms}
        for table, entries in lake.ledger.tables.items()
    }
    under_work = {staging.ticket.cell for staging in lake.staged()}
    filled = []
    for table in filter(owns_session, CATALOG):  # each stands after all those it hangs on
        for cell, entry in lake.ledger.of(table):
            lineage = Lineage(lake.root, Ledger(fresh))
            with suppress(UnreadableError):  # a damaged cell is to be read anew, which fills it
                if cell not in under_work and _refill(lake, lineage, cell, entry):
                    fresh.setdefault(table, {})[cell] = entry
                    filled.append(cell)
    return filled


def _refill(lake: Writer, lineage: Lineage, cell: Cell, entry: Entry) -> bool:
    """Fill one cell, if that makes a difference."""
    path = lake.root / cell.path
    if not lineage.knows(cell.table, entry.window) or not nulls(path, SESSION_ID):
        return False
    fill = lineage.filler(cell.table, entry.window, partial(_unfilled, path))
    if not _fills(fill, path):
        return False
    staging, laid = lake.begin(cell.table, entry.window, read_ms=entry.read_ms), layout(CATALOG[cell.table])
    for number, rows in enumerate(cell_rows(path)):
        staging.put(number, rows, laid)
    lake.commit(staging, laid, unfinished=entry.unfinished, fill=fill)
    return True


def _unfilled(path: Path, names: Sequence[str]) -> Iterator[pa.Table]:
    """Yield columns of those rows of a cell that have no session."""
    for rows in cell_columns(path, list(dict.fromkeys([*names, SESSION_ID]))):
        yield rows.filter(rows[SESSION_ID].is_null())


def _fills(fill: Filler, path: Path) -> bool:
    """Whether some row of a cell would get a session that it hasn't."""
    names = [field for field, _ in fill.ways]
    return any(fill(rows)[SESSION_ID].null_count < rows.num_rows for rows in _unfilled(path, names))
