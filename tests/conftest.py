"""What every test may lean on: a terminal of 80 columns, golden files, and snapshots written for the occasion."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("patient")

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
EXAMPLE = HERE / "data" / "snapshots" / "5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f.json.gz"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to write the golden files again."""
    parser.addoption(
        "--golden", action="store_true", help="write the golden files again; read the difference"
    )


@pytest.fixture(scope="session", autouse=True)
def _terminal() -> Iterator[None]:
    """Let no test depend on whose terminal it runs in, nor on what that person has set."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COLUMNS", "80")
        environment.setenv("TERM", "xterm-256color")
        environment.setenv("PYTHONIOENCODING", "utf-8")
        for name in ("NO_COLOR", "FORCE_COLOR", "REARVIEW_DATA", "REARVIEW_TRACEBACK", "_REARVIEW_COMPLETE"):
            environment.delenv(name, raising=False)
        yield


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Compare bytes with a golden file, or with --golden, write it."""

    def compare(name: str, actual: bytes) -> None:
        path = GOLDEN / name
        if request.config.getoption("--golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual)
        # As text, since two texts can be shown side by side; equal as one they are equal as the other.
        assert actual.decode() == path.read_bytes().decode()

    return compare


@pytest.fixture(scope="session")
def example() -> Path:
    """A recorded session: a failed tool, a sub-agent, and a sub-agent of that one, which failed."""
    return EXAMPLE


@pytest.fixture
def snapshot_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a snapshot with a session in it, and return where it lies."""

    def write(session: dict[str, Any], *, version: object = 1, name: str = "snapshot.json.gz") -> Path:
        path = tmp_path / name
        path.write_bytes(gzip.compress(json.dumps({"version": version, "opTree": session}).encode()))
        return path

    return write
