"""How canonical tables lie in the cells of a lake whose source writes them as they are."""

import pyarrow as pa

from rearview.lake.layout import Layout
from rearview.model.tables import TABLES, Type

_TYPES: dict[Type, pa.DataType] = {
    "text": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
}


def schema_of(table: str) -> pa.Schema:
    """Return the columns of a canonical table."""
    return pa.schema([(column.name, _TYPES[column.type]) for column in TABLES[table].columns])


def layout_of(table: str) -> Layout:
    """Return how the rows of a canonical table lie: those of a session together."""
    of = TABLES[table]
    order = dict.fromkeys(name for name in ("session_id", of.time, of.key) if name)
    above = ("root_session_id",) if table == "sessions" else ()
    return Layout(table=table, key=of.key, time=of.time, order=tuple(order), lookup=("session_id", *above))
