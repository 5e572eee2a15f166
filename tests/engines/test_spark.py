"""Spark's process: it keeps quiet, keeps to its folder and to loopback, and says what it lacks."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rearview.engines import open_engine
from rearview.errors import ArgumentError

pytestmark = pytest.mark.xdist_group("spark")

BUSY = """
import os
from pathlib import Path
from rearview.engines import open_engine

engine = open_engine("spark", [Path()])
engine.collect(engine.scan([]))
proc = Path("/proc")
for child in (proc / f"self/task/{os.getpid()}/children").read_text().split():
    sockets = {os.readlink(entry) for entry in (proc / child / "fd").iterdir()}
    for table in ("tcp", "tcp6"):
        for line in (proc / child / "net" / table).read_text().splitlines()[1:]:
            _, address, _, state, *_, inode = line.split()[:10]
            if state == "0A" and f"socket:[{inode}]" in sockets:
                print(address.partition(":")[0])
"""
"""Computes something with Spark, and prints where Java listens."""

LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
"""127.0.0.1, the same in the other protocol, and ::1, as the kernel writes them."""

SAYING = """
from rearview.engines import open_engine
from rearview.errors import RearviewError
try:
    open_engine("spark", [])
except RearviewError as error:
    print(error)
"""
"""Prints why Spark can't be opened."""


Run = tuple[Path, subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Let a process of its own compute something with Spark, in a folder of its own."""
    folder = tmp_path_factory.mktemp("working")
    temporary = tmp_path_factory.mktemp("temporary")
    environment = os.environ | {"TMPDIR": str(temporary)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", BUSY],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return folder, done


def test_it_says_nothing(run: Run) -> None:
    """Neither Java nor Spark writes to the terminal."""
    assert run[1].stderr == ""


def test_it_leaves_nothing_behind(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No warehouse, no metastore and no log lies in the working folder, nor anything in that for temporary files."""
    temporary = next(tmp_path_factory.getbasetemp().glob("temporary*"))
    assert (list(run[0].iterdir()), list(temporary.iterdir())) == ([], [])


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux tells")
def test_it_listens_on_loopback_only(run: Run) -> None:
    """No other machine can reach its ports."""
    assert set(run[1].stdout.split()) <= LOOPBACK
    assert run[1].stdout


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (
            {"PATH": "/nowhere", "JAVA_HOME": ""},
            r"The engine spark needs Java 17 or newer, which isn't installed\.\nHint: install a Java runtime",
        ),
        (
            {"JAVA_HOME": "/nowhere"},
            r"Spark can't be started on local\[2\]: .*/nowhere/bin/java: No such file.*\nHint: Spark needs Java 17",
        ),
        (
            {"REARVIEW_SPARK_MASTER": "spark:nonsense"},
            r"Spark can't be started on spark:nonsense: .*Could not parse Master URL.*\nHint: ",
        ),
    ],
    ids=["no Java", "no Java there", "no cluster"],
)
def test_what_it_lacks_is_said(variables: dict[str, str], said: str) -> None:
    """Without Java, or with a cluster that can't be, the error says what to do."""
    done = subprocess.run(
        [sys.executable, "-c", SAYING], env=os.environ | variables, check=True, capture_output=True, text=True
    )
    assert re.search(said, done.stdout), done


def test_without_its_library_the_extra_is_named() -> None:
    """Spark is a part of Rearview that has to be asked for."""
    code = f"import sys\nsys.modules['pyspark'] = sys.modules['py4j'] = None\n{SAYING}"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == (
        "The engine spark needs pyspark, which isn't installed.\nHint: pip install 'rearview[spark]'\n"
    )


def test_a_scan_shows_what_spark_has_no_types_for(tmp_path: Path) -> None:
    """A column that was never filled is null, and nanoseconds are microseconds, rounded down."""
    columns = {"never": pa.nulls(1), "at": pa.array([-1], pa.timestamp("ns", "UTC"))}
    pq.write_table(pa.table(columns), tmp_path / "x.parquet")
    engine = open_engine("spark", [tmp_path])
    (row,) = engine.collect(engine.scan([tmp_path / "x.parquet"])).to_pylist()
    assert (row["never"], row["at"].isoformat()) == (None, "1969-12-31T23:59:59.999999+00:00")


def test_a_process_has_one_cluster(tmp_path: Path) -> None:
    """A second master is refused, not ignored."""
    open_engine("spark", [tmp_path])
    with pytest.raises(
        ArgumentError, match=r"Spark runs on local\[2\] already; a process can't have it on local"
    ):
        open_engine("spark", [tmp_path], master="local[1]")
