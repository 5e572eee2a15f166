"""Every promise of a lake is checked: each test breaks one and wants to hear of it."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rearview.errors import BrokenLakeError
from rearview.lake.grid import DAY_MS, HOUR_MS, Window
from rearview.lake.layout import Layout
from rearview.lake.verify import PROMISES, Promise, verify
from rearview.lake.writer import Writer
from tests.lake.build import DAY, IDENTITY, STEPS, WINDOW, steps, write

NEXT = Window(DAY + DAY_MS, DAY + 2 * DAY_MS)


@pytest.fixture(name="lake")
def _lake(tmp_path: Path) -> Path:
    """A lake of two cells."""
    write(tmp_path / "lake", steps(["a", "b"]))
    write(tmp_path / "lake", steps(["c"], at_ms=NEXT.start_ms), window=NEXT)
    return tmp_path / "lake"


def cell(root: Path, day: int = 4) -> Path:
    """The file of a day's cell."""
    return root / f"steps/date=2024-10-{day:02}/part-0000.parquet"


def broken(root: Path) -> dict[Promise, str]:
    """The promises that aren't kept, with what is said of each."""
    return {breach.promise: f"{breach.where} {breach.what}" for breach in verify(root).breaches}


def rewrite(file: Path, rows: pa.Table) -> None:
    """Change the rows of a cell behind the lake's back, and leave its footer."""
    footer = pq.read_metadata(file).metadata[b"rearview"]
    pq.write_table(rows.replace_schema_metadata({"rearview": footer}), file)


def test_a_whole_lake_keeps_every_promise(lake: Path) -> None:
    """Nothing is found, and what was looked at is counted."""
    verdict = verify(lake)
    assert (verdict.tables, verdict.cells, verdict.rows) == (1, 2, 3)
    assert (verdict.breaches, verdict.under_work) == ((), ())


def test_a_damaged_page_is_found(lake: Path) -> None:
    """One flipped byte in the middle of a file is seen, by the page's checksum."""
    write(lake, steps([f"{number:08}" for number in range(5_000)]), read_ms=DAY + 9 * DAY_MS)
    data = bytearray(cell(lake).read_bytes())
    data[3_000] ^= 0xFF
    cell(lake).write_bytes(data)
    assert broken(lake).keys() == {"readable"}


@pytest.mark.parametrize("keep", [0, 100])
def test_a_cut_file_is_found(lake: Path, keep: int) -> None:
    """A file that lost its end, or all of itself, can't be read."""
    cell(lake).write_bytes(cell(lake).read_bytes()[:keep])
    assert "readable" in broken(lake)


@pytest.mark.parametrize(
    "name",
    ["steps/date=2024-10-04/part-0000.parquet.new", "steps/date=2024-10-04/part-9900.parquet", "notes.txt"],
)
def test_a_stranger_among_the_cells_is_found(lake: Path, name: str) -> None:
    """Half-written files and files of others are named."""
    (lake / name).write_bytes(b"half")
    assert broken(lake) == {"whole": f"{lake / name} is no cell of this lake"}


def test_a_parquet_file_of_another_tool_is_found(lake: Path) -> None:
    """A file without our footer is no cell, whatever its name."""
    pq.write_table(steps(["z"]), cell(lake).with_name("part-1200.parquet"))
    assert broken(lake).keys() == {"whole"}


@pytest.mark.parametrize("at_ms", [DAY - 1, WINDOW.end_ms, None])
def test_a_row_outside_its_window_is_found(lake: Path, at_ms: int | None) -> None:
    """A millisecond too early, a millisecond too late, or no time at all."""
    rewrite(cell(lake), pa.concat_tables([steps(["a"]), steps(["b"], at_ms=at_ms)]))
    assert broken(lake).keys() == {"placed"}


