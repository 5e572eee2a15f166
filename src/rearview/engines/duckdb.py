"""DuckDB: views as SQL over Parquet scans, on a private database in memory.

Owns the translation of kinds into SQL, the quoting of every name and text that gets there, and the fence around
the database: whatever SQL it is given, it touches no file outside its folders, reaches no network and loads no
extension. SQL could still write inside the folders: whoever passes on a stranger's SQL lets nothing but SELECT by.
"""

import atexit
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, ClassVar

import duckdb

from rearview.engines import files as parquet
from rearview.engines.binding import Constant, Family, Read, bind, missing
from rearview.engines.view import MOMENT, PARTITION, SENTINELS, WHOLE, Kind, View
from rearview.errors import UnreadableError
from rearview.model.tables import Type

Part = parquet.Part[str]

_MEMORY = "1200MB"
"""What computing may hold in memory, unless it is said otherwise; what outgrows it is spilled to disk."""
_GROUPED = re.compile(
    r'^((?:WITH )?"__duckdb_s[0-9]+" AS) NOT MATERIALIZED (\(\n(?=.* GROUP BY ))', re.MULTILINE
)
"""A group in the chain of parts as which a relation is written, each to be computed wherever it is named.

Left to choose, DuckDB computes a group once; what is only read, it had better not keep.
"""


_APART = "held"
"""The database for rows that are held: whoever asks which tables there are doesn't see them."""


