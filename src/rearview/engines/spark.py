"""Spark: views as columns over Parquet scans, in the session that `spark_session` keeps.

Owns the translation of kinds into Spark's functions, and of what Spark raises into our errors. It must give the same
rows as every other engine; what decides that stands in `view` and `binding`, not here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import reduce
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.parquet as pq
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812 - Spark's own manuals call it so
from pyspark.sql.types import DataType, DateType, StructField, StructType

from rearview.engines import files as parquet
from rearview.engines.binding import Family, bind, missing
from rearview.engines.spark_kinds import compiled, floored, named
from rearview.engines.spark_session import open_session
from rearview.engines.spark_types import families, family, spark_type
from rearview.engines.view import PARTITION, View
from rearview.errors import UnreadableError

Part = parquet.Part[pa.DataType]

_SHARE = 64 * 1024 * 1024
"""How many bytes of files one partition of a shuffle is for."""


class Spark:
    """The engine that computes on a cluster, or in a Java process on this machine."""

    name: ClassVar[str] = "spark"

    def __init__(self, folders: Sequence[Path], *, master: str | None = None) -> None:
        self._folders = tuple(map(parquet.absolute, folders))
        self._session = open_session(master)
        self._bytes = 0

    def scan(self, files: Sequence[Path]) -> DataFrame:
        """Return what the files hold, under their own names, and `date`; what a file lacks is null."""
        frames = [
            source.select(*(_plain(*column) for column in part.columns), _date(part))
            for part in self._parts(files)
            for source in self._read(part, "null")
        ]
        with _translated():
            whole = reduce(_joined, frames or [self._empty().select(_no_day())])
            others = [named(name) for name in whole.columns if name != PARTITION]
            return whole.select(*others, PARTITION)

    def view(self, view: View, files: Sequence[Path]) -> DataFrame:
        """Return the columns of the view's canonical table, in its order, and `date`."""
        frames = [
            source.select(*map(compiled, bind(view, families(part.columns))), _date(part))
            for part in self._parts(files)
            for source in self._read(part, "null", "other")
        ]
        with _translated():
            nothing = self._empty().select(*map(compiled, bind(view, {})), _no_day())
            return reduce(DataFrame.union, frames) if frames else nothing

    def missing(self, view: View, files: Sequence[Path]) -> dict[str, int]:
        """Return the source columns that the view found lacking or unreadable, and in how many files."""
        return missing(view, [(families(part.columns), len(part.files)) for part in self._parts(files)])

    def explain(self, frame: DataFrame) -> str:
        """Return the plan by which the frame would be computed."""
        plan = StringIO()
        with _translated(), redirect_stdout(plan):
            frame.explain()
        return plan.getvalue()

    def hold(self, frame: DataFrame) -> DataFrame:
        """Compute a few rows now, and return them as a frame that takes nothing to read again."""
        with _translated():
            return frame.localCheckpoint()

    def collect(self, frame: DataFrame) -> Any:
        """Compute a frame and return it as an Arrow table."""
        with _translated():
            return frame.toArrow()

    def _parts(self, files: Sequence[Path]) -> list[Part]:
        return parquet.parts(files, self._folders, _columns)

    def _empty(self) -> DataFrame:
        return self._session.range(0)

    def _read(self, part: Part, *without: Family) -> Iterator[DataFrame]:
        """Yield a frame for each table's folder: above it, Spark must take no folder for a column."""
        with _translated():
            wanted = StructType(
                [StructField(*column) for column in _typed(part, without)]
                + [StructField(PARTITION, DateType())] * bool(part.keys)
            )
            reader = self._session.read.schema(wanted)
            for base, files in _by_base(part).items():
                self._make_room(files)
                yield reader.option("basePath", f"file:{base}").parquet(*map(_globbed, files))

    def _make_room(self, files: Sequence[Path]) -> None:
        """Let the partitions of a shuffle be as many as the data wants: one is by far the fastest for a little."""
        self._bytes += sum(file.stat().st_size for file in files)
        self._session.conf.set("spark.sql.shuffle.partitions", 1 + self._bytes // _SHARE)


# -- files --


def _columns(file: Path) -> parquet.Columns[pa.DataType]:
    with _translated(file), pq.ParquetFile(file, coerce_int96_timestamp_unit="us") as opened:
        return tuple((field.name, field.type) for field in opened.schema_arrow)


def _by_base(part: Part) -> dict[Path, list[Path]]:
    bases: defaultdict[Path, list[Path]] = defaultdict(list)
    for file in part.files:
        bases[file.parent.parent if part.keys else file.parent].append(file)
    return bases


def _globbed(file: Path) -> str:
    """Write a path as a pattern that matches itself: Spark takes every path for a pattern."""
    return "file:" + "".join(f"\\{letter}" if letter in "\\*?[]{}" else letter for letter in str(file))


def _typed(part: Part, without: Collection[Family]) -> Iterator[tuple[str, DataType]]:
    return ((name, spark_type(type_)) for name, type_ in part.columns if family(type_) not in without)


def _plain(name: str, type_: pa.DataType) -> Column:
    """Return a column in a type that goes together with the same column of other files."""
    match family(type_):
        case "null":
            return F.lit(None).alias(name)
        case "nanos":
            return F.timestamp_micros(floored(named(name), 1_000)).alias(name)
        case _:
            return named(name)


def _joined(left: DataFrame, right: DataFrame) -> DataFrame:
    return left.unionByName(right, allowMissingColumns=True)


def _date(part: Part) -> Column:
    return F.col(PARTITION) if part.keys else _no_day()


def _no_day() -> Column:
    return F.lit(None).cast("date").alias(PARTITION)


@contextmanager
def _translated(what: object = "The data") -> Iterator[None]:
    """Turn what Spark, or who reads footers for it, raises into an error of ours."""
    try:
        yield
    except (PySparkException, Py4JError, pa.ArrowException, OSError) as error:
        raise UnreadableError.parquet(what, str(error)) from error
