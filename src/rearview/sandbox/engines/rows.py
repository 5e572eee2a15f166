"""The form in which rows are loaded, the same for every engine: the fields of a table and when each row is seen."""

import pyarrow as pa

from rearview.sandbox.engines.engine import GONE, VISIBLE
from rearview.sources.agentforce.catalog import Dmo
from rearview.sources.agentforce.catalog.storage import schema


def form(dmo: Dmo) -> pa.Schema:
    """Return the columns that rows of a table are loaded with."""
    return pa.schema(
        [*schema(dmo), pa.field(VISIBLE, pa.int64(), nullable=False), pa.field(GONE, pa.int64())]
    )


def formed(dmo: Dmo, rows: pa.Table) -> pa.Table:
    """Return rows with exactly these columns, in this order and of these types."""
    wanted = form(dmo)
    return rows.select(wanted.names).cast(wanted)
