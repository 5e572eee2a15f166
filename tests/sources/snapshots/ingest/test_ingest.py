"""A folder into a lake: what is read, what is left alone, and what a session that is seen twice leaves."""

from pathlib import Path
from random import Random
from threading import Event

import pytest

from rearview.errors import BrokenLakeError, IdentityError, NotFoundError
from rearview.lake.identity import Identity
from rearview.lake.journal import last_run, rejected
from rearview.lake.layout import METADATA
from rearview.lake.status import status
from rearview.lake.writer import Writer
from rearview.sources.snapshots.ingest.ingest import IDENTITY, Ingestion, Progress, ingest
from rearview.sources.snapshots.ingest.plan import plan
from rearview.sources.snapshots.ingest.state import NAME, SCHEMA, State
from rearview.sources.snapshots.ingest.unit import Outcome, Part, Unit
from tests.lake.build import CarelessDisk
from tests.sources.snapshots import ledgers
from tests.sources.snapshots.ingest.build import (
    DAY,
    DAY_MS,
    NOW,
    ONE,
    TWO,
    contents,
    damaged,
    ids,
    rows,
    run,
    run_of,
    touch,
    write,
)
from tests.sources.snapshots.written import call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sessions' folder."""
    (tmp_path / "sessions").mkdir()
    return tmp_path / "sessions"


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Where the lake will be."""
    return tmp_path / "lake"


def test_every_row_lies_on_its_own_day(folder: Path, lake: Path) -> None:
    """A session that runs past midnight has rows on both days."""
    write(folder, run_of(ONE))
    write(folder, run_of(TWO, at=DAY + DAY_MS - 2))
    report = run(lake, folder)
    assert (report.files, report.runs, report.sessions) == (2, 2, 2)
    assert ids(lake) == [ONE, TWO]
    assert ids(lake, "steps") == [ONE, ONE, TWO, TWO]
    assert [path.parent.name for path in sorted((lake / "steps").rglob("*.parquet"))] == [
        "date=2024-10-04",
        "date=2024-10-05",
    ]


def test_what_is_unchanged_is_not_opened(folder: Path, lake: Path) -> None:
    """A file that looks as it did is left alone, even if nobody could read it."""
    path = write(folder, run_of(ONE))
    run(lake, folder)
    path.write_bytes(b"x" * path.stat().st_size)
    touch(path, 1)
    report = run(lake, folder)
    assert (report.unchanged, report.did_something) == (1, False)
    assert ids(lake) == [ONE]


def test_a_file_that_was_only_touched_changes_nothing(folder: Path, lake: Path) -> None:
    """Where just the time is another, the content decides, and no cell is written."""
    path = write(folder, run_of(ONE))
    run(lake, folder)
    touch(path, 2)
    report = run(lake, folder)
    assert (report.same, report.runs, report.tables) == (1, 0, {})
    assert run(lake, folder).unchanged == 1


def test_a_changed_session_takes_the_place_of_its_rows(folder: Path, lake: Path) -> None:
    """Rows go where they aren't any more, on other days too; the rows of other sessions stay."""
    write(folder, run_of(ONE, ended=False))
    write(folder, run_of(TWO))
    run(lake, folder)
    write(folder, run_of(ONE, at=DAY + DAY_MS), mtime=2)
    report = run(lake, folder)
    assert (report.runs, report.unchanged) == (1, 1)
    times = {row["session_id"]: row["started_ms"] for row in rows(lake, "sessions")}
    assert times == {ONE: DAY + DAY_MS, TWO: DAY}
    assert ids(lake, "steps") == [ONE, ONE, TWO, TWO]
    assert report.tables["steps"].gone == 2


def test_what_a_folder_has_no_more_stays(folder: Path, lake: Path) -> None:
    """A lake keeps what the recorder's retention takes away."""
    path = write(folder, run_of(ONE))
    run(lake, folder)
    path.unlink()
    write(folder, run_of(TWO))
    run(lake, folder)
    assert ids(lake) == [ONE, TWO]


