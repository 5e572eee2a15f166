"""`rearview extract`: typed as people type it, against a stand-in on a socket."""

import csv
import io
import json
import signal
import subprocess
import time
from pathlib import Path

import pyarrow.dataset as ds
import pytest

from rearview.sandbox.server import NAMED, Plan, Standin
from rearview.sandbox.server.faults import Rule
from rearview.sources.agentforce.catalog import CATALOG
from tests.cli.conftest import DAY, WORDS, Run

Words = list[str | Path]


def rows_in(lake: Path) -> dict[str, int]:
    """Count the rows of each table in a lake."""
    tables = (folder for folder in lake.iterdir() if folder.name != "metadata")
    return {table.name: ds.dataset(table).count_rows() for table in tables}


def test_copies_a_day(run: Run, auth: Words, tmp_path: Path) -> None:
    """Every table of the org is in the lake, its rows are told, and the lake keeps its promises."""
    done = run("extract", *auth, *DAY, "--format", "csv", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    told = {row["table"]: int(row["rows"]) for row in csv.DictReader(io.StringIO(done.out.decode()))}
    assert told == rows_in(tmp_path / "stdm_data")
    assert told.keys() == CATALOG.keys()
    assert told["sessions"] > 0
    assert run("verify", cwd=tmp_path).code == 0


def test_the_summary(run: Run, auth: Words, tmp_path: Path) -> None:
    """People read how many rows each table got, and what that took, on 80 columns; nothing secret is in it."""
    done = run("extract", *auth, *DAY, "--only", "sessions", "--only", "tags", "-o", "lake", cwd=tmp_path)
    assert done.code == 0
    lines = done.out.decode().splitlines()
    assert lines[0].startswith("EXTRACTED: ")
    assert lines[0].endswith(" rows in lake")
    assert [line.split()[0] for line in lines[2:6]] == ["Table", "sessions", "tags", "in"]
    assert max(map(len, lines)) <= 80


def test_reads_nothing_twice(run: Run, auth: Words, tmp_path: Path, standin: Standin) -> None:
    """Typed again, it leaves out what is settled, unless that is asked for."""
    words: Words = ["extract", *auth, *DAY, "--no-children", "--format", "json"]
    run(*words, cwd=tmp_path)
    standin.counters.clear()
    second = json.loads(run(*words, cwd=tmp_path).out)
    assert (second["skipped"], second["rows_processed"]) == (1, 0)
    third = json.loads(run(*words, "--again", cwd=tmp_path).out)
    assert (third["skipped"], third["tables"]["sessions"]["new"]) == (0, 0)
    assert third["tables"]["sessions"]["rows"] > 0


def test_a_dry_run(run: Run, auth: Words, tmp_path: Path, standin: Standin) -> None:
    """A dry run shows the cells that would be read, and neither fetches a row nor makes a lake."""
    done = run("extract", *auth, *DAY, "--dry-run", "--window", "6h", "--format", "ndjson", cwd=tmp_path)
    cells = [json.loads(line) for line in done.out.splitlines()]
    assert sum(cell["table"] == "steps" and cell["from"] is not None for cell in cells) == 4
    assert standin.counters.rows == 0
    assert list(tmp_path.iterdir()) == []
    assert "PLAN: " in run("extract", *auth, *DAY, "--dry-run", cwd=tmp_path).out.decode()


def test_only_one_agent(run: Run, auth: Words, tmp_path: Path) -> None:
    """An agent's sessions are fetched and no others; one that the org doesn't know is refused before there is a lake."""
    few: Words = ["extract", *auth, *DAY, "--only", "sessions", "--only", "participants"]
    run(*few, cwd=tmp_path)
    parties = ds.dataset(tmp_path / "stdm_data/participants").to_table()["ssot__AiAgentApiName__c"]
    name = next(name for name in parties.to_pylist() if name not in {None, "", "NOT_SET"})
    mine = run(*few, "--agent", name, "-o", "mine", cwd=tmp_path)
    assert mine.code == 0
    assert 0 < rows_in(tmp_path / "mine")["sessions"] < rows_in(tmp_path / "stdm_data")["sessions"]
    nobody = run("extract", *auth, *DAY, "--agent", "Nobody", "--no-children", "-o", "nobody", cwd=tmp_path)
    assert (nobody.code, nobody.err.splitlines()[0]) == (4, "Error: There is no agent named Nobody.")
    assert name in nobody.err
    assert not (tmp_path / "nobody").exists()


def test_a_time_without_sessions(run: Run, auth: Words, tmp_path: Path) -> None:
    """Where nothing happened, that is said, with what to look at, and is no failure."""
    span: Words = ["--since", "2020-01-01", "--until", "2020-01-02"]
    none = run("extract", *auth, *span, "--no-children", cwd=tmp_path)
    assert (none.code, none.err[:43]) == (0, "Note: there was nothing in that time; 'rear")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--only", "step"], "There is no table named step."),
        (["--only", "steps", "--no-children"], "--only and --no-children both say which tables to read."),
        (["--days", "0"], "--days 0 is no number of days to go back."),
        (["--days", "7", "--since", "2026-02-01"], "--since and --days both say where to begin."),
        (["--since", "2026-02-02", "--until", "2026-02-01"], "is empty: it must end after it begins."),
        (["--since", "yesterday"], "--since yesterday is no moment."),
        (["--window", "7h"], "--window 7h doesn't divide a day into equal parts."),
        (["--jobs", "0"], "Invalid value for '--jobs'"),
    ],
)
def test_wrong_arguments(words: list[str], said: str, run: Run, auth: Words, tmp_path: Path) -> None:
    """What makes no sense is refused in a sentence, and nothing is written."""
    done = run("extract", *auth, *words, cwd=tmp_path)
    assert done.code == 4
    assert said in done.err
    assert "\nHint: " in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_lake_of_others(run: Run, auth: Words, tmp_path: Path) -> None:
    """A lake that was made with other filters is refused, with both named."""
    run("extract", *auth, *DAY, "--no-children", cwd=tmp_path)
    done = run("extract", *auth, *DAY, "--agent", "Somebody", cwd=tmp_path)
    assert done.code == 1
    assert "data space default; this run is for agentforce" in done.err
    assert "agent=Somebody" in done.err
    assert run("extract", *auth, *DAY, "--agent", "Somebody", "--dry-run", cwd=tmp_path).err == done.err


