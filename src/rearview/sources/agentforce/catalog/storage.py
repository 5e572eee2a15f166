"""How the rows of a DMO are kept: their Arrow types, and how they lie in the cells of a lake."""

import pyarrow as pa

from rearview.lake.layout import Layout
from rearview.sources.agentforce.catalog.shape import Dmo, FieldType
from rearview.sources.agentforce.catalog.ways import SESSION_ID, owns_session

ARROW: dict[FieldType, pa.DataType] = {
    "text": pa.string(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "number": pa.decimal128(38, 18),
    "boolean": pa.bool_(),
}
"""The Arrow type that keeps all a field can hold."""


def schema(dmo: Dmo) -> pa.Schema:
    """Return the Arrow schema of a DMO's rows, its fields in the catalog's order."""
    return pa.schema([(field.name, ARROW[field.type]) for field in dmo.fields])


def layout(dmo: Dmo) -> Layout:
    """Return how a DMO's rows lie in a lake: those of one session, or of one parent, side by side, in order of time."""
    above = [link.field for link in dmo.parents if link.to != dmo.folder]
    ours = [SESSION_ID] if owns_session(dmo.folder) else []
    order = [*above[:1], dmo.time, dmo.key] if above else [dmo.key, dmo.time]
    return Layout(
        table=dmo.folder,
        key=dmo.key,
        time=dmo.time,
        order=tuple(dict.fromkeys(name for name in order if name is not None)),
        lookup=tuple(dict.fromkeys([dmo.key, *above, *ours])),
    )
