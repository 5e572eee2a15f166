"""`rearview test-auth`: typed as people type it, against a stand-in on a socket."""

import csv
import io
import json
from pathlib import Path

from rearview.sandbox.server import NAMED, Standin
from tests.cli.conftest import Run

Words = list[str | Path]


def test_a_sign_in_that_works(run: Run, auth: Words) -> None:
    """Each step is told, then every table; no token and no key is among it."""
    done = run("test-auth", *auth)
    page = done.out.decode()
    assert (done.code, done.err) == (0, "")
    assert "✗" not in page
    assert "TABLES: 26 of 26\n" in page
    assert max(map(len, page.splitlines())) <= 80
    assert str(auth[5]) not in page


def test_a_step_that_fails(run: Run, auth: Words, tmp_path: Path) -> None:
    """A key that others can read fails its step, with what to type; the code tells."""
    (tmp_path / "open.key").write_bytes(Path(auth[7]).read_bytes())
    (tmp_path / "open.key").chmod(0o644)
    words: Words = [*auth[:7], tmp_path / "open.key"]
    done = run("test-auth", *words, "--format", "json")
    told = json.loads(done.out)
    (failed,) = (check for check in told["checks"] if not check["ok"])
    assert done.code == 2
    assert "chmod 600 " in failed["cause"]
    assert told["tables"] is None


def test_what_is_missing(run: Run, auth: Words, standin: Standin) -> None:
    """What the org hasn't got is named: that is no failure of the sign-in."""
    standin.faults.use(NAMED["missing-table"])
    done = run("test-auth", *auth, "--format", "csv")
    assert done.code == 0
    (lacking,) = (row for row in csv.DictReader(io.StringIO(done.out.decode())) if row["ok"] == "false")
    assert lacking["step"] == "table moments"
    assert lacking["detail"].startswith("the org has no ssot__AiAgentMoment__dlm")


def test_half_a_sign_in(run: Run, auth: Words, standin: Standin) -> None:
    """Where the exchange is refused the step fails, and the org is still looked at by the other way."""
    standin.faults.use(NAMED["exchange-refused"])
    done = run("test-auth", *auth)
    assert done.code == 2
    assert "✗ exchange" in done.out.decode()
    assert "TABLES: 26 of 26" in done.out.decode()
