"""`rearview count`: typed as people type it, against a stand-in on a socket."""

import json
from pathlib import Path

from rearview.sandbox.server import NAMED, Standin
from rearview.sources.agentforce.catalog import CATALOG
from tests.cli.conftest import Run

Words = list[str | Path]


def test_counts_every_table_by_its_own_time(run: Run, auth: Words) -> None:
    """Rows are counted at the source, for each table in the days that are asked for, and none is fetched."""
    words: Words = ["count", *auth, "--entity", "all", "--format", "json"]
    week = json.loads(run(*words).out)
    day = json.loads(run(*words, "--days", "1").out)
    assert {row["table"] for row in week["tables"]} == CATALOG.keys()
    rows = {row["table"]: row["rows"] for row in week["tables"]}
    assert 0 < rows["sessions"] < rows["steps"]
    assert {row["rows"] for row in day["tables"] if row["table"] in {"sessions", "steps"}} == {0}


def test_counts_sessions_unless_told_otherwise(run: Run, auth: Words) -> None:
    """Without --entity, sessions are counted, by as few questions as that takes."""
    done = run("count", *auth)
    lines = done.out.decode().splitlines()
    assert (done.code, [line.split()[0] for line in lines[2:]]) == (0, ["Table", "sessions"])
    assert lines[0].startswith("AT THE SOURCE: ")


def test_a_table_that_is_missing(run: Run, auth: Words, standin: Standin) -> None:
    """What the org hasn't got can't be counted: that is said, and the code tells when nothing else was asked for."""
    standin.faults.use(NAMED["missing-table"])
    done = run("count", *auth, "--entity", "moments")
    assert done.code == 3
    assert "moments  the org has no ssot__AiAgentMoment__dlm" in done.out.decode()
    assert run("count", *auth, "--entity", "moment").code == 4
    assert run("count", *auth, "--days", "0").code == 4
