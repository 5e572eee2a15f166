"""SQL over a lake: which tables a statement finds, in which dialect it is taken, and what it can't do."""

# ruff: noqa: S608 - SQL is put together here to be run by a stranger to it

import threading
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rearview.errors import ArgumentError, RearviewError, StatementError, UnfinishedError
from rearview.lake.scan import files
from rearview.library.sql import list_tables, query
from rearview.model.tables import TABLES
from rearview.sources.agentforce.catalog import CATALOG
from tests.lakes import agentforce_lake, older_folder, shown, snapshot_lake

FOREVER = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE (a.range * b.range) % 7 = 3"
SESSION = CATALOG["sessions"]


def ask(text: str, lake: Path | None = None, **more: Any) -> list[tuple[Any, ...]]:
    """Return the rows of an answer."""
    return [tuple(row.values()) for row in query(lake or agentforce_lake(), text, **more).rows]


@pytest.mark.parametrize("table", TABLES)
def test_every_canonical_table_can_be_asked(table: str) -> None:
    """Each has its columns in their order, whatever the case of its name."""
    answer = query(agentforce_lake(), f"SELECT * FROM {table.upper()} LIMIT 1")
    assert answer.columns == (*(column.name for column in TABLES[table].columns), "date")
    list(answer.rows)


@pytest.mark.parametrize("folder", CATALOG)
def test_every_table_of_data_360_can_be_asked(folder: str) -> None:
    """Each has the fields of the catalog and all rows of the source; our own columns aren't among what it shows."""
    name = CATALOG[folder].api_name
    assert ask(f'SELECT COUNT(*) FROM "{name}"') == [(shown(folder).num_rows,)]
    answer = query(agentforce_lake(), f"SELECT * FROM {name.lower()} LIMIT 1")
    assert answer.columns == tuple(field.name for field in CATALOG[folder].fields)
    list(answer.rows)


@pytest.mark.parametrize(
    "name",
    [
        "ssot__AIAgentSession__dlm",
        '"ssot__AIAgentSession__dlm"',
        '"ssot__AiAgentSession__dlm"',
        "SSOT__aiagentSESSION__DLM",
    ],
)
@pytest.mark.parametrize("field", ["ssot__Id__c", '"ssot__Id__c"', '"ssot__ID__c"', "SSOT__id__C"])
def test_names_are_found_whatever_their_case(name: str, field: str) -> None:
    """Documentation spells tables in several ways; each finds the one, and the result has the right name."""
    answer = query(agentforce_lake(), f"SELECT {field} FROM {name}")
    assert answer.columns == ("ssot__Id__c",)
    assert len(list(answer.rows)) == shown("sessions").num_rows


def test_the_dialect_goes_by_the_tables() -> None:
    """Tables of Data 360 alone are asked as Data 360 is; with a canonical one, or if it is said, DuckDB's words hold."""
    of_data_360 = 'SELECT 7 / 2, COUNT(*) FROM "ssot__AIAgentSession__dlm"'
    assert ask(of_data_360)[0][0] == 3
    assert ask(of_data_360, dialect="duckdb")[0][0] == 3.5
    assert ask(of_data_360 + ", (SELECT 1 FROM sessions LIMIT 1)")[0][0] == 3.5
    assert ask(f"WITH sessions AS ({of_data_360}) SELECT * FROM sessions")[0][0] == 3
    assert ask("SELECT 7 / 2 FROM sessions LIMIT 1") == [(3.5,)]
    assert ask("SELECT 7 / 2", dialect="data360") == [(3,)]


def test_tables_of_both_sorts_meet() -> None:
    """A canonical table joins one of Data 360, which then shows which session its rows belong to."""
    (one,) = ask(
        "SELECT count(*), count(DISTINCT d.session_id) FROM steps s "
        "JOIN ssot__AIAgentInteractionStep__dlm d ON d.ssot__Id__c = s.step_id WHERE d.session_id = s.session_id"
    )
    assert one[0] == shown("steps").num_rows
    assert ask("WITH steps AS (SELECT * FROM steps) SELECT count(*) FROM steps") == [(one[0],)]