def test_a_bad_file_stops_nothing(folder: Path, lake: Path) -> None:
    """It is rejected with its reason, and not tried again before it changes."""
    (folder / f"{ONE}.json.gz").write_bytes(b"")
    write(folder, run_of(TWO))
    report = run(lake, folder)
    assert [failure.kind for failure in report.rejected] == ["empty"]
    assert ids(lake) == [TWO]
    assert rejected(lake) == {"snapshots": 1}
    again = run(lake, folder)
    assert (again.unchanged, again.refused_before, again.rejected) == (2, 1, ())
    write(folder, run_of(ONE))
    assert run(lake, folder).runs == 1
    assert ids(lake) == [ONE, TWO]


def test_nothing_but_bad_files_is_no_success(folder: Path, lake: Path) -> None:
    """A run that could read none of its files says so; one that could read some doesn't."""
    (folder / f"{ONE}.json.gz").write_bytes(b"no gzip")
    assert run(lake, folder).read_nothing
    write(folder, run_of(TWO))
    assert not run(lake, folder).read_nothing


def test_a_file_that_goes_bad_takes_nothing_away(folder: Path, lake: Path) -> None:
    """What the lake had from a file stays if it is damaged later; mended, even with the same look, it is read."""
    path = write(folder, run_of(ONE))
    whole = path.read_bytes()
    run(lake, folder)
    damaged(path)
    touch(path, 2)
    assert [failure.kind for failure in run(lake, folder).rejected] == ["damaged"]
    assert ids(lake) == [ONE]
    path.write_bytes(whole)
    touch(path, 3)
    assert run(lake, folder).runs == 1
    assert run(lake, folder).refused_before == 0


def test_a_session_that_was_seen_twice_is_there_once(folder: Path, lake: Path) -> None:
    """The recorder writes after every sub-agent and at the end; the end takes the place of what was before."""
    child = run_of(TWO, at=DAY + 100)
    write(folder, run_of(ONE, call(f"{ONE}-call", childSession=child), ended=False), reason="subagent_finish")
    run(lake, folder)
    assert ids(lake) == [ONE, TWO]
    more = call(f"{ONE}-call2", startedAt=DAY + 300)
    write(folder, run_of(ONE, call(f"{ONE}-call", childSession=child), more), mtime=2)
    run(lake, folder)
    assert ids(lake) == [ONE, TWO]
    assert ids(lake, "steps") == [ONE] * 4 + [TWO] * 2


def test_a_sub_agents_tree_under_its_roots_name_gives_way(folder: Path, lake: Path) -> None:
    """While the root runs its file may hold a sub-agent's tree; later the root's has the sub-agent in it."""
    child = run_of(TWO, at=DAY + 100)
    write(folder, child, name=ONE)
    report = run(lake, folder)
    assert (ids(lake), report.notes) == ([TWO], {"child_under_roots_name": 1})
    write(folder, run_of(ONE, call(f"{ONE}-call", childSession=child)), mtime=2)
    run(lake, folder)
    assert ids(lake) == [ONE, TWO]


def test_a_copy_leaves_one(folder: Path, lake: Path, tmp_path: Path) -> None:
    """Two files of one session leave it once, whichever comes first; the fuller one is taken."""
    other = tmp_path / "backup"
    other.mkdir()
    write(other, run_of(ONE, ended=False))
    run(lake, other)
    write(folder, run_of(ONE, call(f"{ONE}-call", startedAt=DAY)))
    run(lake, folder)
    assert ids(lake, "steps") == [ONE] * 3
    write(other, run_of(ONE), mtime=5)
    run(lake, other)
    assert ids(lake, "steps") == [ONE] * 3
    fresh = tmp_path / "fresh"
    run(fresh, folder, other)
    assert contents(fresh) == contents(lake)


def test_a_run_that_is_written_both_ways_is_there_once(folder: Path, lake: Path) -> None:
    """Its tree and its ledger are one run, whichever of them changes."""
    write(folder, run_of(ledgers.ROOT))
    ledger = ledgers.write(
        folder, ledgers.ROOT, ledgers.start(), *ledgers.turn(1, ledgers.op()), ledgers.summary()
    )
    report = run(lake, folder)
    assert (report.files, report.runs) == (2, 1)
    assert ids(lake) == [ledgers.ROOT]
    ledgers.write(folder, ledgers.ROOT, ledgers.start(), *ledgers.turn(1), ledgers.summary("failed"))
    touch(ledger, 9)
    assert run(lake, folder).runs == 1
    assert ids(lake) == [ledgers.ROOT]


