"""Which statements of SQL are run: those that only read, and only tables."""

import duckdb
import pytest

from rearview.engines.statement import parse, place_of, refusal
from rearview.errors import StatementError


@pytest.mark.parametrize(
    ("text", "tables", "whole"),
    [
        ("SELECT 1", set(), False),
        ("SELECT count(*) FROM Steps", {"Steps"}, False),
        ("SELECT agent FROM main.sessions JOIN steps USING (session_id)", {"sessions", "steps"}, False),
        ("FROM sessions", {"sessions"}, True),
        ("TABLE sessions", {"sessions"}, True),
        ("SELECT s FROM sessions s", {"sessions"}, True),
        ("SELECT agent FROM sessions NATURAL JOIN steps", {"sessions", "steps"}, True),
        ("SELECT COLUMNS('a.*') FROM steps", {"steps"}, True),
        ("SELECT kind FROM steps WHERE step_id IN (SELECT step_id FROM usage)", {"steps", "usage"}, False),
        ("WITH a AS (SELECT agent FROM sessions) SELECT agent FROM a", {"a", "sessions"}, False),
        ("VALUES (1), (2)", set(), True),
        ("DESCRIBE sessions", {"sessions"}, True),
        ("SUMMARIZE steps", {"steps"}, True),
        ("EXPLAIN SELECT agent FROM sessions", {"sessions"}, False),
        ("/* why */ EXPLAIN ANALYZE SELECT agent FROM sessions", {"sessions"}, False),
        ("SELECT * FROM (PIVOT sessions ON agent IN ('a') USING count(*))", {"sessions"}, True),
        ("SELECT unnest([1, 2]) FROM range(3)", set(), False),
        ("SELECT 'ü😀'; -- the end", set(), False),
    ],
)
def test_what_only_reads_is_let_by(text: str, tables: set[str], whole: bool) -> None:
    """A query's tables are known before it runs, and whether it may want columns that it doesn't name."""
    statement = parse(text)
    assert (set(statement.tables), statement.whole, statement.text) == (tables, whole, text)


def test_what_a_query_makes_and_names_is_known() -> None:
    """Tables that a query makes for itself, the columns it names, and whether it asks for the list of tables."""
    statement = parse("WITH Mine AS (SELECT AGENT FROM sessions) SELECT agent FROM mine ORDER BY started_ms")
    assert (set(statement.made), set(statement.names)) == ({"mine"}, {"agent", "started_ms"})
    listing = ("SHOW TABLES", "SHOW ALL TABLES", "SELECT table_name FROM information_schema.tables")
    assert [parse(text).catalog for text in (*listing, "DESCRIBE steps")] == [True, True, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO sessions VALUES (1)",
        "WITH a AS (INSERT INTO sessions VALUES (1) RETURNING *) SELECT * FROM a",
        "WITH a AS (DELETE FROM sessions) SELECT 1",
        "UPDATE sessions SET agent = 'x'",
        "DELETE FROM sessions",
        "DROP VIEW sessions",
        "CREATE TABLE x (a INT)",
        "CREATE MACRO f(x) AS x",
        "COPY (SELECT 1) TO 'x.csv'",
        "COPY sessions FROM 'x.csv'",
        "EXPORT DATABASE 'x'",
        "IMPORT DATABASE 'x'",
        "ATTACH 'x.duckdb'",
        "DETACH memory",
        "USE memory",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET memory_limit = '1TB'",
        "RESET memory_limit",
        "PRAGMA database_list",
        "CALL pragma_version()",
        "CHECKPOINT",
        "VACUUM",
        "BEGIN",
        "PREPARE x AS SELECT 1",
        "EXECUTE x",
        "CREATE SECRET (TYPE s3)",
        "PIVOT sessions ON agent USING count(*)",
        "EXPLAIN COPY (SELECT 1) TO 'x.csv'",
        "EXPLAIN ANALYZE INSERT INTO sessions VALUES (1)",
        "EXPLAIN (FORMAT json) DELETE FROM sessions",
    ],
)
def test_what_does_more_than_read_is_refused(text: str) -> None:
    """Nothing is written, defined, set or loaded, on whatever way."""
    with pytest.raises(
        StatementError, match=r"^[A-Z]+ isn't run: a lake is only read\.\nHint: ask with one SELECT"
    ):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('https://example.com/x.csv')",
        "SELECT * FROM READ_PARQUET('x.parquet')",
        "SELECT * FROM parquet_metadata('x.parquet')",
        "SELECT * FROM sniff_csv('x.csv')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query_table('sessions')",
        "SELECT * FROM json_execute_serialized_sql('{}')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM pragma_version()",
        "SELECT * FROM checkpoint()",
        "SELECT (SELECT max(content) FROM read_blob('/etc/passwd'))",
        "WITH a AS (SELECT * FROM glob('/*')) SELECT * FROM a",
        "SELECT 1 UNION ALL SELECT count(*) FROM glob('/*')",
        "SELECT * FROM sessions, LATERAL (SELECT * FROM glob(agent))",
        "EXPLAIN SELECT * FROM glob('/*')",
        "DESCRIBE SELECT * FROM read_csv('x.csv')",
        "SELECT getenv('HOME')",
        "SELECT current_setting('temp_directory')",
        "SELECT WRITE_LOG('x')",
        "FROM '/etc/passwd'",
        "FROM 'x.csv'",
        'SELECT * FROM "s3://bucket/x.parquet"',
        "SELECT * FROM sessions JOIN 'x.parquet' USING (session_id)",
        "FROM other.sessions",
        "FROM system.main.duckdb_tables",
    ],
)
def test_what_reaches_beyond_the_tables_is_refused(text: str) -> None:
    """Files, the network, settings and the catalog of the engine are no tables of a lake."""
    with pytest.raises(
        StatementError, match="SQL reads the tables of the lake, and no file, setting or network"
    ):
        parse(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no SQL to run."),
        ("-- nothing", "There is no SQL to run."),
        ("SELECT 1; SELECT 2", "There are 2 statements, and one is run at a time."),
        (
            "SELECT 1\nFRO sessions",
            'syntax error at or near "sessions".\nLINE 2: FRO sessions\n            ^',
        ),
        ("SELECT 'a", "unterminated string literal.\nLINE 1: SELECT 'a\n               ^"),
    ],
)
def test_what_is_no_statement_is_said(text: str, said: str) -> None:
    """Nothing, too much, and what can't be understood, with its place."""
    with pytest.raises(StatementError) as caught:
        parse(text)
    assert str(caught.value).startswith(said)


def test_an_engine_s_words_get_a_place_and_a_hint() -> None:
    """What DuckDB says is told with the place that it names, or that its words are found at; comments aside."""
    with pytest.raises(duckdb.Error) as caught:
        duckdb.sql("SELECT agnt FROM (SELECT 1 AS agent)")
    told = str(refusal(caught.value, "-- agnt?\nSELECT agnt"))
    assert told.startswith('Referenced column "agnt" not found in FROM clause.\nLINE ')
    assert told.endswith('Hint: did you mean "agent"?')
    assert place_of(["agnt"], "-- agnt?\nSELECT agnt") == "\nLINE 2: SELECT agnt\n               ^"
    assert place_of(["x"], "SELECT y") == ""
