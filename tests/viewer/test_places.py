"""What a viewer shows: opened in the background, kept up to date, never written to where it isn't a lake."""

import shutil
import time
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from rearview.lake.writer import Writer
from rearview.library.made_again import folder_for
from rearview.sources.snapshots.ingest.ingest import IDENTITY
from rearview.viewer import app
from rearview.viewer.places import Places
from rearview.viewer.security import Door
from rearview.viewer.slugs import slugs
from tests.conftest import EXAMPLE
from tests.lakes import older_folder, snapshot_lake
from tests.sources.otel.planted import document, talk
from tests.sources.snapshots.ingest.build import DAY, ONE, TWO, run_of, write
from tests.sources.snapshots.written import tool
from tests.viewer.conftest import Viewing


def test_names_are_readable_and_distinct() -> None:
    """A place is named in addresses by its last folder, in letters that need no escaping, and no two alike."""
    paths = [
        Path("/a/my data"),
        Path("/b/my data"),
        Path("/c/../c/ünï"),
        Path("/"),
        Path(f"/x/{ONE}.json.gz"),
        Path("/y" * 99),
    ]
    made = slugs(paths)
    assert made[:2] == ["my-data", "my-data~2"]
    assert made[3:5] == ["sessions", ONE]
    assert len(set(made)) == len(made)
    assert all(slug.isascii() and 0 < len(slug) <= 42 for slug in made)


def test_while_a_place_is_read_the_page_says_so(viewing: Viewing) -> None:
    """The page is there before the sessions are."""
    with viewing(EXAMPLE, EXAMPLE, ready=False) as client:
        page = client.get("/sessions")
        assert page.status == 200
        client.ready()
        assert [state["phase"] for state in client.get("/state").json] == ["ready", "ready"]


def test_a_place_that_cannot_be_shown_is_said(tmp_path: Path, viewing: Viewing) -> None:
    """A folder of anything else stops nothing: the others are shown, and why it isn't stands above."""
    (tmp_path / "broken").mkdir()
    shutil.copytree(snapshot_lake(), tmp_path / "broken", dirs_exist_ok=True)
    (tmp_path / "broken" / "metadata" / "lake.json").write_text("{")
    with viewing(tmp_path / "broken", EXAMPLE) as client:
        page = client.get("/sessions").text
        assert "be shown. " in page.split('role="alert"')[1]
        assert [row["place"] for row in client.get("/sessions.json").json] == [
            EXAMPLE.name.removesuffix(".json.gz")
        ]


def test_a_folder_of_the_older_extractor_is_shown(viewing: Viewing) -> None:
    """Its sessions stand in the list, can be searched, and open."""
    with viewing(older_folder()) as client:
        listed = client.get("/sessions.json?q=refund").json
        assert listed
        assert client.get(f"/session/lake/{listed[0]['session_id']}/-/outline").status == 200


def test_an_empty_folder_has_no_sessions(tmp_path: Path, viewing: Viewing) -> None:
    """A folder that an agent hasn't written to yet is shown as what it is, and fills later."""
    with viewing(tmp_path, ready=False) as client:
        client.ready()
        page = client.get("/sessions").text
        assert "No session is like that." in page


def test_snapshots_are_left_alone(tmp_path: Path, viewing: Viewing) -> None:
    """What is made of snapshots lies in a folder of the viewer's own; beside them, nothing is written."""
    write(tmp_path, run_of(ONE))
    before = sorted(path.name for path in tmp_path.rglob("*"))
    with viewing(tmp_path) as client:
        client.get(f"/session/{client.places.all[0].slug}/{ONE}/-/outline")
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    assert folder_for(tmp_path).stat().st_mode & 0o077 == 0


def test_a_run_that_lies_in_ledgers_alone_is_shown(tmp_path: Path, viewing: Viewing) -> None:
    """Where a session has no file of its own name, it is shown as the viewer has read it."""
    write(tmp_path, run_of(TWO), name="renamed")
    with viewing(tmp_path) as client:
        assert client.get(f"/session/{client.places.all[0].slug}/{TWO}/-/outline").status == 200


def test_traces_are_shown_where_they_lie(tmp_path: Path, viewing: Viewing) -> None:
    """A file of traces, and a folder of them, are listed with all their sessions, and each of these opens."""
    (tmp_path / "traces.jsonl").write_bytes(document(*talk("one")))
    with viewing(tmp_path, tmp_path / "traces.jsonl") as client:
        listed = {(row["place"], row["session_id"]) for row in client.get("/sessions.json").json}
        assert len(listed) == 2
        for place, session in listed:
            assert session == "one"
            assert client.get(f"/session/{place}/{session}/-/outline").status == 200
    assert [path.name for path in tmp_path.iterdir()] == ["traces.jsonl"]


def test_without_a_folder_of_its_own_the_viewer_makes_one(tmp_path: Path) -> None:
    """Where the folder for what can be made again can't be used, one is used that goes with the process."""
    with pytest.MonkeyPatch.context() as environment:
        (tmp_path / "file").write_text("in the way")
        environment.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
        found = folder_for(tmp_path / "another")
    assert not found.is_relative_to(tmp_path)
    assert found.parent.is_dir()


def test_large_sessions_are_read_ahead(tmp_path: Path, viewing: Viewing) -> None:
    """The tree of a session of ten thousand steps is kept before anybody asks for it."""
    ops = [tool(f"op-{number}", startedAt=DAY + 5, endedAt=DAY + 6) for number in range(10_000)]
    write(tmp_path, run_of(ONE, *ops))
    write(tmp_path, run_of(TWO))
    with viewing(tmp_path):
        kept = folder_for(tmp_path) / "trees"
        until = time.monotonic() + 60
        while not list(kept.glob("*.tree")):
            assert time.monotonic() < until
            time.sleep(0.05)
        assert len(list(kept.iterdir())) == 1


def test_two_viewers_share_what_one_has_read(tmp_path: Path, viewing: Viewing) -> None:
    """While another viewer reads a folder, what it has read so far is shown; before that, it is said who reads."""
    write(tmp_path, run_of(ONE))
    lake = folder_for(tmp_path) / "lake"
    with Writer.open(lake, IDENTITY, ladder=(0,)), viewing(tmp_path, ready=False) as client:
        client.ready()
        assert client.get("/sessions").status == 200
    with viewing(tmp_path) as client:
        assert len(client.get("/sessions.json").json) == 1
    write(tmp_path, run_of(TWO))
    with Writer.open(lake, IDENTITY, ladder=(0,)), viewing(tmp_path) as client:
        assert len(client.get("/sessions.json").json) == 1


def test_a_path_that_is_gone_is_said(tmp_path: Path, viewing: Viewing) -> None:
    """A folder that was taken away is shown as one that can't be shown."""
    with viewing(tmp_path / "gone") as client:
        assert "There is nothing at" in client.get("/sessions").text


def test_what_nobody_expected_is_said_in_words() -> None:
    """A page that fails for a reason that nobody thought of says so, and shows no line of code."""

    def broken(_: Request) -> Response:
        raise ValueError(ONE)

    door = Door(port=80)
    viewer = app.make(Places([EXAMPLE]), door)
    viewer.router.routes.insert(0, Route("/broken", broken))
    caller = TestClient(viewer, base_url="http://127.0.0.1", raise_server_exceptions=False)
    caller.cookies.set(door.cookie, door.token)
    answer = caller.get("/broken")
    assert answer.status_code == 500
    assert "Something went wrong that Rearview doesn&#39;t expect (ValueError)." in answer.text
    assert ONE not in answer.text