def test_a_timestamp_outside_its_window_is_found(tmp_path: Path) -> None:
    """Timestamps of any unit and zone name are compared as moments."""
    times = pa.array([(WINDOW.end_ms - 1) * 1000 + 999, WINDOW.end_ms * 1000], pa.timestamp("us", tz="Utc"))
    rows = pa.table({"step_id": ["a", "b"], "session_id": ["s", "s"], "started_ms": times})
    write(tmp_path / "inside", rows.slice(0, 1))
    write(tmp_path / "outside", rows)
    assert broken(tmp_path / "inside") == {}
    assert broken(tmp_path / "outside").keys() == {"placed"}


def test_a_row_with_a_time_among_those_without_is_found(tmp_path: Path) -> None:
    """The cell of the rows without a time holds no others."""
    write(tmp_path / "lake", steps(["a"]), window=None)
    assert broken(tmp_path / "lake").keys() == {"placed"}


def test_a_cell_under_another_name_is_found(lake: Path) -> None:
    """A file that was moved covers what its name doesn't say; the watermark misses it, too."""
    cell(lake).rename(cell(lake).with_name("part-0600.parquet"))
    assert broken(lake).keys() == {"placed", "agreed"}


@pytest.mark.parametrize("at_once", [1_000, 1])
def test_a_key_that_two_rows_have_is_found(lake: Path, at_once: int) -> None:
    """In one pass over the keys or in many."""
    write(lake, steps(["a", "c"], at_ms=NEXT.start_ms), window=NEXT, read_ms=DAY + 9 * DAY_MS)
    [breach] = verify(lake, keys_at_once=at_once).breaches
    assert (breach.promise, breach.where) == ("unique", lake / "steps")
    assert breach.what == "has 1 keys more than once, such as 'a'"


def test_rows_that_were_added_or_lost_are_found(lake: Path) -> None:
    """A cell has as many rows as when it was written."""
    rewrite(cell(lake), steps(["a", "b", "z"]))
    assert broken(lake).keys() == {"counted"}


def test_a_lost_cell_is_found(lake: Path) -> None:
    """What the watermark covers must be there."""
    shutil.rmtree(cell(lake).parent)
    assert broken(lake) == {"agreed": f"{cell(lake)} is recorded and isn't there"}


def test_an_unrecorded_cell_is_found(lake: Path) -> None:
    """A cell that the watermark doesn't know, or knows otherwise, is named."""
    (lake / "metadata/watermark.json").unlink()
    assert broken(lake).keys() == {"agreed"}
    (lake / "metadata/watermark.json").write_text("{")
    assert "can't be read" in broken(lake)["agreed"]


def test_work_in_progress_is_no_breach(lake: Path) -> None:
    """What a run left under work is reported for what it is."""
    with Writer.open(lake, IDENTITY) as writer:
        writer.begin("steps", WINDOW, read_ms=DAY + 9 * DAY_MS).put(0, steps(["a"]), STEPS)
    verdict = verify(lake)
    assert verdict.breaches == ()
    assert verdict.under_work == ("steps/date=2024-10-04/part-0000.parquet",)


def test_a_table_without_key_or_time_has_fewer_promises(tmp_path: Path) -> None:
    """Where rows have no key and no time of their own, nothing is asked of them."""
    layout = Layout(table="logs")
    write(tmp_path / "lake", steps(["a", "a"], at_ms=DAY - HOUR_MS), layout=layout)
    assert broken(tmp_path / "lake") == {}


def test_text_times_are_not_compared(tmp_path: Path) -> None:
    """A column of texts says nothing that could be compared with a window."""
    rows = steps(["a"]).set_column(2, "started_ms", pa.array(["yesterday"]))
    write(tmp_path / "lake", rows)
    assert broken(tmp_path / "lake") == {}


def test_a_folder_that_is_no_lake_is_refused(tmp_path: Path) -> None:
    """There is nothing to verify."""
    with pytest.raises(BrokenLakeError, match="is no lake"):
        verify(tmp_path)


def test_every_promise_is_a_sentence() -> None:
    """The promises can be printed as they stand."""
    assert all(text and not text.endswith(".") for text in PROMISES.values())
