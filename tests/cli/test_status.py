"""`rearview status`: how lakes stand."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

from rearview.lake.grid import DAY_MS, MINUTE_MS
from rearview.lake.writer import Writer
from tests.cli.conftest import Run
from tests.lake.build import DAY, IDENTITY, STEPS, steps, write

SETTLED = DAY + 9 * DAY_MS


def test_a_lake_that_was_read_too_early(
    run: Run, tmp_path: Path, golden: Callable[[str, bytes], None]
) -> None:
    """What covers which time, what is late, half done and rejected stands on the page."""
    write(tmp_path / "stdm_data", steps(["a", "b"]), read_ms=DAY + DAY_MS + MINUTE_MS)
    with Writer.open(tmp_path / "stdm_data", IDENTITY) as lake:
        lake.begin("steps", None, read_ms=DAY)
        lake.reject("steps", [{"reason": "no time", "raw": "{}"}])
    done = run("status", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    golden("status-late.txt", done.out)


def test_several_lakes_for_programs(run: Run, tmp_path: Path) -> None:
    """Every table of every lake is a row, and all of it a document."""
    write(tmp_path / "one", steps(["a"]), read_ms=SETTLED)
    with Writer.open(tmp_path / "two", IDENTITY) as lake:
        staging = lake.begin("turns", None, read_ms=SETTLED)
        staging.put(0, steps(["a"], at_ms=None), STEPS)
        lake.log_run({"ended": "2024-10-13T00:00:00.000Z", "credits": 1.5, "missing": {}})
    both = ("--data-dir", "one", "--data-dir", "two")
    rows = list(
        csv.DictReader(io.StringIO(run("status", *both, "--format", "csv", cwd=tmp_path).out.decode()))
    )
    assert [(row["lake"], row["table"], row["rows"], row["under_work"]) for row in rows] == [
        ("one", "steps", "1", "0"),
        ("two", "turns", "0", "1"),
    ]
    told = json.loads(run("status", *both, "--format", "json", cwd=tmp_path).out)["lakes"]
    assert [(lake["runs"], lake["credits"]) for lake in told] == [(0, 0.0), (1, 1.5)]


def test_no_lake(run: Run, tmp_path: Path) -> None:
    """A folder that is no lake has no status."""
    done = run("status", cwd=tmp_path)
    assert done.code == 1
    assert done.err.startswith("Error: The folder stdm_data is no lake")


def test_a_lake_that_can_not_be_read(run: Run, tmp_path: Path) -> None:
    """What the operating system keeps from this user is named."""
    write(tmp_path / "stdm_data", steps(["a"]))
    (tmp_path / "stdm_data/metadata/watermark.json").unlink()
    (tmp_path / "stdm_data/metadata/watermark.json").mkdir()
    assert "Could not read stdm_data/metadata/watermark.json" in run("status", cwd=tmp_path).err
