"""`rearview estimate`: what a volume of sessions takes."""

import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.lake.build import steps, write


def test_by_how_busy_an_org_is(run: Run, tmp_path: Path) -> None:
    """Sessions and turns a day make records, and those make credits; no lake is needed."""
    done = run("estimate", "--sessions-per-day", "1000", "--turns", "2.5", "--format", "json", cwd=tmp_path)
    told = json.loads(done.out)
    assert (done.code, told["records_per_day"]) == (0, 60_000)
    assert told["basis"] == "1,000 sessions of 2.5 turns each, a round trip to a model a turn"
    one = run("estimate", "--sessions-per-day", "1", cwd=tmp_path).out.decode()
    assert "\n1 session of 4 turns each" in one


def test_by_a_lake(run: Run, tmp_path: Path) -> None:
    """A lake says how much an average day holds; one that covers no time can't."""
    write(tmp_path / "stdm_data", steps(["a", "b", "c"]))
    assert "about 3 records" in run("estimate", cwd=tmp_path).out.decode()
    nothing = run("estimate", "--data-dir", "absent", cwd=tmp_path)
    assert nothing.code == 3
    assert "There is nothing in absent to go by" in nothing.err
