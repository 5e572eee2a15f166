"""Polars: views as expressions over lazy scans.

Owns the translation of kinds into Polars, and of what Polars raises into our errors. It must give the same rows as
every other engine; what decides that stands in `view` and `binding`, not here.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import polars as pl
from polars.exceptions import PanicException, PolarsError

from rearview.engines import files as parquet
from rearview.engines.binding import Constant, Family, Read, bind, missing
from rearview.engines.view import MOMENT, NUMBER, OFFSET, PARTITION, SENTINELS, WHOLE, Kind, View
from rearview.errors import UnreadableError
from rearview.model.tables import Type

# Data 360 names the zone of its Arrow timestamps "Utc". Polars panics on a name that its time zone database doesn't
# have; told to let it pass, it needs no zone to count milliseconds.
os.environ.setdefault("POLARS_IGNORE_TIMEZONE_PARSE_ERROR", "1")

Part = parquet.Part[pl.DataType]

_KNOWN = 8_192
"""Of so many files it is remembered which columns they have: to read a large file's footer takes milliseconds."""


class Polars:
    """The engine that computes in this process, streaming, by expressions."""

    name: ClassVar[str] = "polars"

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(map(parquet.absolute, folders))

    def scan(self, files: Sequence[Path]) -> pl.LazyFrame:
        """Return what the files hold, under their own names, and `date`; what a file lacks is null."""
        parts = self._parts(files)
        if not parts:
            return pl.LazyFrame(schema={PARTITION: pl.Date})
        spelled = _spelled(parts)
        frames = [
            _read(part).select(
                *(_plain(*column).alias(spelled[column[0].casefold()]) for column in part.columns),
                _date(part),
            )
            for part in parts
        ]
        with translated():
            frame = pl.concat(frames, how="diagonal_relaxed").select(*spelled.values(), PARTITION)
            frame.collect_schema()
        return frame

    def view(self, view: View, files: Sequence[Path]) -> pl.LazyFrame:
        """Return the columns of the view's canonical table, in its order, and `date`."""
        frames = [
            _read(part).select(*map(_compiled, bind(view, _families(part))), _date(part))
            for part in self._parts(files)
        ]
        return pl.concat(frames) if frames else _nothing(view)

    def missing(self, view: View, files: Sequence[Path]) -> dict[str, int]:
        """Return the source columns that the view found lacking or unreadable, and in how many files."""
        return missing(view, [(_families(part), len(part.files)) for part in self._parts(files)])

    def explain(self, frame: pl.LazyFrame) -> str:
        """Return the plan by which the frame would be computed."""
        return frame.explain()

    def hold(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Compute a few rows now, and return them as a frame that takes nothing to read again."""
        with translated():
            return frame.collect(engine="streaming").lazy()

    def collect(self, frame: pl.LazyFrame) -> Any:
        """Compute a frame and return it as an Arrow table."""
        with translated():
            return frame.collect(engine="streaming").to_arrow()

    def _parts(self, files: Sequence[Path]) -> list[Part]:
        return parquet.parts(files, self._folders, _columns)


# -- files --


def _columns(file: Path) -> parquet.Columns[pl.DataType]:
    with translated(file):
        found = file.stat()
        return _columns_of(file, (found.st_ino, found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=_KNOWN)
def _columns_of(file: Path, _as_it_was: tuple[int, ...]) -> parquet.Columns[pl.DataType]:
    """Return the columns of a file; a file that was written anew is another one."""
    with translated(file):
        return tuple(pl.scan_parquet(file, glob=False, hive_partitioning=False).collect_schema().items())


def _read(part: Part) -> pl.LazyFrame:
    keys: dict[str, Any] = {key: pl.Date if key == PARTITION else pl.String for key in part.keys}
    # With the schema that is known: else the footers of all files were read a second time, to find it.
    return pl.scan_parquet(
        list(part.files),
        glob=False,
        hive_partitioning=bool(keys),
        hive_schema=keys or None,
        schema=dict(part.columns),
        extra_columns="ignore",
    )


def _date(part: Part) -> pl.Expr:
    return pl.col(PARTITION) if part.keys else pl.lit(None, pl.Date).alias(PARTITION)


def _spelled(parts: Sequence[Part]) -> dict[str, str]:
    """Say how each column is spelled, whatever its case: as in the first file that has it."""
    spelled: dict[str, str] = {}
    for part in parts:
        for name, _ in part.columns:
            spelled.setdefault(name.casefold(), name)
    return spelled


def _plain(name: str, type_: pl.DataType) -> pl.Expr:
    """Return a column in a type that goes together with the same column of other files."""
    if isinstance(type_, pl.Categorical | pl.Enum):
        return pl.col(name).cast(pl.String)
    if isinstance(type_, pl.Datetime) and type_.time_zone not in {None, "UTC"}:
        return pl.col(name).cast(pl.Datetime(type_.time_unit, "UTC"))
    return pl.col(name)


@contextmanager
def translated(what: object = "The data") -> Iterator[None]:
    """Turn what Polars raises while it reads into an error of ours."""
    try:
        yield
    except (PolarsError, PanicException, OSError) as error:
        raise UnreadableError.parquet(what, str(error)) from error


# -- views --


def shown(view: View, rows: pl.LazyFrame, types: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    """Return rows that are no file's as a view shows those of files; their `date` is null."""
    families = {name: _family(type_) for name, type_ in types.items()}
    seen = rows.with_columns(*map(_compiled, bind(view, families)), pl.lit(None, pl.Date).alias(PARTITION))
    return seen.select(*view.schema, PARTITION)


def _families(part: Part) -> dict[str, Family]:
    return {name: _family(type_) for name, type_ in part.columns}


def _family(type_: pl.DataType) -> Family:
    matches: dict[Family, bool] = {
        "text": isinstance(type_, pl.String | pl.Categorical | pl.Enum),
        "int": type_.is_integer(),
        "float": type_.is_float(),
        "decimal": type_.is_decimal(),
        "bool": isinstance(type_, pl.Boolean),
        "time": isinstance(type_, pl.Datetime | pl.Date),
        "null": isinstance(type_, pl.Null),
    }
    return next((family for family, does in matches.items() if does), "other")


_TYPES: dict[Type, type[pl.DataType]] = {
    "text": pl.String,
    "int": pl.Int64,
    "float": pl.Float64,
    "bool": pl.Boolean,
}


def _nothing(view: View) -> pl.LazyFrame:
    schema: dict[str, Any] = {name: _TYPES[type_] for name, type_ in view.schema.items()}
    return pl.LazyFrame(schema=schema | {PARTITION: pl.Date})


def _compiled(column: Read | Constant) -> pl.Expr:
    """Return the expression of one canonical column."""
    if isinstance(column, Constant):
        return pl.lit(column.value, _TYPES[column.type]).alias(column.name)
    return _KINDS[column.kind](pl.col(column.column), column.family).alias(column.name)


def _text(column: pl.Expr, _: Family) -> pl.Expr:
    return column.cast(pl.String)


def _clean(column: pl.Expr, _: Family) -> pl.Expr:
    text = column.cast(pl.String)
    return pl.when(text.is_in(SENTINELS).not_()).then(text)


def _ms(column: pl.Expr, family: Family) -> pl.Expr:
    if family == "int":
        return column.cast(pl.Int64, strict=False)
    return (_moment(column.cast(pl.String)) if family == "text" else column).dt.epoch("ms")


def _moment(text: pl.Expr) -> pl.Expr:
    """Read a time: complete it to day, clock and offset first, for a format has no optional parts."""
    known = pl.when(text.str.contains(MOMENT)).then(text.str.replace(" ", "T", literal=True))
    timed = pl.when(known.str.contains("T", literal=True)).then(known).otherwise(known + "T00:00:00")
    placed = pl.when(timed.str.contains(OFFSET)).then(timed).otherwise(timed + "Z")
    return placed.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%#z", time_unit="us", strict=False)


def _int(column: pl.Expr, family: Family) -> pl.Expr:
    digits = column.cast(pl.String).str.extract(WHOLE, 1) if family == "text" else column
    return digits.cast(pl.Int64, strict=False)


def _float(column: pl.Expr, family: Family) -> pl.Expr:
    if family == "text":
        text = column.cast(pl.String)
        column = pl.when(text.str.contains(NUMBER)).then(text)
    number = column.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def _bool(column: pl.Expr, family: Family) -> pl.Expr:
    if family == "bool":
        return column
    word = column.cast(pl.String).str.to_lowercase()
    return pl.when(word == "true").then(statement=True).when(word == "false").then(statement=False)


_KINDS: dict[Kind, Callable[[pl.Expr, Family], pl.Expr]] = {
    "text": _text,
    "clean": _clean,
    "ms": _ms,
    "int": _int,
    "float": _float,
    "bool": _bool,
}
