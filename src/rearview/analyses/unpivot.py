"""A wide row of measures as one row a measure, on every engine, in one pass over what it was computed from."""

from collections.abc import Mapping, Sequence

import narwhals as nw

from rearview.analyses.analysis import Frame


def unpivoted(
    frame: Frame,
    measures: Sequence[str],
    columns: Mapping[str, Mapping[str, nw.Expr]],
    *,
    name: str = "measure",
) -> Frame:
    """Repeat each row for every measure, and fill each column with what it holds for that measure.

    `columns` says for each column which expression fills it for which measure; it is null for the others.
    """
    # Names behind one another, taken apart again: the one way to make rows that all engines know.
    repeated = (
        frame.with_columns(nw.lit(",".join(measures)).alias(name))
        .with_columns(nw.col(name).str.split(","))
        .explode(name)
    )
    filled = {}
    for column, values in columns.items():
        chosen = nw.lit(None)
        for measure, value in values.items():
            chosen = nw.when(nw.col(name) == measure).then(value).otherwise(chosen)
        filled[column] = chosen
    return repeated.with_columns(**filled)
