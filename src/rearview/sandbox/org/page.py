"""The rows of one table in one recorded conversation, as columns, with all that a replay needs to know of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import pyarrow as pa

from rearview.sandbox.engines.engine import GONE, VISIBLE
from rearview.sandbox.org.marks import Mark, marks_in
from rearview.sandbox.org.recorder.tape import Row
from rearview.sandbox.org.salesforce_id import ORG_ID
from rearview.sources.agentforce.catalog import CATALOG, Dmo
from rearview.sources.agentforce.catalog.shape import Field
from rearview.sources.agentforce.catalog.storage import ARROW

_CONSTANT = {
    "ssot__InternalOrganizationId__c": ORG_ID,
    "orgId__c": ORG_ID,
    "salesforceOrgId__c": ORG_ID,
    "cloud__c": "Platform",
    "ssot__DataSourceId__c": "Einstein_Agent_Tracing",
    "ssot__DataSourceObjectId__c": "AgentTracing",
}
"""Fields that hold the same in every row of every table that has them."""

_ATTO = Decimal(1).scaleb(-18)
"""The precision of every number."""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """The columns of a table's rows; times are microseconds since the conversation began."""

    rows: int
    columns: Mapping[str, pa.Array]
    marks: Mapping[str, tuple[Mark, ...]]
    """The marks that stand in a text column, for those that hold any."""
    weight: int
    """How many bytes its texts take."""


def page(dmo: Dmo, rows: Sequence[Row]) -> Page:
    """Turn rows into columns."""
    used = {name for row in rows for name in row.values}
    columns = {
        field.name: _column(field, rows) if field.name in used else _default(field, len(rows))
        for field in dmo.fields
    }
    texts = {
        field.name: text_of(columns[field.name])
        for field in dmo.fields
        if field.type == "text" and field.name in used
    }
    marks = {name: found for name, text in texts.items() if (found := marks_in(text))}
    columns[VISIBLE] = pa.array([row.visible_ms for row in rows], pa.int64())
    columns[GONE] = pa.array([row.gone_ms for row in rows], pa.int64())
    return Page(rows=len(rows), columns=columns, marks=marks, weight=sum(map(len, texts.values())))


def text_of(column: pa.Array) -> bytes:
    """Return the characters of a text column, all values one after the other."""
    if column.null_count == len(column):
        return b""  # such a column's buffers are all one: they hold zeros, and no characters
    return bytes(column.buffers()[2])


def relative_type(field: Field) -> pa.DataType:
    """Return the Arrow type that a field has before a replay gives it its time."""
    return pa.int64() if field.type == "timestamp" else ARROW[field.type]


@cache
def times(folder: str) -> tuple[str, ...]:
    """Return the fields of a table that hold a moment."""
    return tuple(field.name for field in CATALOG[folder].fields if field.type == "timestamp")


def _default(field: Field, rows: int) -> pa.Array:
    """Return the column of a field that no row fills: the same value everywhere, or none."""
    value = _CONSTANT.get(field.name)
    return pa.nulls(rows, relative_type(field)) if value is None else pa.repeat(value, rows)


def _column(field: Field, rows: Sequence[Row]) -> pa.Array:
    values = [row.values.get(field.name) for row in rows]
    if field.type == "number":
        values = [None if value is None else Decimal(str(value)).quantize(_ATTO) for value in values]
    return pa.array(values, relative_type(field))
