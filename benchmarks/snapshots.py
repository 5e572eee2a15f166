"""Reading session snapshots and putting them into a lake, against what limits it and what people use today.

Each side runs in a process of its own. What is compared on one core is compared in seconds of that core, so that what
else the machine does counts for little; what is measured by the clock says how busy the machine was.
"""

import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from isal import igzip

from rearview.lake.memory import ALLOCATOR
from rearview.lake.verify import verify
from rearview.sources.snapshots.flatten import columns
from rearview.sources.snapshots.ingest.ingest import Ingestion, ingest
from rearview.sources.snapshots.read import read

MIXED, SMALL, MANY = 1_500, 20_000, 100_000
DAYS = 12
ROUNDS = 3
RECIPE = '.opTree.turns[].ops[] | select(.kind == "tool") | [.attributes.name, .status, .attributes.latency] | @tsv'
_EVERY_S = 0.5
"""How often memory is looked at: a look takes some ten milliseconds itself."""


def inflating(files: Sequence[Path]) -> int:
    """Unpack the files, and nothing else: the limit."""
    text = (igzip.decompress(path.read_bytes()) for path in files)  # type: ignore[no-untyped-call]
    return sum(map(len, text))


def reading(files: Sequence[Path]) -> int:
    """Read and flatten the files."""
    return sum(len(columns(read(path))["steps"]["step_id"]) for path in files)


def tools(files: Sequence[Path]) -> int:
    """Answer the recipe: every tool call, its status and how long it took."""
    found = 0
    for path in files:
        steps = columns(read(path))["steps"]
        found += steps["kind"].count("tool")
    return found


def jq(files: Sequence[Path]) -> int:
    """Answer the recipe as the recorder's manual says: `zcat FILE | jq -r RECIPE`."""
    found = 0
    zcat_, jq_ = shutil.which("zcat") or "zcat", shutil.which("jq") or "jq"
    for path in files:
        with subprocess.Popen([zcat_, str(path)], stdout=subprocess.PIPE) as zcat:
            done = subprocess.run([jq_, "-r", RECIPE], stdin=zcat.stdout, capture_output=True, check=True)
        found += done.stdout.count(b"\n")
    return found


def walked(files: Sequence[Path]) -> int:
    """Answer the recipe with zlib and json: a stand-in where there is no jq."""
    found = 0
    for path in files:
        tree = json.loads(gzip.decompress(path.read_bytes()))["opTree"]
        found += sum(op["kind"] == "tool" for turn in tree["turns"] for op in turn["ops"])
    return found


SIDES: dict[str, Callable[[Sequence[Path]], int]] = {
    "inflating": inflating,
    "reading": reading,
    "tools": tools,
    "jq": jq,
    "walked": walked,
}


def spent(side: str, folder: Path) -> float:
    """Return the seconds of a core that one side takes at best."""
    files = sorted(folder.iterdir())
    best = float("inf")
    for _ in range(ROUNDS if side != "jq" else 1):
        before = _core_s()
        SIDES[side](files)
        best = min(best, _core_s() - before)
    return best


def _core_s() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def ingested(folder: Path, lake: Path, processes: int) -> dict[str, float]:
    """Ingest a folder; return what it took by the clock, in seconds of a core, and of memory at its peak."""
    peak = _Peak()
    start, before = time.perf_counter(), _core_s()
    report = ingest(Ingestion(paths=(folder,), root=lake, processes=processes))
    return {
        "runs": report.runs,
        "files": report.files,
        "seconds": time.perf_counter() - start,
        "core_s": _core_s() - before,
        "peak_mb": peak.end(),
        "failed": len(report.failed) + len(report.rejected),
    }


class _Peak:
    """The most memory that this process and those that read for it hold together; what they share counts once."""

    def __init__(self) -> None:
        self._most = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> float:
        """Return the most there was, in MB."""
        self._over.set()
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while not self._over.wait(_EVERY_S):
            children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="utf-8").split()
            self._most = max(self._most, sum(map(_proportional_mb, ["self", *children])))


def _proportional_mb(process: str) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main() -> None:
    """Print all of it."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        mixed, small, many = root / "mixed", root / "small", root / "many"
        _write("mixed", mixed, MIXED)
        told = sorted(path.stat().st_size for path in mixed.iterdir())
        p50, p90, p99 = (told[len(told) * share // 100] for share in (50, 90, 99))
        print(
            f"{len(told):,} files, {sum(told) / 1e6:,.0f} MB: p50 {p50:,}, p90 {p90:,}, p99 {p99:,}, largest {told[-1]:,}"
        )
        _compare(mixed)
        _ingest("mixed", mixed, root / "lake-mixed")
        shutil.rmtree(mixed)
        _write("small", small, SMALL)
        _ingest("small", small, root / "lake-small")
        shutil.rmtree(small)
        _write("tiny", many, MANY)
        _ingest("tiny", many, root / "lake-many")
        _ingest("tiny, unchanged", many, root / "lake-many")


def _write(kind: str, folder: Path, files: int) -> None:
    """Let another process write a folder: what that takes is nobody's business."""
    program = [sys.executable, "-m", "benchmarks.snapshots_folder"]
    subprocess.run(
        [*program, kind, str(folder), str(files), str(DAYS)], cwd=Path(__file__).parent.parent, check=True
    )


def _compare(folder: Path) -> None:
    """Print what one core takes."""
    took = {side: _side(side, folder) for side in ("inflating", "reading", "tools")}
    stand_in = "jq" if shutil.which("jq") else "walked"
    took[stand_in] = _side(stand_in, folder)
    name = "zcat | jq" if stand_in == "jq" else "zlib and json (there is no jq here: a stand-in)"
    print(f"inflating {took['inflating']:.2f} s, reading and flattening {took['reading']:.2f} s", end="")
    print(f": {took['reading'] / took['inflating']:.2f} times as long (wanted: at most 2.0)")
    print(f"all tool calls {took['tools']:.2f} s, {name} {took[stand_in]:.2f} s", end="")
    print(f": {took[stand_in] / took['tools']:.1f} times as fast (wanted: at least 8)", flush=True)


def _side(side: str, folder: Path) -> float:
    return float(_told("side", side, str(folder)))


def _ingest(name: str, folder: Path, lake: Path) -> None:
    """Print what it takes to ingest a folder on two cores."""
    took = json.loads(_told("ingest", str(folder), str(lake)))
    rate = f"{took['runs'] / took['seconds']:,.0f} a second, " if took["runs"] else ""
    print(
        f"ingest, {name}: {took['files']:,.0f} files in {took['seconds']:.1f} s, {rate}"
        f"{took['core_s']:.1f} s of a core, {took['peak_mb']:.0f} MB at the peak"
        f" (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)",
        flush=True,
    )
    breaches = verify(lake).breaches
    if breaches or took["failed"]:
        sys.exit(f"the lake isn't what it should be: {breaches}")


def _told(*words: str) -> str:
    return subprocess.run(
        [sys.executable, __file__, *words],
        env={**ALLOCATOR, **os.environ},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["side", side, folder]:
            print(spent(side, Path(folder)))
        case ["ingest", folder, lake]:
            print(json.dumps(ingested(Path(folder), Path(lake), 2)))
        case _:
            main()
