"""From a snapshot's structs to canonical rows, or, for a great many snapshots, to canonical columns.

Both say the same: the rows are the columns, turned. What a field means is owned by the module of its table.
"""

from rearview.model.tables import Rows
from rearview.sources.snapshots.exit import exits
from rearview.sources.snapshots.format import Snapshot
from rearview.sources.snapshots.logs import logs
from rearview.sources.snapshots.messages import messages
from rearview.sources.snapshots.places import Places, places
from rearview.sources.snapshots.report import reports
from rearview.sources.snapshots.rows import Columns, rows_of
from rearview.sources.snapshots.sessions import sessions
from rearview.sources.snapshots.steps import steps
from rearview.sources.snapshots.turns import turns
from rearview.sources.snapshots.usage import usage


def flatten(snapshot: Snapshot, *, payloads: bool = True) -> Rows:
    """Return the rows of a snapshot: of its session, and of its sub-agents' at any depth."""
    found = columns(snapshot, payloads=payloads)
    return Rows(**{table: rows_of(table, held) for table, held in found.items()})


def columns(snapshot: Snapshot, *, payloads: bool = False) -> dict[str, Columns]:
    """Return the tables of a snapshot as columns; what steps sent and got back stays undecoded unless it is asked for."""
    return tables(places(snapshot), payloads=payloads)


def tables(found: Places, *, payloads: bool) -> dict[str, Columns]:
    """Return the tables of all that stands somewhere; it may come from several files, if no session comes from two."""
    return {
        "sessions": sessions(found, exits(found.steps)),
        "turns": turns(found),
        "steps": steps(found, payloads=payloads),
        "messages": messages(found, reports(found)),
        "usage": usage(found),
        "logs": logs(found),
    }
