"""A lake opened for writing."""

import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from rearview.errors import AccessError, BrokenLakeError, IdentityError, LockedError
from rearview.lake.grid import DAY_MS, HOUR_MS, Cell, Window
from rearview.lake.identity import Identity
from rearview.lake.ledger import Ledger
from rearview.lake.parquet import GROUP_ROWS, read_footer
from rearview.lake.scan import cells, files, is_lake
from rearview.lake.verify import verify
from rearview.lake.writer import Fill, Writer
from tests.lake.build import DAY, IDENTITY, STEPS, WINDOW, steps, write

CELL = "steps/date=2024-10-04/part-0000.parquet"


def ids(root: Path) -> list[str]:
    """The ids of the steps in a lake, in the order in which they lie."""
    return [step for file in files(root, "steps") for step in pq.read_table(file)["step_id"].to_pylist()]


def test_rows_lie_sorted_in_their_cell(tmp_path: Path) -> None:
    """Chunks in any order become one sorted file at the cell's path."""
    entry = write(tmp_path / "lake", steps(["c", "a"]), steps(["b"]))
    assert (entry.rows, entry.window) == (3, WINDOW)
    assert [str(cell.path) for cell, _ in cells(tmp_path / "lake")] == [CELL]
    assert ids(tmp_path / "lake") == ["b", "c", "a"]  # by time, then id


def test_a_cell_is_replaced_whole(tmp_path: Path) -> None:
    """Reading a cell again leaves what the source has now, deletions included."""
    root = tmp_path / "lake"
    write(root, steps(["a", "b"]))
    write(root, steps(["b", "c"]), read_ms=DAY + 3 * DAY_MS)
    assert ids(root) == ["b", "c"]
    write(root, steps([]), read_ms=DAY + 4 * DAY_MS)
    assert ids(root) == []
    assert verify(root).breaches == ()


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    """A cell's footer carries its entry; its groups carry what makes a lookup cheap."""
    root = tmp_path / "lake"
    names = [f"{number:06}" for number in range(GROUP_ROWS + 10)]
    entry = write(root, steps(names[::2]), steps(names[1::2], at_ms=DAY + HOUR_MS))
    footer = read_footer(root / CELL)
    assert footer is not None
    assert footer.entry == entry
    with pq.ParquetFile(root / CELL) as file:
        group = file.metadata.row_group(0)
        assert [file.metadata.row_group(n).num_rows for n in range(2)] == [GROUP_ROWS, 10]
        assert group.column(0).compression == "ZSTD"
        assert group.column(0).has_offset_index
        assert group.column(0).has_column_index
        assert [column.column_index for column in group.sorting_columns] == [1, 2, 0]


