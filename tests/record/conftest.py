"""Where agents of tests record to, and what is left there."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rearview import record
from rearview.sources.snapshots.format import Snapshot
from rearview.sources.snapshots.places import Places, places
from rearview.sources.snapshots.read import read

ROOT = Path(__file__).parents[2]
PRICING = {"acme": {"large": {"unit": "per_1m", "prompt": 2.0, "completion": 8.0, "cacheRead": 0.5}}}


@pytest.fixture(autouse=True)
def _own_refuge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each test a place of its own for what can't be written where it belongs."""
    refuge = tmp_path / "tmp"
    refuge.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(refuge))
    yield
    record.configure(None)


@pytest.fixture(scope="session")
def _left_behind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What killed processes left behind."""
    home = tmp_path_factory.mktemp("left")
    subprocess.run([sys.executable, "-m", "tests.record.left_behind", home], check=True, cwd=ROOT)
    return home


@pytest.fixture
def killed(_left_behind: Path, tmp_path: Path) -> Callable[[str], None]:
    """Let it look as if a process had left that behind here."""

    def leave(what: str) -> None:
        home = _left_behind / what
        for path in home.rglob("*.journal"):
            to = tmp_path / path.relative_to(home)
            to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            to.write_bytes(path.read_bytes().replace(str(home).encode(), str(tmp_path).encode()))
        for refuge in (tmp_path / "tmp").iterdir():
            refuge.chmod(0o700)

    return leave


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sessions' folder."""
    return tmp_path / "sessions"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """The ledger of charges."""
    return tmp_path / "accounting.jsonl"


@pytest.fixture
def keep(folder: Path, ledger: Path) -> Callable[..., record.Settings]:
    """Let agents record into the folder, with such settings."""

    def kept(**more: Any) -> record.Settings:
        given = {"sessions_dir": folder, "billing_file": ledger, "pricing": PRICING, "environ": {}, **more}
        chosen = record.settings(**given)
        record.configure(chosen)
        return chosen

    kept()
    return kept


@pytest.fixture
def recorded(folder: Path, keep: object) -> Callable[[], Snapshot]:
    """Read the one snapshot in the folder."""
    del keep

    def found() -> Snapshot:
        (path,) = folder.glob("*.json.gz")
        snapshot = read(path)
        assert snapshot.notes == ()
        return snapshot

    return found


@pytest.fixture
def laid_out(recorded: Callable[[], Snapshot]) -> Callable[[], Places]:
    """Lay out the one snapshot in the folder."""
    return lambda: places(recorded())
