"""One session's rows, out of a lake of canonical tables.

Owns which rows belong to one run: those of all sessions with its root. It reads no more of a file than can hold them.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import narwhals as nw

from rearview.engines import open_engine
from rearview.engines.view import identity
from rearview.lake.scan import files
from rearview.model.tables import TABLES, Rows

_ENGINE = "polars"
_SESSION, _ROOT = "session_id", "root_session_id"


def session_ids(root: Path) -> list[str]:
    """Return the ids of a lake's sessions, those of sub-agents too."""
    return [row[_SESSION] for row in _rows(root, "sessions", [_SESSION])]


def rows_of(root: Path, session_id: str) -> Rows:
    """Return the rows of a session, of those above it and of all that they called."""
    own = _rows(root, "sessions", [_ROOT], among=(_SESSION, [session_id]))
    above = [row[_ROOT] or session_id for row in own]
    family = [row[_SESSION] for row in _rows(root, "sessions", [_SESSION], among=(_ROOT, above))]
    among = (_SESSION, family or [session_id])
    # A table that a source never fills has no files.
    tables = {name: _rows(root, name, _columns(name), among=among) for name in TABLES if files(root, name)}
    return Rows(**{name: tuple(TABLES[name].row(**row) for row in rows) for name, rows in tables.items()})


def _columns(table: str) -> list[str]:
    return [column.name for column in TABLES[table].columns]


def _rows(
    root: Path, table: str, columns: Sequence[str], *, among: tuple[str, Iterable[str]] | None = None
) -> list[dict[str, Any]]:
    """Return columns of a table; `among` says which values a column must have one of."""
    engine = open_engine(_ENGINE, [root])
    frame = nw.from_native(engine.view(identity(table), files(root, table)))
    if among is not None:
        name, values = among
        frame = frame.filter(nw.col(name).is_in(list(values)))
    found: list[dict[str, Any]] = engine.collect(frame.select(*columns).to_native()).to_pylist()
    return found
