"""Hyper, the engine that Data 360 itself runs on: what it refuses here it refuses there.

Rows come in as Parquet and go out as an Arrow file, so that none of them becomes an object. Names are strict by
nature; the shim for lenient ones is ours, as is the moment a statement is asked at: the tables it mentions are put
before it as common table expressions, which show the rows of that moment.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from tempfile import mkdtemp
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from rearview.sandbox.engines.engine import GONE, VISIBLE, Parameter
from rearview.sandbox.engines.hyper.failure import execute
from rearview.sandbox.engines.hyper.process import connect, folder
from rearview.sandbox.engines.rows import form, formed
from rearview.sandbox.engines.sql.clock import asks_time, at
from rearview.sandbox.engines.sql.statement import read
from rearview.sandbox.engines.sql.tables import mentioned, recased
from rearview.sandbox.engines.sql.titles import titled
from rearview.sandbox.engines.sql.tokens import literal, quoted
from rearview.sandbox.engines.sql.tree import text
from rearview.sources.agentforce.catalog import Dmo

_TYPES = {"text": "text", "timestamp": "timestamptz", "number": "numeric(38,18)", "boolean": "boolean"}


class Hyper:
    """The real engine, in a process of its own."""

    name: ClassVar[str] = "hyper"

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict
        self._folder = Path(mkdtemp(dir=folder()))
        self._database = self._folder / "org.hyper"
        # The name is nobody's to guess: a statement sees the rows of its moment and no others.
        self._schema = f"versions_{token_hex(8)}"
        self._tables: dict[str, Dmo] = {}
        # A database stays loaded as long as someone is connected.
        self._connection = connect(self._database, create=True)
        execute(self._connection, f"CREATE SCHEMA {self._schema}")

    def load(self, dmo: Dmo, rows: Iterator[pa.Table]) -> None:
        """Add rows to a table, and make the table if need be."""
        if dmo.api_name not in self._tables:
            columns = (f"{_name(field.name)} {_TYPES[field.type]}" for field in dmo.fields)
            listed = ", ".join((*columns, f"{VISIBLE} bigint not null", f"{GONE} bigint"))
            execute(self._connection, f"CREATE TABLE {self._raw(dmo)} ({listed})")
            self._tables[dmo.api_name] = dmo
        file = self._file("parquet")
        try:
            with pq.ParquetWriter(file, form(dmo), compression="zstd") as writer:
                for table in rows:
                    writer.write_table(formed(dmo, table))
            execute(self._connection, f"COPY {self._raw(dmo)} FROM {_text(file)} WITH (FORMAT parquet)")
        finally:
            file.unlink(missing_ok=True)

    def query(
        self, sql: str, parameters: Sequence[Parameter] = (), *, now_ms: int, row_limit: int | None = None
    ) -> pa.Table:
        """Return the rows of a statement at a moment."""
        nodes = read(sql, parameters)
        if not self._strict:
            nodes = recased(nodes, self._tables)
        shown = ", ".join(self._shown(dmo, now_ms) for dmo in mentioned(nodes, self._tables))
        if asks_time(nodes):
            nodes = at(titled(nodes), now_ms)
        limit = "" if row_limit is None else f"LIMIT {row_limit:d}"
        return self._copied(f"{f'WITH {shown}' if shown else ''}\n(\n{text(nodes)}\n)\n{limit}")

    def close(self) -> None:
        """Close the database and remove its files; the process goes on for others."""
        self._connection.close()
        rmtree(self._folder, ignore_errors=True)

    def _copied(self, sql: str) -> pa.Table:
        file = self._file("arrow")
        try:
            with connect(self._database) as connection:
                execute(connection, f"COPY (\n{sql}\n) TO {_text(file)} WITH (FORMAT arrowfile)")
            # The pages stay readable after the file's name is gone.
            return pa.ipc.open_file(pa.memory_map(str(file))).read_all()
        finally:
            file.unlink(missing_ok=True)

    def _shown(self, dmo: Dmo, now_ms: int) -> str:
        columns = ", ".join(_name(field.name) for field in dmo.fields)
        seen = f"{VISIBLE} <= {now_ms:d} AND ({GONE} IS NULL OR {GONE} > {now_ms:d})"
        return f"{_name(dmo.api_name)} AS (SELECT {columns} FROM {self._raw(dmo)} WHERE {seen})"  # noqa: S608

    def _raw(self, dmo: Dmo) -> str:
        return f"{self._schema}.{_name(dmo.api_name)}"

    def _file(self, kind: str) -> Path:
        return self._folder / f"{token_hex(8)}.{kind}"


def _name(name: str) -> str:
    return quoted(name).text


def _text(path: Path) -> str:
    return literal(str(path)).text
