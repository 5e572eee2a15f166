"""Full text: what is found is what holds the words, in any script, as the texts are now."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview import open as open_lake
from rearview.errors import AccessError
from rearview.library.facts import session_facts
from rearview.viewer.search import unit
from rearview.viewer.search.folding import asked, folded
from rearview.viewer.search.index import SearchIndex
from tests.sources.snapshots.ingest.build import DAY, DAY_MS, ONE, TWO, run, run_of, write
from tests.viewer.conftest import Client, Viewing

TEXTS = {
    "latin": "Where is my Refund? Straße, naïve café",
    "chinese": "我想退款,订单还没到",
    "japanese": "返品したいです",
    "thai": "ขอคืนเงิน",
    "arabic": "أريد استرداد المال",
    "quotes": 'say "hello" OR NOT * col:umn 100% a_b',
}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("refund", {"latin"}),
        ("REFUND where", {"latin"}),
        ("efun", {"latin"}),
        ('"my refund"', {"latin"}),
        ('"refund my"', set()),
        ("STRASSE", {"latin"}),
        ("cafe\u0301", {"latin"}),
        ("退款", {"chinese"}),
        ("退", {"chinese"}),
        ("退订", set()),
        ("返品", {"japanese"}),
        ("คืนเงิน", {"thai"}),
        ("استرداد", {"arabic"}),
        ("col:umn", {"quotes"}),
        ("100%", {"quotes"}),
        ("a_b", {"quotes"}),
        ("NOT refund", set()),
        ("zebra", set()),
        ("re", set()),
        ("", set()),
    ],
)
def test_words_are_found_in_any_script(tmp_path: Path, words: str, found: set[str]) -> None:
    """All words must be there, in any case and order; quotes keep them together; one letter is enough where it is a word."""
    unit.write(tmp_path / "one.sqlite", TEXTS.items())
    assert set(unit.find(tmp_path / "one.sqlite", asked(words))) == found


@given(text=st.text(max_size=60), words=st.text(min_size=3, max_size=8))
def test_every_part_of_a_text_finds_it(
    tmp_path_factory: pytest.TempPathFactory, text: str, words: str
) -> None:
    """Whatever stands in a text finds it, and what doesn't stand in it doesn't."""
    place = tmp_path_factory.mktemp("index") / "one.sqlite"
    unit.write(place, [("s", f"{text}{words}{text}"), ("other", text)])
    wanted = folded(words)
    if len(wanted) >= 3 and wanted.isprintable():
        held = {
            id_ for id_, said in (("s", f"{text}{words}{text}"), ("other", text)) if wanted in folded(said)
        }
        assert set(unit.find(place, [wanted])) == held


def test_only_its_owner_may_read_an_index(tmp_path: Path) -> None:
    """What was said in sessions is nobody else's to read, and nothing half written is left."""
    unit.write(tmp_path / "one.sqlite", TEXTS.items())
    assert [path.name for path in tmp_path.iterdir()] == ["one.sqlite"]
    assert (tmp_path / "one.sqlite").stat().st_mode & 0o077 == 0


def test_an_index_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A folder that isn't there, or that something is in the way in, is an error in words."""
    with pytest.raises(AccessError, match="Could not write"):
        unit.write(tmp_path / "none" / "one.sqlite", TEXTS.items())


def test_an_index_that_is_gone_finds_nothing(tmp_path: Path) -> None:
    """Another viewer may have put a newer one in its place a moment ago."""
    assert unit.find(tmp_path / "none.sqlite", ["refund"]) == []


def made(root: Path) -> SearchIndex:
    """Return the index of a lake, made."""
    lake = open_lake(root)
    session_facts(lake.held)
    index = SearchIndex(lake)
    index.renew(threading.Event())
    assert index.covered.whole
    return index


