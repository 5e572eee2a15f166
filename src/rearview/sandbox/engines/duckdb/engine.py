"""DuckDB in the place of the real engine: always there, on every machine, and as strict.

Each table has a view that shows the rows of a moment, which every query states for its own connection. The database
is closed to the outside: whatever SQL it were given, it could touch no file, reach no network and load no extension.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from tempfile import mkdtemp
from typing import ClassVar
from weakref import finalize

import duckdb
import pyarrow as pa

from rearview.sandbox.engines.duckdb.comparisons import types_of
from rearview.sandbox.engines.duckdb.dialect import spelled
from rearview.sandbox.engines.duckdb.failure import Failures
from rearview.sandbox.engines.duckdb.functions import MACROS
from rearview.sandbox.engines.duckdb.refusals import refuse
from rearview.sandbox.engines.duckdb.results import as_real
from rearview.sandbox.engines.duckdb.spelling import encoded
from rearview.sandbox.engines.duckdb.values import with_columns
from rearview.sandbox.engines.engine import GONE, VISIBLE, Parameter
from rearview.sandbox.engines.rows import form, formed
from rearview.sandbox.engines.sql.clock import at
from rearview.sandbox.engines.sql.statement import read, spellings
from rearview.sandbox.engines.sql.tables import mentioned, recased
from rearview.sandbox.engines.sql.titles import titled
from rearview.sources.agentforce.catalog import Dmo

_TYPES = {"text": "VARCHAR", "timestamp": "TIMESTAMPTZ", "number": "DECIMAL(38, 18)", "boolean": "BOOLEAN"}


class DuckDB:
    """An imitation of the real engine, in this process."""

    name: ClassVar[str] = "duckdb"

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict
        folder = Path(mkdtemp(prefix="rearview-duckdb-"))
        self._remove = finalize(self, rmtree, folder, ignore_errors=True)
        self._tables: dict[str, Dmo] = {}
        # The name is nobody's to guess: a statement sees the rows of its moment and no others.
        self._schema = f"versions_{token_hex(8)}"
        self._database = _opened(folder)
        self._database.execute(f"CREATE SCHEMA {self._schema}")

    def load(self, dmo: Dmo, rows: Iterator[pa.Table]) -> None:
        """Add rows to a table, and make the table if need be."""
        with self._database.cursor() as connection:
            if dmo.api_name not in self._tables:
                self._create(connection, dmo)
            batches = (batch for table in rows for batch in formed(dmo, table).to_batches())
            connection.register("incoming", pa.RecordBatchReader.from_batches(form(dmo), batches))
            connection.execute(f"INSERT INTO {self._versions(dmo)} FROM incoming")

    def query(
        self, sql: str, parameters: Sequence[Parameter] = (), *, now_ms: int, row_limit: int | None = None
    ) -> pa.Table:
        """Return the rows of a statement at a moment."""
        nodes = read(sql, parameters)
        if not self._strict:
            nodes = recased(nodes, self._tables)
        types = types_of(mentioned(nodes, self._tables))
        named = titled(nodes)
        refuse(named, types)
        asked = f"({spelled(with_columns(at(named, now_ms)))})"
        limited = asked if row_limit is None else f"{asked} LIMIT {row_limit:d}"
        try:
            with self._database.cursor() as connection:
                connection.execute(f"SET VARIABLE now_ms = CAST({now_ms:d} AS BIGINT)")
                result = connection.sql(limited)
                return as_real(result.to_arrow_table(), [str(type_) for type_ in result.types])
        except duckdb.Error as error:
            raise Failures(spellings=spellings(nodes), columns=types).translated(error) from error

    def close(self) -> None:
        """Close the database and remove its files."""
        self._database.close()
        self._remove()

    def _create(self, connection: duckdb.DuckDBPyConnection, dmo: Dmo) -> None:
        columns = [encoded(field.name) for field in dmo.fields]
        typed = [f"{name} {_TYPES[field.type]}" for name, field in zip(columns, dmo.fields, strict=True)]
        listed = ", ".join((*typed, f"{VISIBLE} BIGINT NOT NULL", f"{GONE} BIGINT"))
        connection.execute(f"CREATE TABLE {self._versions(dmo)} ({listed})")
        now = "getvariable('now_ms')"
        connection.execute(
            f"CREATE VIEW {encoded(dmo.api_name)} AS SELECT {', '.join(columns)} FROM {self._versions(dmo)}"  # noqa: S608
            f" WHERE {VISIBLE} <= {now} AND ({GONE} IS NULL OR {GONE} > {now})"
        )
        self._tables[dmo.api_name] = dmo

    def _versions(self, dmo: Dmo) -> str:
        return f"{self._schema}.{encoded(dmo.api_name)}"


def _opened(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open a database in a folder, give it the functions it lacks, and lock it."""
    database = duckdb.connect(str(folder / "org.duckdb"))
    for macro in MACROS:
        database.execute(macro)
    for setting, value in {
        "TimeZone": "'UTC'",
        "default_null_order": "'nulls_last_on_asc_first_on_desc'",
        # What is more goes to the disk: a stand-in is a guest on its machine.
        "memory_limit": "'1GB'",
        "preserve_insertion_order": "false",
        "enable_progress_bar": "false",
        "python_enable_replacements": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "allow_persistent_secrets": "false",
        "enable_external_access": "false",
        "lock_configuration": "true",
    }.items():
        database.execute(f"SET {setting} = {value}")
    return database
