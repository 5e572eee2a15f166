"""Views with columns of a source's own choice, on every engine."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rearview.engines import open_engine
from rearview.engines.view import View, ViewColumn, ViewError

VIEW = View(
    of="things",
    columns=(
        ViewColumn(name="thing_id", column="Id__c", kind="text"),
        ViewColumn(name="at_ms", column="At__c", kind="ms"),
    ),
)


@pytest.mark.parametrize("name", ["polars", "duckdb"])
def test_a_view_may_have_columns_of_its_own(name: str, tmp_path: Path) -> None:
    """Such a view shows the columns that it names, in its order, and no others; without a file it has no rows."""
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id__c": ["x"], "At__c": [5], "Other__c": [1]}), file)
    engine = open_engine(name, [tmp_path])
    assert engine.collect(engine.view(VIEW, [file])).to_pylist() == [
        {"thing_id": "x", "at_ms": 5, "date": None}
    ]
    empty = engine.collect(engine.view(VIEW, []))
    assert (empty.column_names, empty.num_rows) == (["thing_id", "at_ms", "date"], 0)


def test_its_constants_must_be_columns() -> None:
    """A constant for a column that the view doesn't have is a mistake, and is named with the view's table."""
    with pytest.raises(ViewError, match="things has no such columns"):
        View(of="things", constants={"kind": "llm"})
