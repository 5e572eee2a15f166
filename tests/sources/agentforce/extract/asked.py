"""What a stand-in was asked for, and which of its answers a lake knows where to get."""

import re
from datetime import datetime
from pathlib import Path

from rearview.lake.grid import Cell, Window, milliseconds
from rearview.lake.layout import METADATA
from rearview.lake.ledger import Entry
from rearview.lake.parquet import read_footer
from rearview.lake.scan import cells, is_lake
from rearview.lake.staging import STAGING, tickets
from rearview.lake.writer import committed
from rearview.sandbox.server.counters import Counters
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract.slices import State

_FOLDERS = {dmo.api_name: folder for folder, dmo in CATALOG.items()}
_FROM = re.compile(r'FROM "(\w+)"')
_MOMENT = re.compile(r"TIMESTAMPTZ '([^']+)'")


def statements(counters: Counters, since: int = 0) -> list[str]:
    """Return the statements for rows that were sent, without the first so many of all that were."""
    return [sql for sql in counters.statements[since:] if not sql.endswith("LIMIT 0")]


def window_of(sql: str) -> Window | None:
    """Return the window that a statement asks for."""
    moments = [milliseconds(datetime.fromisoformat(text)) for text in _MOMENT.findall(sql)]
    return Window(moments[0], moments[1]) if moments else None


def cell_of(sql: str) -> Cell:
    """Return the cell that a statement is for."""
    window = window_of(sql)
    return Cell(_FOLDERS[_FROM.findall(sql)[0]], None if window is None else window.start_ms)


def kept(root: Path) -> dict[str, int]:
    """Return the statements of cells under work whose answers can be gone on with, and until when."""
    left = [ticket for ticket in tickets(root / METADATA / STAGING) if committed(root, ticket) is None]
    states = [State.load(ticket.resume) for ticket in left]
    slices = [slice_ for state in states if state for slice_ in state.slices]
    return {slice_.sql: slice_.expires_ms or 0 for slice_ in slices if slice_.query_id is not None}


def under_work(root: Path) -> set[Cell]:
    """Return the cells that a lake has begun and not finished."""
    return {ticket.cell for ticket in tickets(root / METADATA / STAGING)}


def in_place(root: Path) -> dict[Cell, Entry]:
    """Return what the files of a lake's cells say of themselves."""
    footers = {cell: read_footer(file) for cell, file in cells(root)} if is_lake(root) else {}
    return {cell: footer.entry for cell, footer in footers.items() if footer is not None}