def test_only_the_owner_can_read_a_lake(tmp_path: Path) -> None:
    """Whatever the umask, folders and files are the owner's alone: sessions are private."""
    root = tmp_path / "lake"
    write(root, steps(["a"]))
    for path in (root, *root.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_rows_of_a_cell_depend_on_the_answer_alone(tmp_path: Path) -> None:
    """The same rows in other chunks make the same file, byte for byte."""
    write(tmp_path / "one", steps(["a", "b", "c"]))
    whole = steps(["a", "b", "c"])
    write(tmp_path / "two", whole.slice(2), whole.slice(0, 2))
    assert (tmp_path / "one" / CELL).read_bytes() == (tmp_path / "two" / CELL).read_bytes()


@pytest.mark.parametrize(
    ("zone", "kept"), [("Utc", "UTC"), ("+00:00", "UTC"), ("Europe/Berlin", "Europe/Berlin"), (None, None)]
)
def test_utc_has_one_name_in_a_lake(tmp_path: Path, zone: str | None, kept: str | None) -> None:
    """Other spellings of UTC make some readers fail; other zones and no zone stay as they are."""
    times = pa.array([DAY * 1000], pa.timestamp("us", tz=zone))
    write(tmp_path / "lake", steps(["a"]).set_column(2, "started_ms", times))
    assert pq.read_schema(tmp_path / "lake" / CELL).field("started_ms").type.tz == kept


def test_rows_without_a_time_have_a_cell_of_their_own(tmp_path: Path) -> None:
    """They lie where Hive readers look for them."""
    root = tmp_path / "lake"
    write(root, steps(["a"], at_ms=None), window=None)
    assert (root / "steps/date=__HIVE_DEFAULT_PARTITION__/part-0000.parquet").is_file()
    assert verify(root).breaches == ()


def test_staged_chunks_outlive_the_process(tmp_path: Path) -> None:
    """A later run finds the query and the chunks that had arrived, and goes on with them."""
    root = tmp_path / "lake"
    with Writer.open(root, IDENTITY) as lake:
        staging = lake.begin("steps", WINDOW, read_ms=DAY + DAY_MS, resume={"query": "q-1"})
        staging.put(0, steps(["b"]), STEPS)
    with Writer.open(root, IDENTITY) as lake:
        [staging] = lake.staged()
        assert (staging.ticket.resume, staging.numbers(), staging.ticket.window) == (
            {"query": "q-1"},
            {0},
            WINDOW,
        )
        staging.put(1, steps(["a"]), STEPS)
        assert lake.commit(staging, STEPS).entry.rows == 2
        assert lake.staged() == []


def test_a_chunk_put_twice_is_there_once(tmp_path: Path) -> None:
    """A chunk that is fetched again takes the place of the first."""
    with Writer.open(tmp_path / "lake", IDENTITY) as lake:
        staging = lake.begin("steps", WINDOW, read_ms=DAY)
        for _ in range(2):
            staging.put(0, steps(["a"]), STEPS)
        assert lake.commit(staging, STEPS).entry.rows == 1


def test_work_begun_anew_forgets_the_old_chunks(tmp_path: Path) -> None:
    """When a query's result is gone, its chunks go, too."""
    with Writer.open(tmp_path / "lake", IDENTITY) as lake:
        lake.begin("steps", WINDOW, read_ms=DAY).put(0, steps(["old"]), STEPS)
        staging = lake.begin("steps", WINDOW, read_ms=DAY + 1)
        assert staging.numbers() == set()
        staging.clear()


def test_a_ticket_can_be_rewritten(tmp_path: Path) -> None:
    """What the source needs to go on is kept as it becomes known, and a later run finds the last of it."""
    root = tmp_path / "lake"
    with Writer.open(root, IDENTITY) as lake:
        staging = lake.begin("steps", WINDOW, read_ms=DAY, resume={"api": "v3"})
        staging.put(0, steps(["a"]), STEPS)
        staging.resume(query="q-1", rows=7)
        staging.resume(query="q-2")
    with Writer.open(root, IDENTITY) as lake:
        [staging] = lake.staged()
        assert staging.ticket.resume == {"api": "v3", "query": "q-2", "rows": 7}
        assert (staging.ticket.read_ms, staging.numbers()) == (DAY, {0})


def test_a_ticket_that_makes_no_sense_is_said(tmp_path: Path) -> None:
    """What is under work and can't be understood is named, not lost."""
    with Writer.open(tmp_path / "lake", IDENTITY) as lake:
        staging = lake.begin("steps", WINDOW, read_ms=DAY)
        (staging.folder / "ticket.json").write_text("{")
        with pytest.raises(BrokenLakeError, match=r"ticket\.json can't be read"):
            lake.staged()


def test_cells_can_be_filled_by_several_threads(tmp_path: Path) -> None:
    """Threads that fill several cells, each with chunks of several numbers, don't disturb each other."""
    root, days = tmp_path / "lake", 3
    names = [f"{number:04}" for number in range(400)]
    with Writer.open(root, IDENTITY) as lake, ThreadPoolExecutor(4) as threads:
        starts = [DAY + day * DAY_MS for day in range(days)]
        stagings = list(
            threads.map(lambda start: lake.begin("steps", Window(start, start + DAY_MS), read_ms=DAY), starts)
        )
        chunks = [(day, number) for number in range(8) for day in range(days)]
        list(
            threads.map(
                lambda at: stagings[at[0]].put(
                    at[1],
                    steps([f"{at[0]}-{name}" for name in names[at[1] :: 8]], at_ms=starts[at[0]]),
                    STEPS,
                ),
                chunks,
            )
        )
        assert [lake.commit(staging, STEPS).new for staging in stagings] == [400] * days
    assert sorted(ids(root)) == [f"{day}-{name}" for day in range(days) for name in names]
    assert verify(root).breaches == ()


def number_rows(rows: pa.Table) -> pa.Table:
    """A column of our own: every row's session, in capitals."""
    return rows.append_column("own", pc.utf8_upper(rows["session_id"]))


def test_columns_of_our_own_are_added_as_a_cell_is_written(tmp_path: Path) -> None:
    """They are made of sorted rows, lie in every cell, an empty one too, and are known for ours."""
    root = tmp_path / "lake"
    names = [f"{number:06}" for number in range(GROUP_ROWS + 10)]
    seen: list[str] = []

    def fill(rows: pa.Table) -> pa.Table:
        seen.extend(rows["step_id"].to_pylist())
        return number_rows(rows)

    with Writer.open(root, IDENTITY) as lake:
        staging = lake.begin("steps", WINDOW, read_ms=DAY)
        staging.put(0, steps(names[::-1]), STEPS)
        committed = lake.commit(staging, STEPS, fill=fill)
    assert seen == ids(root) == names[::-1]
    assert pq.read_table(root / CELL)["own"].unique().to_pylist() == ["S"]
    footer = read_footer(root / CELL)
    assert footer is not None
    assert (footer.own, committed.entry.rows) == (("own",), len(names))
    assert committed.bytes == (root / CELL).stat().st_size
    with Writer.open(root, IDENTITY) as lake:
        staging = lake.begin("steps", WINDOW, read_ms=DAY)
        staging.put(0, steps([]), STEPS)
        assert lake.commit(staging, STEPS, fill=fill).gone == len(names)
    assert "own" in pq.read_schema(root / CELL).names


@pytest.mark.parametrize("before", [None, number_rows])
@pytest.mark.parametrize("after", [None, number_rows])
def test_columns_of_our_own_change_no_row(tmp_path: Path, before: Fill | None, after: Fill | None) -> None:
    """That we know more of a row, or less, isn't the source's doing."""
    root = tmp_path / "lake"
    for fill in (before, after):
        with Writer.open(root, IDENTITY) as lake:
            staging = lake.begin("steps", WINDOW, read_ms=DAY)
            staging.put(0, steps(["a", "b"]), STEPS)
            committed = lake.commit(staging, STEPS, fill=fill)
    assert (committed.new, committed.changed, committed.gone) == (0, 0, 0)


def test_our_columns_can_be_filled_anew(tmp_path: Path) -> None:
    """A cell that is written from its own rows keeps our columns for ours, whoever brings them."""
    root = tmp_path / "lake"
    for rows in (steps(["a", "b"]), number_rows(steps(["a", "b"]))):
        with Writer.open(root, IDENTITY) as lake:
            staging = lake.begin("steps", WINDOW, read_ms=DAY)
            staging.put(0, rows, STEPS)
            fill = number_rows if "own" not in rows.column_names else None
            committed = lake.commit(staging, STEPS, fill=fill)
        footer = read_footer(root / CELL)
        assert footer is not None
        assert footer.own == ("own",)
    assert (committed.new, committed.changed, committed.gone) == (0, 0, 0)


def test_a_commit_can_be_given_up(tmp_path: Path) -> None:
    """An error while rows are filled leaves the old cell and the staged one, and another try goes through."""
    root = tmp_path / "lake"
    names = [f"{number:06}" for number in range(GROUP_ROWS + 10)]
    write(root, steps(["old"]))

    def stop(rows: pa.Table) -> pa.Table:
        if names[-1] in rows["step_id"].to_pylist():
            raise InterruptedError
        return rows

    with Writer.open(root, IDENTITY) as lake:
        staging = lake.begin("steps", WINDOW, read_ms=DAY + 3 * DAY_MS)
        staging.put(0, steps(names), STEPS)
        with pytest.raises(InterruptedError):
            lake.commit(staging, STEPS, fill=stop)
        assert ids(root) == ["old"]
        assert verify(root).breaches == ()
        assert lake.commit(staging, STEPS).new == len(names)
    assert ids(root) == names


def test_a_dictionary_is_kept_only_where_values_repeat(tmp_path: Path) -> None:
    """A column of values that are all different is written as it is."""
    rows = steps([f"{number:06}" for number in range(1_000)])
    listed = pa.array([["x"]] * 1_000)
    write(tmp_path / "lake", rows.append_column("tags", listed))
    with pq.ParquetFile(tmp_path / "lake" / CELL) as file:
        group = file.metadata.row_group(0)
        encodings = {column.path_in_schema: column.encodings for column in map(group.column, range(3))}
    assert "RLE_DICTIONARY" not in encodings["step_id"]
    assert "RLE_DICTIONARY" in encodings["session_id"]


def test_chunks_with_other_columns_are_refused(tmp_path: Path) -> None:
    """A type that changes between two chunks leaves the cell as it was, and both types are named."""
    with Writer.open(tmp_path / "lake", IDENTITY) as lake:
        staging = lake.begin("steps", WINDOW, read_ms=DAY)
        staging.put(0, steps(["a"]), STEPS)
        changed = steps(["b"]).set_column(2, "started_ms", pa.array([1.5]))
        staging.put(1, changed, STEPS)
        with pytest.raises(BrokenLakeError, match=r"(?s)started_ms int64.*started_ms double"):
            lake.commit(staging, STEPS)
    assert not (tmp_path / "lake" / CELL).exists()


def test_part_of_a_cell_can_not_be_replaced(tmp_path: Path) -> None:
    """An hour of a day that lies in one cell is refused: its other hours would be lost."""
    root = tmp_path / "lake"
    write(root, steps(["a"]))
    with Writer.open(root, IDENTITY) as lake, pytest.raises(BrokenLakeError, match="would cut"):
        lake.begin("steps", Window(DAY, DAY + HOUR_MS), read_ms=DAY)


@pytest.mark.parametrize(
    "other",
    [
        Identity(source="other", org=IDENTITY.org),
        Identity(source="tests", org="00D000000000002"),
        Identity(source="tests", org=IDENTITY.org, data_space="sales"),
        Identity(source="tests", org=IDENTITY.org, filters={"agent": ["Support"]}),
    ],
    ids=str,
)
def test_another_identity_is_refused(tmp_path: Path, other: Identity) -> None:
    """A lake stays with its source, org, data space and filters; both are named, and nothing changes."""
    root = tmp_path / "lake"
    write(root, steps(["a"]))
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*.json")}
    with pytest.raises(IdentityError) as refusal:
        Writer.open(root, other)
    assert str(IDENTITY) in str(refusal.value)
    assert str(other) in str(refusal.value)
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*.json")} == before


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    """A lake is never made among other files."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(IdentityError, match="isn't a lake"):
        Writer.open(tmp_path, IDENTITY)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    with pytest.raises(IdentityError, match="isn't a lake"):
        Writer.open(tmp_path / "notes.txt", IDENTITY)


def test_a_lake_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """A format this version doesn't know is never written to."""
    write(tmp_path / "lake", steps(["a"]))
    state = tmp_path / "lake/metadata/lake.json"
    state.write_text(state.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(BrokenLakeError, match="format 2"):
        Writer.open(tmp_path / "lake", IDENTITY)
    state.write_text("{")
    with pytest.raises(BrokenLakeError, match=r"lake\.json can't be read"):
        Writer.open(tmp_path / "lake", IDENTITY)


def test_two_writers_at_once_are_one_too_many(tmp_path: Path) -> None:
    """The second is told who holds the lock; once the first is gone, it can go on."""
    root = tmp_path / "lake"
    with Writer.open(root, IDENTITY), pytest.raises(LockedError, match=f"process {os.getpid()} on "):
        Writer.open(root, IDENTITY)
    with Writer.open(root, IDENTITY):
        assert is_lake(root)


def test_a_dead_writer_holds_no_lock(tmp_path: Path) -> None:
    """The lock of a killed process is free, although its file still names it."""
    root = tmp_path / "lake"
    script = f"""
        import os, signal
        from pathlib import Path
        from rearview.lake.identity import Identity
        from rearview.lake.writer import Writer
        Writer.open(Path({str(root)!r}), Identity(source="tests", org={IDENTITY.org!r}))
        os.kill(os.getpid(), signal.SIGKILL)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert killed.returncode == -9
    assert (root / "metadata/lock").read_text().startswith("process ")
    write(root, steps(["a"]))


def test_a_lost_watermark_is_made_again_from_the_cells(tmp_path: Path) -> None:
    """The cells say what they cover; a lake without its watermark loses nothing but the file."""
    root = tmp_path / "lake"
    entry = write(root, steps(["a"]))
    watermark = root / "metadata/watermark.json"
    before = watermark.read_bytes()
    watermark.unlink()
    with Writer.open(root, IDENTITY) as lake:
        assert lake.ledger == Ledger({"steps": {Cell("steps", DAY): entry}})
    assert watermark.read_bytes() == before


def test_a_full_disk_is_said_and_survived(tmp_path: Path) -> None:
    """On a disk that really is full a run ends with a sentence; with space, it goes on."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "none", disk], check=False, capture_output=True
    )
    if mount.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        write(disk / "lake", steps(["a"]))
        with pytest.raises(AccessError, match=r"No space left on device[\s\S]*free some space"):
            write(disk / "lake", steps([os.urandom(20_000).hex() for _ in range(20)]))
        assert ids(disk / "lake") == ["a"]
        assert verify(disk / "lake").breaches == ()
        subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)
        write(disk / "lake", steps(["b", "c"]))
        assert ids(disk / "lake") == ["b", "c"]
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_read_only_folder_is_said(tmp_path: Path) -> None:
    """Where the system lets nobody write, the error names the folder."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "ro", "none", disk], check=False, capture_output=True
    )
    if mount.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        with pytest.raises(AccessError, match=r"make the folder .*/lake: Read-only"):
            write(disk / "lake", steps(["a"]))
    finally:
        subprocess.run(["umount", disk], check=True)
