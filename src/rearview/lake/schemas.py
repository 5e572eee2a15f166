"""Which columns the cells of a lake have, by what their files say of themselves."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from rearview.lake.ledger import Ledger


def schemas(root: Path, ledger: Ledger) -> dict[str, pa.Schema]:
    """Return the columns of each table's last cell; a file that can't be read has none to go by."""
    found = {table: _schema(root / ledger.of(table)[-1][0].path) for table in ledger.tables}
    return {table: schema for table, schema in found.items() if schema is not None}


def _schema(path: Path) -> pa.Schema | None:
    try:
        return pq.read_schema(path)
    except (pa.ArrowException, OSError):
        return None
