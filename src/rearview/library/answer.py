"""The answer to a question, as code gets it: a Polars DataFrame that is fit to be looked at in a notebook."""

from typing import Any

import polars as pl

from rearview.analyses.analysis import Column
from rearview.library.units import unit_of
from rearview.model.tables import Type

_TYPES: dict[type[pl.DataType], Type] = {pl.String: "text", pl.Boolean: "bool", pl.Float64: "float"}
_LONGEST = 120
_ROWS = 50


class Answer(pl.DataFrame):
    """A DataFrame whose moments, durations and shares read as such where it is displayed; what it holds are numbers."""

    def _repr_html_(self, **_: Any) -> str:
        """Return it as a table of HTML, its texts escaped."""
        look = pl.Config(
            tbl_hide_dataframe_shape=self.height <= _ROWS,
            tbl_hide_column_data_types=True,
            tbl_rows=_ROWS,
            tbl_cols=-1,
            fmt_str_lengths=_LONGEST,
            thousands_separator=True,
            float_precision=2,
        )
        with look:
            return pl.DataFrame(self).select(map(_shown, self.schema.items()))._repr_html_()  # noqa: SLF001 - what notebooks call


def _shown(column: tuple[str, pl.DataType]) -> pl.Expr:
    """Return a column as it reads best."""
    name, type_ = column
    unit = unit_of(Column(name=name, type=_TYPES.get(type(type_), "int"), meaning=""))
    value = pl.col(name)
    if unit == "moment":
        return pl.from_epoch(value, time_unit="ms").dt.strftime("%Y-%m-%d %H:%M:%S")
    if unit == "duration":
        return value.cast(pl.Int64).cast(pl.Duration("ms"))
    if unit == "share":
        return (value * 100).round(1).cast(pl.String) + " %"
    return value