def test_sub_agents_ledgers_belong_to_their_roots(folder: Path, lake: Path) -> None:
    """A ledger without its root's is a run of its own until that comes; then they are one."""
    ledgers.write(
        folder, ledgers.CHILD, ledgers.start("b"), *ledgers.turn(1, ledgers.op(id_="c")), ledgers.summary()
    )
    assert run(lake, folder).runs == 1
    assert ids(lake) == [ledgers.CHILD]
    ledgers.write(
        folder,
        ledgers.ROOT,
        ledgers.start(),
        *ledgers.turn(1, ledgers.call(ledgers.CHILD)),
        ledgers.summary(),
    )
    assert run(lake, folder).runs == 1
    parents = {row["session_id"]: row["parent_session_id"] for row in rows(lake, "sessions")}
    assert parents == {ledgers.ROOT: None, ledgers.CHILD: ledgers.ROOT}
    assert run(lake, folder).unchanged == 2


def test_bodies_are_kept_when_they_are_wanted(folder: Path, lake: Path) -> None:
    """A lake of bodies gets those of files that it has already, and of all that come, asked for or not."""
    raw = {"format": "http", "encoding": "base64", "value": "e30="}
    lost = {"format": "http", "encoding": "base64", "value": "W3VuYXZhaWxhYmxlXQ=="}
    asked = {
        "opId": "asked",
        "kind": "llm",
        "startedAt": DAY,
        "request": {"payload": {"raw": raw, "sdk": {**raw, "format": "json"}}},
        "response": {"payload": {"textPreview": "well", "raw": lost}},
    }
    write(folder, run_of(ONE, asked))
    run(lake, folder)
    assert rows(lake, "steps")[0]["output_text"] is None
    run(lake, folder, payloads=True)
    kept = [(row["direction"], row["capture"], row["body"]) for row in rows(lake, "payloads")]
    assert kept == [("request", "raw", "{}"), ("request", "sdk", "{}")]
    assert {row["output_text"] for row in rows(lake, "steps")} == {None, "well"}
    write(folder, run_of(TWO, {**asked, "opId": "again", "request": {"payload": 3}}))
    report = run(lake, folder)
    assert (report.unchanged, report.parameters["payloads"]) == (1, True)
    assert len(rows(lake, "payloads")) == 2


def test_bodies_come_from_files_of_their_own(folder: Path, lake: Path) -> None:
    """A ledger names its payloads; one that isn't there has no row."""
    there = ledgers.payload(folder, b'{"model": "m"}')
    gone = {**there, "kind": "llm_response", "path": "payloads/none.gz"}
    op = ledgers.op(payloadRefs=[there, gone])
    ledgers.write(folder, ledgers.ROOT, ledgers.start(), *ledgers.turn(1, op), ledgers.summary())
    run(lake, folder, payloads=True)
    assert [row["body"] for row in rows(lake, "payloads")] == ['{"model": "m"}']


def test_rows_without_a_time_lie_apart(folder: Path, lake: Path) -> None:
    """A time that is missing, or on no calendar, is none."""
    session = run_of(ONE)
    session["turns"][0]["ops"][0]["startedAt"] = 9e17
    del session["turns"][0]["ops"][1]["startedAt"]
    write(folder, session)
    run(lake, folder)
    assert [row["started_ms"] for row in rows(lake, "steps")] == [None, None]
    assert (lake / "steps" / "date=__HIVE_DEFAULT_PARTITION__").is_dir()


