"""`rearview verify`: whether lakes keep what they promise."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.lake.build import steps, write

Run = Callable[..., Any]
Golden = Callable[[str, bytes], None]


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A folder with a lake of one cell in it."""
    write(tmp_path / "stdm_data", steps(["a", "b", "c"]))
    return tmp_path


def test_a_sound_lake(lake: Path, run: Run, golden: Golden) -> None:
    """A lake that keeps its promises is counted, and every promise is named."""
    done = run("verify", cwd=lake)
    assert (done.code, done.err) == (0, "")
    golden("verify-sound.txt", done.out)


def test_a_broken_lake(lake: Path, run: Run, golden: Golden) -> None:
    """A lake that breaks a promise says which and where, and the exit code tells."""
    (lake / "stdm_data" / "steps" / "stray.parquet").write_bytes(b"")
    done = run("verify", "--data-dir", "stdm_data", cwd=lake)
    assert (done.code, done.err) == (1, "")
    golden("verify-broken.txt", done.out)


def test_json_for_programs(lake: Path, run: Run) -> None:
    """JSON holds the verdict on every lake, and goes to a file where one is named."""
    write(lake / "other", steps(["x"]))
    words = ("--data-dir", "stdm_data", "--data-dir", "other", "--format", "json", "-o", "verdict.json")
    done = run("verify", *words, cwd=lake)
    assert (done.code, done.out) == (0, b"")
    verdicts = json.loads((lake / "verdict.json").read_bytes())["lakes"]
    assert [(verdict["root"], verdict["rows"], verdict["breaches"]) for verdict in verdicts] == [
        ("stdm_data", 3, []),
        ("other", 1, []),
    ]


def test_no_lake(lake: Path, run: Run) -> None:
    """A path with nothing there isn't a broken lake; a folder of something else isn't a sound one."""
    (lake / "folder").mkdir()
    assert run("verify", "--data-dir", "absent", cwd=lake).code == 3
    assert run("verify", "--data-dir", "folder", cwd=lake).code == 1
    assert run("verify", "--data-dir", "x" * 300, cwd=lake).code == 1
