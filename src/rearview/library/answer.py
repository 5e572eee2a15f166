"""The answer to a question, as code gets it: a Polars DataFrame that is fit to be looked at in a notebook."""

from typing import Any

import polars as pl

from rearview.analyses.analysis import Column
from rearview.library.notebook import ROWS, table
from rearview.model.tables import Type


class Answer(pl.DataFrame):
    """A DataFrame whose moments, durations and shares read as such where it is displayed; what it holds are numbers."""

    def _repr_html_(self, **_: Any) -> str:
        """Return it as a table of HTML."""
        heads = [Column(name=name, type=_type(kind), meaning="") for name, kind in self.schema.items()]
        return table(heads, self.head(ROWS).rows(named=True), self.height)


def _type(kind: pl.DataType) -> Type:
    if kind == pl.Boolean:
        return "bool"
    if kind.is_integer():
        return "int"
    return "float" if kind.is_float() else "text"