def test_processes_do_the_same(folder: Path, lake: Path, tmp_path: Path) -> None:
    """Read by several processes at once, the same files make the same lake."""
    noise = run_of(ONE, title="x")
    for number in range(40):
        write(folder, run_of(f"{number:08}-0000-4000-8000-000000000000", at=DAY + number * DAY_MS // 8))
    noise["turns"][0]["attributes"] = {"prompts": {"user": "".join(map(chr, range(40_000, 50_000))) * 500}}
    write(folder, noise)
    report = run(lake, folder, processes=2)
    run(tmp_path / "alone", folder)
    assert report.runs == 41
    assert contents(lake) == contents(tmp_path / "alone")


def test_memory_is_bounded(folder: Path, lake: Path, tmp_path: Path) -> None:
    """What is held goes into the lake as soon as it is too much; the lake is the same in the end."""
    for number in range(2):
        noise = Random(number).randbytes(2_500_000).hex()  # noqa: S311 - nothing is to be kept secret
        session = run_of(f"{number:08}-0000-4000-8000-000000000000", latestStatus=noise)
        write(folder, session, mtime=number)
    cells = []
    for place, room in ((lake, 1), (tmp_path / "alone", 64 << 20)):
        report = ingest(Ingestion(paths=(folder,), root=place, processes=0, room=room, disk=CarelessDisk()))
        cells.append(report.tables["sessions"].cells)
    assert cells == [2, 1]
    assert contents(lake) == contents(tmp_path / "alone")


def test_a_round_that_makes_no_sense_is_refused(folder: Path, lake: Path) -> None:
    """Nothing is done on the word of what is damaged."""
    write(folder, run_of(ONE))
    run(lake, folder)
    (lake / METADATA / "round").mkdir()
    (lake / METADATA / "round" / "complete.json").write_bytes(b"{")
    with pytest.raises(BrokenLakeError):
        run(lake, folder)


def test_what_failed_is_not_remembered(tmp_path: Path) -> None:
    """The state says nothing of a file that couldn't be opened, so the next run tries it again."""
    part = Part(path=str(tmp_path), size=1, mtime_ns=1)
    unit = Unit(run=part.path, path=part.path, parts=(part,))
    failed = Outcome(unit=unit, verdict="failed", reason="it is away")
    assert plan([failed], {}, State(SCHEMA.empty_table()), payloads=False).entries.num_rows == 0


def test_progress_is_told(folder: Path, lake: Path) -> None:
    """Whoever watches hears of rows and bytes."""
    heard: list[Progress] = []
    path = write(folder, run_of(ONE))
    ingest(Ingestion(paths=(folder,), root=lake, processes=0, disk=CarelessDisk(), watch=heard.append))
    assert [(far.rows > 0, far.bytes_done, far.bytes) for far in heard] == [
        (True, path.stat().st_size, path.stat().st_size)
    ]


def test_an_end_that_is_asked_for_comes_before_anything_is_read(folder: Path, lake: Path) -> None:
    """What was not read is read by the next run."""
    stop = Event()
    stop.set()
    write(folder, run_of(ONE))
    report = ingest(Ingestion(paths=(folder,), root=lake, processes=0, disk=CarelessDisk(), stop=stop))
    assert (report.interrupted, report.runs) == (True, 0)
    assert run(lake, folder).runs == 1


def test_a_round_that_was_written_down_is_done_later(folder: Path, lake: Path) -> None:
    """Asked for an end once something is read, a run writes it down, and the next puts it into the lake."""
    write(folder, run_of(ONE))
    stop = Event()
    report = ingest(
        Ingestion(
            paths=(folder,),
            root=lake,
            processes=0,
            disk=CarelessDisk(),
            stop=stop,
            watch=lambda _: stop.set(),
        )
    )
    assert report.interrupted
    assert ids(lake) == []
    again = run(lake, folder)
    assert (again.taken_up, again.runs, again.unchanged) == (True, 0, 1)
    assert ids(lake) == [ONE]


def test_a_lake_of_something_else_is_refused(folder: Path, lake: Path) -> None:
    """Sessions of another recorder aren't mixed with these."""
    Writer.open(lake, Identity(source="agentforce", org="00D")).close()
    write(folder, run_of(ONE))
    with pytest.raises(IdentityError):
        run(lake, folder)


def test_a_folder_must_be_there(folder: Path, lake: Path) -> None:
    """A path that leads nowhere is a mistake; a folder without snapshots is none."""
    with pytest.raises(NotFoundError):
        run(lake, folder / "none")
    report = run(lake, folder)
    assert (report.files, report.did_something, report.read_nothing) == (0, False, False)


def test_a_lake_says_how_it_stands(folder: Path, lake: Path) -> None:
    """No day waits to be read again, and the run is in the journal."""
    write(folder, run_of(ONE))
    report = run(lake, folder)
    stands = status(lake, now_ms=NOW)
    assert stands.identity == IDENTITY
    assert {(of.late, of.settling, of.open) for of in stands.tables} == {(0, 0, 0)}
    assert last_run(lake) == {
        **report.as_json(),
        "parameters": {**report.parameters, "ladder_ms": [0]},
        "rejected": [],
        "failed": [],
    }
    assert (lake / METADATA / NAME).exists()
