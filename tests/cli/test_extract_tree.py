"""`rearview extract-tree`: typed as people type it, against a stand-in on a socket."""

import json
from pathlib import Path

import pyarrow.dataset as ds
import pytest

from tests.cli.conftest import DAY, Run

Words = list[str | Path]


@pytest.fixture
def sessions(run: Run, auth: Words, tmp_path: Path) -> list[str]:
    """The ids of sessions that the org has."""
    run("extract", *auth, *DAY, "--no-children", "-o", "all", cwd=tmp_path)
    ids: list[str] = ds.dataset(tmp_path / "all/sessions").to_table()["ssot__Id__c"].to_pylist()
    return ids


def test_fetches_whole_sessions(run: Run, auth: Words, tmp_path: Path, sessions: list[str]) -> None:
    """A session is there with all that hangs on it; another can be added, by way of a pipe."""
    done = run("extract-tree", *auth, "--session-id", sessions[0], "--format", "json", cwd=tmp_path)
    told = json.loads(done.out)["tables"]
    assert (done.code, done.err, told["sessions"]["rows"]) == (0, "", 1)
    assert told["steps"]["rows"] > 0
    words: Words = ["extract-tree", *auth, "--session-id", "-", "--format", "json"]
    more = run(*words, cwd=tmp_path, stdin=f"{sessions[1]}\n".encode())
    assert json.loads(more.out)["tables"]["sessions"]["rows"] == 2
    assert run("verify", "--data-dir", "stdm_debug", cwd=tmp_path).code == 0
    page = run("status", "--data-dir", "stdm_debug", cwd=tmp_path).out.decode()
    assert "'rearview extract-tree' with any of its sessions reads all of them again" in page


def test_ids_that_do_not_exist(run: Run, auth: Words, tmp_path: Path, sessions: list[str]) -> None:
    """An id that doesn't exist is named, and the code tells; the others are fetched."""
    done = run("extract-tree", *auth, "--session-id", sessions[0], "--session-id", "nobody", cwd=tmp_path)
    assert (done.code, done.out.decode().splitlines()[-1]) == (3, "Not found:  nobody")
    assert run("extract-tree", *auth, "--session-id", "nobody", "-o", "none", cwd=tmp_path).code == 3


def test_ids_that_are_none(run: Run, auth: Words, tmp_path: Path) -> None:
    """Without an id, or with what can't be one, nothing is asked."""
    assert run("extract-tree", *auth, cwd=tmp_path).code == 4
    empty = run("extract-tree", *auth, "--session-id", "-", cwd=tmp_path)
    assert (empty.code, empty.err[:42]) == (4, "Error: There are no session ids on stdin.\n")
    assert run("extract-tree", *auth, "--session-id", "x' OR '1'='1", cwd=tmp_path).code == 4
