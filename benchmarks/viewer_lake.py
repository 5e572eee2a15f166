"""A lake of as many sessions as wanted, with ten messages each, in words that are as frequent as words are.

DuckDB makes up the rows; they lie as a lake of snapshots has them, a file a table and a day.
"""

import sys
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import duckdb

from rearview.lake.disk import Disk
from rearview.lake.identity import Identity, dump
from rearview.lake.ledger import NAME, Ledger
from rearview.model.tables import TABLES
from rearview.sources.snapshots.rows import SOURCE

DAYS = 30
FIRST_MS = 1_767_225_600_000
DAY_MS = 86_400_000
MESSAGES = 10
STEPS = 4
WORDS = 24_000
RARE = "zanzibar"
"""A word that one message in a million holds."""

_SQL = {"text": "VARCHAR", "int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN"}
_AGENT = "['support', 'orders', 'billing', 'returns', 'travel_desk', 'hr'][1 + (h % 6)::INT]"
_OUTCOME = "CASE WHEN h % 100 < 71 THEN 'completed' WHEN h % 100 < 83 THEN 'escalated' WHEN h % 100 < 91 THEN 'abandoned' ELSE 'failed' END"

_TABLES = {
    "sessions": f"""
        SELECT '{SOURCE}' AS source, id AS session_id, id AS root_session_id, {_AGENT} AS agent,
          'v' || (1 + (h // 7) % 4) AS agent_version, ['web', 'phone', 'mail'][1 + (h // 11 % 3)::INT] AS channel,
          ms AS started_ms, ms + 1000 + h % 600000 AS ended_ms, 1000 + h % 600000 AS duration_ms,
          {_OUTCOME} AS outcome, CASE WHEN h % 100 >= 91 THEN 'the order service timed out after 30 s' END AS error
        FROM begun""",  # noqa: S608 - names of ours
    "turns": f"""
        SELECT '{SOURCE}' AS source, id AS session_id, id || '-t' || k AS turn_id, k AS turn_index, 'turn' AS kind,
          ['Orders', 'Refunds', 'Account', 'Products'][1 + ((h + k) % 4)::INT] AS topic, ms + k * 1000 AS started_ms,
          ms + k * 1000 + 900 AS ended_ms, 900 AS duration_ms
        FROM begun, range(1, 3) r(k)""",  # noqa: S608 - names of ours
    "steps": f"""
        SELECT '{SOURCE}' AS source, id AS session_id, id || '-s' || k AS step_id, id || '-t1' AS turn_id, k AS step_index,
          CASE WHEN k % 2 = 0 THEN 'tool' ELSE 'llm' END AS kind, 'step_' || (h + k) % 9 AS name,
          CASE WHEN h % 100 >= 91 AND k = 4 THEN 'failed' ELSE 'ok' END AS status, ms + k * 100 AS started_ms,
          ms + k * 100 + 90 AS ended_ms, 90 AS duration_ms
        FROM begun, range(1, {STEPS + 1}) r(k)""",  # noqa: S608 - names of ours
    "messages": f"""
        SELECT '{SOURCE}' AS source, id AS session_id, id || '-m' || k AS message_id, id || '-t1' AS turn_id,
          CASE WHEN k % 2 = 0 THEN 'user' ELSE 'agent' END AS role, ms + k * 500 AS sent_ms,
          array_to_string(list_transform(range(12), lambda i:
            vocabulary.all[1 + ({WORDS - 1} * pow((hash(n, k, i) % 1000003) / 1000003.0, 4))::INT]), ' ')
            || CASE WHEN hash(n, k) % 1000000 = 0 THEN ' {RARE}' WHEN hash(n, k) % 5 = 0 THEN ' ' || hash(n) % 100000000 ELSE '' END
            || CASE WHEN hash(n, k) % 50 = 0 THEN ' 返金をお願いします' ELSE '' END AS text
        FROM begun, range({MESSAGES}) r(k), vocabulary""",  # noqa: S608 - names of ours
    "usage": f"""
        SELECT '{SOURCE}' AS source, id AS session_id, id || '-s1' AS step_id, id || '-t1' AS turn_id, 'llm' AS kind,
          'gpt-5-mini' AS model, 100 + h % 3000 AS tokens_in, 10 + h % 300 AS tokens_out,
          (100 + h % 3000) * 0.00000025 AS cost_usd, ms AS at_ms
        FROM begun""",  # noqa: S608 - names of ours
}


def build(root: Path, sessions: int) -> None:
    """Write a lake of so many sessions."""
    began = time.perf_counter()
    disk = Disk()
    disk.make_folder(root / "metadata")
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("CREATE TABLE vocabulary AS SELECT ? AS all", [list(_words())])
        for day in range(DAYS):
            _write(connection, root, day, sessions // DAYS)
    (root / "metadata" / "lake.json").write_bytes(dump(Identity(source=SOURCE), created_with="a benchmark"))
    disk.store(root / "metadata" / NAME, Ledger({}).dump())
    print(f"{sessions:,} sessions written in {time.perf_counter() - began:,.0f} s", flush=True)


def _words() -> Iterator[str]:
    """Yield words, the most frequent first: short ones."""
    syllables = [one + vowel for one, vowel in product("bdfgklmnprstvz", "aeiou")]
    words = (
        *syllables,
        *map("".join, product(syllables, repeat=2)),
        *map("".join, product(syllables, repeat=3)),
    )
    yield from words[:WORDS]


def _write(connection: duckdb.DuckDBPyConnection, root: Path, day: int, sessions: int) -> None:
    begin = FIRST_MS + day * DAY_MS
    connection.execute(f"""
        CREATE OR REPLACE VIEW begun AS
        SELECT n, hash(n) AS h, printf('%012x-%016x', {begin} + n, hash(n)) AS id,
          ({begin} + (n - {day * sessions}) * {DAY_MS} // {sessions})::BIGINT AS ms
        FROM range({day * sessions}, {(day + 1) * sessions}) r(n)""")  # noqa: S608 - numbers of ours
    for table, rows in _TABLES.items():
        folder = root / table / f"date={time.strftime('%Y-%m-%d', time.gmtime(begin / 1000))}"
        folder.mkdir(parents=True)
        columns = ", ".join(
            f"CAST({_of(column.name, rows)} AS {_SQL[column.type]}) AS {column.name}"
            for column in TABLES[table].columns
        )
        connection.execute(
            f"COPY (SELECT {columns} FROM ({rows})) TO '{folder / 'part-0000.parquet'}' (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608 - names of ours
        )


def _of(column: str, rows: str) -> str:
    """Return a column if the rows have it, else null."""
    return column if f" AS {column}" in rows else "NULL"


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]))