def files(root: Path) -> dict[str, int]:
    """Return the files of a lake's index, each with what tells whether it is another."""
    return {path.name: path.stat().st_ino for path in (root / "metadata" / "search").iterdir()}


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A folder of two sessions of two days."""
    folder = tmp_path / "runs"
    folder.mkdir()
    write(folder, run_of(ONE, sessionTitle="one"))
    write(folder, run_of(TWO, sessionTitle="two", at=DAY + DAY_MS))
    return folder


def test_only_days_that_changed_are_indexed_again(tmp_path: Path, runs: Path) -> None:
    """A session that is written again makes the index of its day anew, and leaves those of other days alone."""
    lake = tmp_path / "lake"
    run(lake, runs, payloads=True)
    index = made(lake)
    before = files(lake)
    assert set(index.find(f"{ONE}-tool")) == set()
    assert set(index.find("search")) == {ONE, TWO}
    changed = run_of(
        ONE,
        {
            "opId": "late",
            "kind": "tool",
            "status": "failed",
            "attributes": {"name": "zebra"},
            "startedAt": DAY + 5,
        },
    )
    write(runs, changed, mtime=2)
    run(lake, runs, payloads=True)
    index = made(lake)
    after = files(lake)
    assert (index.find("zebra"), set(index.find("search"))) == ([ONE], {ONE, TWO})
    assert len(before.items() & after.items()) == len(before) - 1 == len(after) - 1


def test_an_index_that_is_true_is_taken_as_it_is(tmp_path: Path, runs: Path) -> None:
    """Opened again, a lake that hasn't changed has nothing indexed."""
    lake = tmp_path / "lake"
    run(lake, runs)
    made(lake)
    before = files(lake)
    assert set(made(lake).find("search")) == {ONE, TWO}
    assert files(lake) == before


def test_sessions_that_cannot_be_searched_are_shown(tmp_path: Path, runs: Path, viewing: Viewing) -> None:
    """Something is in the way of the index: the sessions are there all the same, and the list says what is wrong."""
    lake = tmp_path / "lake"
    run(lake, runs)
    (lake / "metadata" / "search").write_text("in the way")
    with viewing(lake, ready=False) as client:
        client.ready()
        page = client.get("/sessions?q=search").text
    assert "Its texts can&#39;t be searched. Could not make the folder" in page
    assert client.places.all[0].state.phase == "ready"


def test_a_stop_is_heard_between_days(tmp_path: Path, runs: Path) -> None:
    """Asked to stop, it makes no further index, and says how far it is."""
    lake = tmp_path / "lake"
    run(lake, runs)
    session_facts(open_lake(lake).held)
    index, stop = SearchIndex(open_lake(lake)), threading.Event()
    stop.set()
    index.renew(stop)
    assert (index.covered.made, index.covered.of, index.covered.whole) == (0, 2, False)


def test_an_index_is_an_ordinary_database(tmp_path: Path) -> None:
    """It holds ids and trigrams, and no text of any session."""
    unit.write(tmp_path / "one.sqlite", [("s", "a secret that was said")])
    with sqlite3.connect(tmp_path / "one.sqlite") as database:
        assert database.execute("SELECT id FROM session").fetchall() == [("s",)]
    assert b"a secret that was said" not in (tmp_path / "one.sqlite").read_bytes()
    assert os.access(tmp_path / "one.sqlite", os.R_OK)


def test_the_list_shows_what_is_found(viewer: Client) -> None:
    """Words choose sessions in the list, along with filters, and go along to the session."""
    listed = viewer.get("/sessions.json?q=refund").json
    assert listed
    assert {row["place"] for row in listed} == {"lake"}
    agent = listed[0]["agent"]
    fewer = viewer.get(f"/sessions.json?q=refund&agent={agent}").json
    assert fewer == [row for row in listed if row["agent"] == agent]
    assert f"/session/lake/{listed[0]['session_id']}?q=refund" in viewer.get("/sessions?q=refund").text


def test_a_part_of_an_id_is_found(viewer: Client) -> None:
    """What is looked for may be the id of a session, as it is copied from elsewhere."""
    (row,) = viewer.get("/sessions.json?q=BAD00000-0000").json
    assert row["session_id"] == "bad00000-0000-4000-8000-000000000bad"


def test_too_few_letters_are_said(viewer: Client) -> None:
    """Two letters can't be looked for in texts, and the list says so."""
    assert "Type at least three letters" in viewer.get("/sessions?q=re").text
