"""What every test of the engines needs: each engine in turn, files with any column, and rows to compare."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rearview.engines import ENGINES, open_engine
from rearview.engines.engine import Engine

NAMES = [
    # Its process takes seconds to start, so one worker gets all that needs it.
    pytest.param(name, marks=[pytest.mark.xdist_group("spark")] if name == "spark" else [])
    for name in sorted(ENGINES)
]
"""Each engine's name, to be a parameter."""

Row = dict[str, Any]
Write = Callable[..., Path]


@pytest.fixture(scope="session", autouse=True)
def _quick_java() -> Iterator[None]:
    """Let Java compile quickly rather than well: it is to start in a moment, and to do little."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        yield


@pytest.fixture(params=NAMES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine[Any]:
    """Each engine in turn, opened on the test's folder."""
    return open_engine(request.param, [tmp_path])


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a Parquet file into the test's folder, by day unless the day is None."""

    def written(
        columns: Mapping[str, Any], day: str | None = None, *, name: str = "part-0000", table: str = "steps"
    ) -> Path:
        folder = tmp_path / table / f"date={day}" if day else tmp_path / table
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.parquet"
        pq.write_table(pa.table(dict(columns)), path)
        return path

    return written


@pytest.fixture(scope="session")
def rows() -> Callable[[Engine[Any], Any], list[Row]]:
    """Compute a frame; its rows in an order that doesn't depend on the engine."""

    def computed(engine: Engine[Any], frame: Any) -> list[Row]:
        collected: list[Row] = engine.collect(frame).to_pylist()
        return sorted(collected, key=repr)

    return computed


@pytest.fixture(scope="session")
def files_under() -> Callable[[Path], Sequence[Path]]:
    """List the Parquet files below a folder, in order."""
    return lambda folder: sorted(folder.rglob("*.parquet"))
