"""Ids as recorders write them: in quotes, as a word that means none, or within another text. Pure."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from rearview.sources.agentforce.lineage.index import whole

NONE = pa.array(["", "NOT_SET", "UNSET_VALUE", "None", "no_session"])
"""What stands where an id would stand, and is none."""

_QUOTE = '(?:"|&quot;|&#34;)'
_WITHIN = {
    ("interactions", "ssot__TelemetryTraceId__c"): (
        "ssot__AttributeText__c",
        rf"internalTraceId{_QUOTE}\s*:\s*{_QUOTE}(?P<id>[0-9A-Za-z-]+){_QUOTE}",
    )
}
"""For columns that are often empty: where else the id stands, and behind what."""


def named(ids: pa.Array) -> pa.Array:
    """Return ids, null where a word says that there is none."""
    return pc.if_else(pc.is_in(ids, value_set=NONE), None, ids)


def plain(ids: pa.Array) -> pa.Array:
    """Return ids of sessions without the quotes around them, null where there is none."""
    return named(pc.utf8_trim(ids, characters='"'))


def key_fields(table: str, column: str) -> Sequence[str]:
    """Return the columns that `keys` needs."""
    return (column, _WITHIN[table, column][0]) if (table, column) in _WITHIN else (column,)


def keys(table: str, column: str, rows: pa.Table) -> pa.Array:
    """Return the ids by which rows of a table are named in links to a column of it."""
    ids = named(whole(rows[column]))
    if (table, column) not in _WITHIN:
        return ids
    field, pattern = _WITHIN[table, column]
    hidden = pc.extract_regex(whole(rows[field]), pattern=pattern)
    return pc.coalesce(ids, pc.struct_field(hidden, "id"))