class DuckDB:
    """The engine that computes in this process, in bounded memory, by SQL."""

    name: ClassVar[str] = "duckdb"

    def __init__(self, folders: Sequence[Path], **settings: str) -> None:
        self._folders = tuple(map(parquet.absolute, folders))
        self._database = _fenced(self._folders, settings)
        self._held = count()

    def scan(self, files: Sequence[Path]) -> duckdb.DuckDBPyRelation:
        """Return what the files hold, under their own names, and `date`; what a file lacks is null."""
        parts = self._parts(files)
        selects = [_select((_name(column) for column, _ in part.columns), part) for part in parts]
        return self._sql(" UNION ALL BY NAME ".join(selects) or f"SELECT {_NO_DAY} LIMIT 0")

    def view(self, view: View, files: Sequence[Path]) -> duckdb.DuckDBPyRelation:
        """Return the columns of the view's canonical table, in its order, and `date`."""
        selects = [_select(map(_compiled, bind(view, _families(part))), part) for part in self._parts(files)]
        return self._sql(" UNION ALL ".join(selects) or _nothing(view))

    def missing(self, view: View, files: Sequence[Path]) -> dict[str, int]:
        """Return the source columns that the view found lacking or unreadable, and in how many files."""
        return missing(view, [(_families(part), len(part.files)) for part in self._parts(files)])

    def explain(self, frame: duckdb.DuckDBPyRelation) -> str:
        """Return the plan by which the frame would be computed."""
        return frame.explain()

    def hold(self, frame: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        """Compute a few rows now, and return them as a frame that takes nothing to read again."""
        table = f"{_APART}.rows_{next(self._held)}"
        with _translated():
            self._database.execute(f"CREATE TABLE {table} AS {_grouped_once(frame)}")
            return self._database.sql(f"FROM {table}")

    def collect(self, frame: duckdb.DuckDBPyRelation) -> Any:
        """Compute a frame and return it as an Arrow table."""
        with _translated():
            return self._database.sql(_grouped_once(frame)).to_arrow_table()

    @property
    def database(self) -> duckdb.DuckDBPyConnection:
        """The database behind it; what runs there has to be fit for it."""
        return self._database

    def _sql(self, sql: str) -> duckdb.DuckDBPyRelation:
        with _translated():
            return self._database.sql(sql)

    def _parts(self, files: Sequence[Path]) -> list[Part]:
        return parquet.parts(files, self._folders, self._columns)

    def _columns(self, file: Path) -> parquet.Columns[str]:
        with _translated(file):
            held = self._database.sql(f"FROM {_parquet((file,), hive=False)}")
        return tuple((name, type_.id) for name, type_ in zip(held.columns, held.types, strict=True))


def _fenced(folders: Sequence[Path], settings: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    """Open a database and lock it: what is set here can't be set again, by no SQL."""
    database = duckdb.connect(":memory:")
    database.execute(f"ATTACH ':memory:' AS {_APART}")
    allowed = [_text_of(text) for folder in folders for text in (str(folder), _globbed(folder))]
    for setting, value in {
        "memory_limit": _text_of(_MEMORY),
        **{setting: _text_of(value) for setting, value in settings.items()},
        "TimeZone": "'UTC'",
        "preserve_insertion_order": "false",
        "temp_directory": _text_of(_spill_folder()),
        "enable_progress_bar": "false",
        "python_enable_replacements": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "allow_persistent_secrets": "false",
        "allowed_directories": f"[{', '.join(allowed)}]",
        "enable_external_access": "false",
        "lock_configuration": "true",
    }.items():
        database.execute(f"SET {setting} = {value}")
    return database


@cache
def _spill_folder() -> str:
    """Return this process' own folder for what outgrows memory; by default DuckDB takes the working folder."""
    folder = mkdtemp(prefix="rearview-")
    atexit.register(rmtree, folder, ignore_errors=True)
    return folder


@contextmanager
def _translated(what: object = "The data") -> Iterator[None]:
    """Turn what DuckDB raises while it reads into an error of ours."""
    try:
        yield
    except duckdb.Error as error:
        raise UnreadableError.parquet(what, str(error)) from error


# -- SQL --


def _grouped_once(frame: duckdb.DuckDBPyRelation) -> str:
    return _GROUPED.sub(r"\1 \2", frame.sql_query())


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text_of(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _globbed(path: Path) -> str:
    """Write a path as a pattern that matches itself: DuckDB takes every path for a pattern."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))


def _parquet(files: Iterable[Path], *, hive: bool) -> str:
    listed = ", ".join(_text_of(_globbed(file)) for file in files)
    typed = f", hive_types = {{{_text_of(PARTITION)}: DATE}}" if hive else ""
    return f"read_parquet([{listed}], hive_partitioning = {str(hive).lower()}{typed})"


def _select(columns: Iterable[str], part: Part) -> str:
    day = f"{_name(PARTITION)} AS {_name(PARTITION)}" if part.keys else _NO_DAY
    source = _parquet(part.files, hive=bool(part.keys))
    return f"SELECT {', '.join([*columns, day])} FROM {source}"  # noqa: S608 - all of it is quoted


_NO_DAY = f"CAST(NULL AS DATE) AS {_name(PARTITION)}"


# -- views --

_FAMILIES: dict[str, Family] = {
    "varchar": "text",
    **dict.fromkeys(("tinyint", "smallint", "integer", "bigint", "hugeint"), "int"),
    **dict.fromkeys(("utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"), "int"),
    **dict.fromkeys(("float", "double"), "float"),
    "decimal": "decimal",
    "boolean": "bool",
    **dict.fromkeys(("timestamp", "timestamp with time zone", "timestamp_s", "timestamp_ms", "date"), "time"),
    **dict.fromkeys(("timestamp_ns", "timestamptz_ns"), "nanos"),
    "null": "null",
}
_TYPES: dict[Type, str] = {"text": "VARCHAR", "int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN"}


def _families(part: Part) -> dict[str, Family]:
    return {name: _FAMILIES.get(type_, "other") for name, type_ in part.columns}


def _nothing(view: View) -> str:
    return f"SELECT {', '.join([*map(_compiled, bind(view, {})), _NO_DAY])} LIMIT 0"


def _compiled(column: Read | Constant) -> str:
    """Return the SQL of one canonical column."""
    if isinstance(column, Constant):
        return f"CAST({_constant(column.value)} AS {_TYPES[column.type]}) AS {_name(column.name)}"
    return f"{_KINDS[column.kind](_name(column.column), column.family)} AS {_name(column.name)}"


def _constant(value: str | float | bool | None) -> str:
    if value is None:
        return "NULL"
    return _text_of(value) if isinstance(value, str) else str(value)


def _text(column: str, _: Family) -> str:
    return f"CAST({column} AS VARCHAR)"


def _clean(column: str, family: Family) -> str:
    text = _text(column, family)
    sentinels = ", ".join(map(_text_of, SENTINELS))
    return f"CASE WHEN {text} NOT IN ({sentinels}) THEN {text} END"


def _ms(column: str, family: Family) -> str:
    if family == "int":
        return f"TRY_CAST({column} AS BIGINT)"
    if family == "text":
        column = f"CASE WHEN {_matches(column, MOMENT)} THEN TRY_CAST({column} AS TIMESTAMPTZ) END"
    ticks, in_ms = (f"epoch_ns({column})", 1_000_000) if family == "nanos" else (f"epoch_us({column})", 1_000)
    # epoch_ms() rounds to the nearest and // towards zero; a time is rounded down, before 1970 too.
    return f"({ticks} - ({ticks} % {in_ms} + {in_ms}) % {in_ms}) // {in_ms}"


def _int(column: str, family: Family) -> str:
    if family == "text":
        return f"TRY_CAST(regexp_extract({column}, {_text_of(WHOLE)}, 1) AS BIGINT)"
    # A cast rounds; the other engine drops the fraction.
    return f"TRY_CAST({column if family == 'int' else f'trunc({column})'} AS BIGINT)"


def _float(column: str, family: Family) -> str:
    if family == "text":
        # A cast takes what matches NUMBER, and a little more; to leave that out takes a third of the pattern's time.
        more = (f"contains({column}, '_')", f"starts_with({column}, '+-')")
        bare = f"trim({column}, {_text_of(_SPACES)}) = {column}"
        column = f"CASE WHEN {' AND '.join([bare, *(f'NOT {each}' for each in more)])} THEN {column} END"
    number = f"TRY_CAST({column} AS DOUBLE)"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def _bool(column: str, family: Family) -> str:
    return (
        column
        if family == "bool"
        else f"CASE lower({column}) WHEN 'true' THEN true WHEN 'false' THEN false END"
    )


def _matches(column: str, pattern: str) -> str:
    return f"regexp_matches({column}, {_text_of(pattern)})"


_SPACES = " \t\n\v\f\r"

_KINDS: dict[Kind, Callable[[str, Family], str]] = {
    "text": _text,
    "clean": _clean,
    "ms": _ms,
    "int": _int,
    "float": _float,
    "bool": _bool,
}