def test_the_list_of_tables_is_a_table() -> None:
    """SHOW TABLES and the information schema know every table, DESCRIBE its columns."""
    names = {name for (name,) in ask("SHOW TABLES")}
    assert names == {*TABLES, *(dmo.api_name for dmo in CATALOG.values())}
    assert ask("SELECT count(*) FROM information_schema.tables WHERE table_name = 'steps'") == [(1,)]
    assert ask("DESCRIBE turns")[0][:2] == ("source", "VARCHAR")


def test_only_what_is_asked_for_is_computed() -> None:
    """Columns that have to be found by joins cost nothing where nobody names them."""
    plans = [ask(f"EXPLAIN SELECT {columns} FROM sessions")[0][1] for columns in ("count(*)", "agent", "*")]
    assert ["Join Type" in plan for plan in plans] == [False, True, True]


def test_a_field_that_the_catalog_does_not_know_is_shown(tmp_path: Path) -> None:
    """An org's own field is part of its table, in either dialect."""
    lake = _copied(
        tmp_path, "feedback", lambda rows: rows.append_column("Mood__c", pa.array(["fine"] * len(rows)))
    )
    name = CATALOG["feedback"].api_name
    assert set(ask(f"SELECT mood__C FROM {name}", lake)) == {("fine",)}
    assert set(ask(f"SELECT mood__C FROM {name}", lake, dialect="duckdb")) == {("fine",)}
    assert query(lake, f"SELECT * FROM {name}").columns[-1] == "Mood__c"


def test_a_table_that_is_not_there_is_told_of() -> None:
    """It answers as an empty one does, with a word that nobody knows whether it is one."""
    answer = query(older_folder(), "SELECT COUNT(*) FROM ssot__AiAgentTag__dlm")
    assert list(answer.rows) == [{"count": 0}]
    assert answer.notes == (
        "The lake has nothing of ssot__AiAgentTag__dlm; whether the org has isn't known.",
    )
    assert query(agentforce_lake(), "SELECT COUNT(*) FROM ssot__AiAgentTag__dlm").notes == ()


def test_the_older_layout_has_the_types_of_data_360() -> None:
    """Its texts are moments and numbers again."""
    first = 'SELECT MIN("ssot__StartTimestamp__c") FROM "ssot__AIAgentInteraction__dlm"'
    assert ask(first, older_folder()) == ask(first)
    last_day = "SELECT count(*) FROM ssot__AIAgentInteraction__dlm WHERE ssot__StartTimestamp__c < '2026-02-01T12:00Z'"
    assert ask(last_day, older_folder()) == ask(last_day)


def test_snapshots_have_no_tables_of_data_360() -> None:
    """Their lake has the canonical tables, and says so."""
    assert ask("SELECT count(*) > 0 FROM steps", snapshot_lake()) == [(True,)]
    with pytest.raises(StatementError, match="is a table of Data 360, and the lake holds snapshots"):
        ask("SELECT * FROM ssot__AIAgentSession__dlm", snapshot_lake())


# -- what is refused --


