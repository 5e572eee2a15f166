"""`rearview sql`: a lake, asked in SQL."""

# ruff: noqa: S608 - SQL is put together here to be run by a stranger to it

import csv
import io
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from rearview.cli.diagnostics import ExitCode
from tests.cli.conftest import WORDS, Run
from tests.lakes import agentforce_lake, older_folder

FOREVER = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE (a.range * b.range) % 7 = 3"


@pytest.fixture(scope="module")
def lake() -> dict[str, str]:
    """Where the lake lies, as the environment says it."""
    return {"REARVIEW_DATA": str(agentforce_lake())}


def test_a_query_is_answered_as_a_table(run: Run, lake: dict[str, str]) -> None:
    """To read, unless another form is asked for."""
    done = run("sql", "SELECT 'a' AS name, 1204 AS n", env=lake)
    assert (done.code, done.err, done.out.decode()) == (0, "", "name      n\na     1,204\n")


def test_programs_get_every_row(run: Run, lake: dict[str, str], tmp_path: Path) -> None:
    """JSON, CSV and lines of JSON are whole, valid and alone on stdout, or in the file that is named."""
    query = "SELECT range AS x, '=' || range AS y FROM range(250) ORDER BY x"
    rows = [{"x": number, "y": f"={number}"} for number in range(250)]
    assert json.loads(run("sql", query, "--format", "json", env=lake).out) == rows
    lines = run("sql", query, "--format", "ndjson", "--limit", "2", env=lake).out.splitlines()
    assert list(map(json.loads, lines)) == rows[:2]
    out = tmp_path / "out.csv"
    assert run("sql", query, "--format", "csv", "-o", out, env=lake).out == b""
    assert [row["y"] for row in csv.DictReader(io.StringIO(out.read_text()))] == [
        f"'={n}" for n in range(250)
    ]


def test_a_table_to_read_ends_somewhere(run: Run, lake: dict[str, str]) -> None:
    """A hundred rows are shown unless somebody wants more, and that there are more is said."""
    shown = run("sql", "FROM range(101)", env=lake).out.decode().splitlines()
    assert (len(shown), shown[-1]) == (104, "them.")
    assert len(run("sql", "FROM range(101)", "--limit", "101", env=lake).out.splitlines()) == 102


def test_a_query_comes_from_anywhere(run: Run, lake: dict[str, str], tmp_path: Path) -> None:
    """From stdin or from a file, but from one place only."""
    file = tmp_path / "query.sql"
    file.write_text("-- why\nSELECT 'ü' AS a;\n")
    assert run("sql", "-", env=lake, stdin=b"SELECT 1 AS a").out == b"a\n1\n"
    assert run("sql", "--file", file, env=lake).out.decode() == "a\nü\n"
    for words, said in (
        (["SELECT 1", "--file", file], "The query is given twice"),
        (["--file", tmp_path / "none.sql"], "Could not read"),
        ([], "There is no SQL to run"),
    ):
        done = run("sql", *words, env=lake)
        assert done.code in {ExitCode.BAD_ARGUMENTS, ExitCode.FAILED}
        assert said in done.err
    assert "isn't text in UTF-8" in run("sql", "-", env=lake, stdin=b"\xff").err


def test_what_is_refused_is_said(run: Run, lake: dict[str, str], tmp_path: Path) -> None:
    """An error names what can't be, with its place and what to do."""
    done = run("sql", "SELECT agnt FROM sessions", env=lake)
    assert (done.code, done.out) == (ExitCode.BAD_ARGUMENTS, b"")
    assert done.err.splitlines()[1:3] == ["LINE 1: SELECT agnt FROM sessions", "               ^"]
    done = run("sql", f"COPY (SELECT 1) TO '{tmp_path}/x'", env=lake)
    assert (done.code, list(tmp_path.iterdir())) == (ExitCode.BAD_ARGUMENTS, [])
    assert done.err.startswith("Error: COPY isn't run: a lake is only read.\nHint: ")


def test_a_query_of_data_360_runs_unchanged(run: Run, lake: dict[str, str]) -> None:
    """With division, quotes and names as there; DuckDB's own dialect is there for whoever says so."""
    query = 'SELECT COUNT(*) / 2 AS half FROM "ssot__AiAgentSession__dlm"'
    assert json.loads(run("sql", query, "--format", "json", env=lake).out) == [{"half": 60}]
    ours = run("sql", query, "--format", "json", "--dialect", "duckdb", env=lake).out
    assert json.loads(ours) == [{"half": 60.5}]


def test_a_table_that_is_missing_is_noted(run: Run) -> None:
    """The answer stands on stdout, the doubt about it on stderr."""
    words = ("sql", "--data-dir", older_folder(), "SELECT COUNT(*) AS n FROM ssot__AiAgentTag__dlm")
    done = run(*words)
    assert (done.code, done.out) == (0, b"n\n0\n")
    assert (
        done.err == "Note: The lake has nothing of ssot__AiAgentTag__dlm; whether the org has isn't known.\n"
    )


def test_the_tables_are_listed(run: Run, lake: dict[str, str]) -> None:
    """All by name and meaning, one with its columns, and for programs every column."""
    listed = run("sql", "--tables", env=lake).out.decode()
    assert "ssot__AIAgentSession__dlm" in listed
    assert run("sql", "--tables", "USAGE", env=lake).out.startswith(b"usage\nOne charge")
    rows = json.loads(run("sql", "--tables", "usage", "--format", "json", env=lake).out)
    assert [row["column"] for row in rows][:2] == ["source", "session_id"]
    assert run("sql", "--tables", "nothing", env=lake).code == ExitCode.BAD_ARGUMENTS


def test_a_query_ends_when_its_time_is_up(run: Run, lake: dict[str, str]) -> None:
    """It says so, and that is a failure."""
    done = run("sql", FOREVER, "--timeout", "0.2", env=lake)
    assert (done.code, done.out) == (ExitCode.FAILED, b"")
    assert done.err.startswith("Error: The query wasn't done after 0.2 seconds, and was ended.\nHint: ")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_ends_a_query(number: int, code: int, lake: dict[str, str], tmp_path: Path) -> None:
    """However busy the engine is, and nothing is left of the file that it was to fill."""
    begun = f"SELECT range AS x FROM range(3) UNION ALL ({FOREVER})"
    words = [*WORDS, "sql", begun, "--format", "ndjson", "-o", str(tmp_path / "out")]
    with subprocess.Popen(
        words,
        env=os.environ | lake,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - a shell's own background may ignore it
    ) as running:
        until = time.monotonic() + 60
        while not list(tmp_path.iterdir()) and time.monotonic() < until:
            time.sleep(0.05)
        running.send_signal(number)
        _, told = running.communicate(timeout=60)
    assert (running.returncode, told) == (code, b"Error: Interrupted.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_has_enough_ends_a_query(lake: dict[str, str]) -> None:
    """`| head` is no failure, and ten milliards of rows take no more memory than a few."""
    words = [*WORDS, "sql", "SELECT range AS x FROM range(10000000000)", "--format", "csv"]
    with subprocess.Popen(
        words, env=os.environ | lake, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"x\n"
        running.stdout.close()
        assert running.wait(timeout=60) == 0
