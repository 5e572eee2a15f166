"""Up to when does each table reach, and which lag behind?"""

import narwhals as nw

from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import times
from rearview.model.tables import TABLES


def answer(**tables: Frame) -> Frame:
    """Find the oldest and the newest row of each table."""
    reached = nw.concat([_of(name, table) for name, table in tables.items()])
    newest, some = nw.col("last_ms").max(), nw.col("rows").sum()
    # Compared by a join: a window over everything has no order that all engines agree on.
    whole = reached.select(newest.alias("_newest"), some.alias("_some"))
    told = reached.join(whole, how="cross").filter(nw.col("_some") > 0)
    return told.with_columns(behind_ms=nw.col("_newest") - nw.col("last_ms")).sort("_position")


def _of(name: str, table: Frame) -> Frame:
    at = nw.col(TABLES[name].time)
    counted = table.select(rows=nw.len(), undated=times(at.is_null()), first_ms=at.min(), last_ms=at.max())
    whole = (nw.col(column).cast(nw.Int64) for column in ("rows", "undated", "first_ms", "last_ms"))
    return counted.select(
        *whole, nw.lit(name).alias("table"), nw.lit(list(TABLES).index(name)).alias("_position")
    )


ANALYSIS = Analysis(
    name="reach",
    question="Up to when does each table reach, and which lag behind?",
    tables=tuple(TABLES),
    columns=(
        Column(name="table", type="text", meaning="A canonical table."),
        Column(name="rows", type="int", meaning="How many rows it has; 0 is no data."),
        Column(name="undated", type="int", meaning="How many of them don't say when."),
        Column(name="first_ms", type="int", meaning="When the oldest row happened."),
        Column(name="last_ms", type="int", meaning="When the newest row happened."),
        Column(
            name="behind_ms",
            type="int",
            meaning="How long before the newest row of any table that was: what comes in late reaches less far.",
        ),
    ),
    answer=answer,
)
