"""Which tables and fields a statement names, as far as its text tells, and whether the org has them.

It reads names, not SQL: what a statement means is the engine's affair.
"""

import re
from collections.abc import Sequence

from rearview.sandbox.engines import SqlError
from rearview.sources.agentforce.catalog import dmo

_TABLE = re.compile(r"\w+__dlm\b", re.IGNORECASE)


def named_in(sql: str) -> tuple[str, ...]:
    """Return the API names of the tables that a statement names, each once."""
    found = (dmo(name) for name in _TABLE.findall(sql))
    return tuple(dict.fromkeys(table.api_name for table in found if table))


def check(sql: str, lacks: Sequence[str]) -> None:
    """Refuse a statement that names a table or a field that the org lacks."""
    tables = named_in(sql)
    for missing in lacks:
        table, _, field = missing.partition(".")
        if table in tables and not field:
            raise SqlError.unknown_table(table)
        if table in tables and re.search(rf"\b{re.escape(field)}\b", sql, re.IGNORECASE):
            raise SqlError.unknown_column(field, table=table)


def missing_fields(sql: str, lacks: Sequence[str]) -> set[str]:
    """Return the fields that the tables of a statement lack, which `*` doesn't give."""
    tables = named_in(sql)
    pairs = (missing.partition(".") for missing in lacks)
    return {field for table, _, field in pairs if field and table in tables}