def test_who_may_not_sign_in(run: Run, auth: Words, tmp_path: Path) -> None:
    """A sign-in that is refused ends with the code for it, and no key is shown."""
    refused: Words = [word if word != auth[5] else "3MVG9canary" for word in auth]
    done = run("extract", *refused, cwd=tmp_path)
    assert done.code == 2
    assert "canary" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_what_fails_is_named(run: Run, auth: Words, tmp_path: Path, standin: Standin) -> None:
    """A cell that can't be read whole is named with the reason and what to type, and the others are there."""
    rule = Rule(does="empty-page", on=("page",), table="ssot__AIAgentSession__dlm", times=None)
    standin.faults.use(Plan(rules=(rule,)))
    done = run("extract", *auth, *DAY, "--only", "sessions", "--only", "tags", cwd=tmp_path)
    page = done.out.decode()
    assert done.code == 5
    assert page.startswith("INCOMPLETE: ")
    assert "FAILED: 1 cell\nsessions 2026-02-01 00:00 to 2026-02-02 00:00\n" in page
    assert page.splitlines()[-1].startswith("rearview extract --org analyst@sandbox.example ")
    assert rows_in(tmp_path / "stdm_data")["tags"] > 0


def test_an_older_api(run: Run, auth: Words, tmp_path: Path, standin: Standin) -> None:
    """Where the exchange of tokens is refused, that is noted, and rows come by Connect."""
    standin.faults.use(NAMED["exchange-refused"])
    done = run("extract", *auth, *DAY, "--no-children", cwd=tmp_path)
    assert done.code == 0
    assert done.err.startswith("Note: Query V3 can't be used here")
    assert " received by Connect\n" in done.out.decode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption(
    number: signal.Signals, run: Run, auth: Words, tmp_path: Path, standin: Standin
) -> None:
    """A run that is interrupted says what is kept and how to go on, and then goes on."""
    standin.faults.use(Plan(rules=(Rule(does="slow", on=("page",), times=None, amount=0.3),)))
    words = [str(word) for word in ("extract", *auth, *DAY, "--only", "steps", "--only", "sessions")]
    with subprocess.Popen(
        [*WORDS, *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while not standin.counters.pages and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out[:12]) == (128 + number, "INTERRUPTED:")
    assert err.startswith(
        "Error: Interrupted. What has arrived is kept in stdm_data.\nHint: to go on, type: rearview extract --org "
    )
    standin.faults.use(Plan())
    assert run(*words, cwd=tmp_path).code == 0
    assert run("verify", cwd=tmp_path).code == 0