@pytest.mark.parametrize(
    "text",
    [
        "COPY (SELECT * FROM sessions) TO '{folder}/out.csv'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "ATTACH '{folder}/out.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "WITH a AS (INSERT INTO sessions SELECT * FROM sessions RETURNING *) SELECT * FROM a",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/out.csv'",
        "SELECT * FROM ssot__AIAgentSession__dlm; COPY (SELECT 1) TO '{folder}/out.csv'",
        "SELECT * FROM ssot__AIAgentSession__dlm, read_csv('/etc/passwd')",
        "SELECT * FROM ssot__AIAgentSession__dlm, '/etc/passwd'",
        "SELECT * FROM ssot__AIAgentSession__dlm, external('/etc/passwd')",
        "SELECT * FROM read_parquet('{lake}/sessions/date=2026-02-01/part-0000.parquet')",
        "SELECT * FROM glob('{lake}/*')",
    ],
)
@pytest.mark.parametrize("dialect", [None, "duckdb", "data360"])
def test_nothing_but_the_tables_is_in_reach(text: str, dialect: Any, tmp_path: Path) -> None:
    """No dialect writes, reads a file, attaches a database or loads an extension; nothing appears on the disk."""
    with pytest.raises(StatementError):
        ask(text.format(folder=tmp_path, lake=agentforce_lake()), dialect=dialect)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * FROM sesions", r"There is no table named sesions\.\nHint: did you mean sessions\?"),
        (
            "SELECT * FROM nonsense",
            r"There is no table named nonsense\.\nHint: 'rearview sql --tables' lists",
        ),
        (
            "SELECT\n  agnt FROM sessions",
            r'Referenced column "agnt" not found.*\nLINE 2:   agnt FROM sessions\n +\^\nHint: did you mean "agent"',
        ),
        ("SELECT 1 +", r"syntax error at or near \"\+\"\.\nLINE 1: SELECT 1 \+\n +\^\nHint"),
        (
            "SELECT ssot__EndTime__c FROM ssot__AIAgentSession__dlm",
            r"Unknown column 'ssot__endtime__c' \(SQL state 42703\)\.\nLINE 1: .*\n +\^\nHint: did you mean ssot__EndTimestamp__c",
        ),
        (
            "SELECT HASH(ssot__Id__c) FROM ssot__AIAgentSession__dlm",
            r'Function "hash" does not exist \(SQL state 42883\)\.\nLINE 1: .*\n +\^\nHint: .*--engine hyper',
        ),
        ("SELECT * FROM ssot__AIAgentSession__dlm WHERE", r"\(SQL state 42601\)"),
        ("SELECT 1 / 0 FROM ssot__AIAgentSession__dlm", r"Division by zero \(SQL state 22012\)"),
        ("SELECT CAST(agent AS INT) FROM sessions", r"Could not convert string"),
        ("SELECT 'a", r"unterminated string literal"),
        (" ", r"There is no SQL to run"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    """The engine's words, where in the statement, and what may have been meant."""
    with pytest.raises(StatementError, match=said):
        ask(text)


def test_an_unknown_engine_is_named() -> None:
    """The error says which there are."""
    with pytest.raises(
        ArgumentError, match=r"There is no engine named spark\.\nHint: choose from: duckdb, hyper"
    ):
        ask("SELECT 1", engine="spark")


# -- how much it may take --


def test_a_query_that_takes_too_long_is_ended() -> None:
    """When time is up it stops computing."""
    with pytest.raises(UnfinishedError):
        ask(FOREVER, timeout_s=0.2)
    assert not any(thread.is_alive() for thread in _others())


def test_rows_come_as_they_are_taken() -> None:
    """An answer of ten milliards of rows is begun in no time, and ended as soon as nobody wants more."""
    answer = query(agentforce_lake(), "SELECT range AS x, 'a' || range AS y FROM range(10000000000)")
    assert next(answer.rows) == {"x": 0, "y": "a0"}
    answer.rows.close()
    assert not any(thread.is_alive() for thread in _others())


def test_two_columns_of_one_name_stay_apart() -> None:
    """A row names each of them."""
    assert query(agentforce_lake(), "SELECT 1 AS a, 2 AS a").columns == ("a", "a_2")


# -- which tables there are --


def test_tables_are_listed_with_what_they_mean() -> None:
    """All of them, or those that are named; what the lake has nothing of is known."""
    tables = list_tables(agentforce_lake())
    assert [table.name for table in tables] == [*TABLES, *(dmo.api_name for dmo in CATALOG.values())]
    assert all(table.meaning and all(column.meaning for column in table.columns) for table in tables)
    (steps,) = list_tables(agentforce_lake(), "STEPS")
    assert [column.type for column in steps.columns if column.name == "duration_ms"] == ["int, ms"]
    assert [table.name for table in list_tables(snapshot_lake())] == list(TABLES)
    (tags,) = list_tables(older_folder(), "ssot__AiAgentTag__dlm")
    assert tags.files == 0
    with pytest.raises(RearviewError, match="There is no table named stepz"):
        list_tables(agentforce_lake(), "stepz")


def _others() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.endswith("(_run)")]


def _copied(folder: Path, table: str, change: Any) -> Path:
    """Return a lake with one table, its rows changed."""
    for name in ("metadata", table):
        (folder / name).mkdir()
    (folder / "metadata" / "lake.json").write_bytes(
        (agentforce_lake() / "metadata" / "lake.json").read_bytes()
    )
    for file in files(agentforce_lake(), table):
        aside = folder / table / file.parent.name
        aside.mkdir(exist_ok=True)
        pq.write_table(change(pq.ParquetFile(file).read()), aside / file.name)
    return folder
