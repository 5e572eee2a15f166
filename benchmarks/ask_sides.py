"""One piece of work of the benchmark of questions, in this process alone: a question answered, or the same by hand.

It prints what the work gave and what it took; what importing takes isn't counted.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import narwhals as nw

from benchmarks.ask_by_hand import ABOUT_ROWS, prelude
from benchmarks.ask_by_hand_sessions import ABOUT_SESSIONS
from rearview.analyses.analysis import Frame
from rearview.analyses.percentiles import timed
from rearview.engines.lookup import Lookup
from rearview.lake.grid import DAY_MS
from rearview.lake.scan import files
from rearview.library import open_lake
from rearview.library.facts import kept_facts, session_facts
from rearview.library.held import held_in
from rearview.library.lake import ANSWERS, Lake
from rearview.library.summary import summary

KB_A_MB = 1_000
LOOKUPS = 20
WARM_UP = 3
MEMORY = "1500MB"
"""What SQL by hand may take: more than our own, but for two gigabytes in all too."""

SAID = {"durations": {"of": "steps"}}
"""What is said along with a question so that both sides answer the same."""

QUERIES = {**ABOUT_ROWS, **ABOUT_SESSIONS}

TOOK = "(SELECT lasted(ssot__StartTimestamp__c, ssot__EndTimestamp__c) AS took FROM steps)"
PERCENTS = (50, 90, 95, 99)


def ask(root: Path, name: str) -> Any:
    """Answer a question; without facts that are kept, from the rows."""
    return open_lake(root).ask(name, **SAID.get(name, {})).to_dicts()


def by_hand(root: Path, name: str) -> Any:
    """Answer the same question in SQL, with as much memory."""
    return _sql(root, QUERIES[name])


def exact(root: Path, _name: str) -> Any:
    """Compute exact percentiles of all steps."""
    shares = [percent / 100 for percent in PERCENTS]
    return _sql(root, f"SELECT unnest(quantile_disc(took, {shares})) AS took FROM {TOOK}")  # noqa: S608 - ours


def exact_read(root: Path, _name: str) -> Any:
    """Read what those are computed from, and no more than that."""
    return _sql(root, f"SELECT min(took), max(took) FROM {TOOK}")  # noqa: S608 - ours


def buckets(root: Path, _name: str) -> Any:
    """Compute the same percentiles from log buckets."""
    lake, steps = _steps(root)
    (row,) = lake.collect(timed(steps, ["source"], percents=PERCENTS)).to_pylist()
    return [row[f"p{percent}_ms"] for percent in PERCENTS]


def buckets_read(root: Path, _name: str) -> Any:
    """Read what those are computed from, and no more than that."""
    lake, steps = _steps(root)
    took = nw.col("duration_ms")
    return lake.collect(steps.select(took.min(), most=took.max())).to_pylist()


def _steps(root: Path) -> tuple[Lake, Frame]:
    lake = open_lake(root, ANSWERS)
    return lake, lake.frame("steps", {"duration_ms"})


def _sql(root: Path, query: str) -> list[dict[str, Any]]:
    with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
        connection.execute(prelude(str(root)))
        rows: list[dict[str, Any]] = connection.sql(query).to_arrow_table().to_pylist()
        return rows


def facts(root: Path, _name: str) -> Any:
    """Derive the facts of all sessions, and keep them."""
    return len(session_facts(held_in(root)).files)


def analyze(root: Path, _name: str) -> Any:
    """Sum up all sessions from the facts that are kept."""
    kept = kept_facts(held_in(root))
    return None if kept is None else summary(kept.frame()).total.sessions


def lookup(root: Path, name: str) -> Any:
    """Find the steps of one session after the other, warm; `name` says whether their date is known."""
    chosen = open_lake(root).sessions.select("session_id", "started_ms").drop_nulls().collect()
    rows = chosen.gather_every(max(1, chosen.height // LOOKUPS)).rows()
    opened, took = Lookup([root]), []
    for id_, at in [*rows[:WARM_UP], *rows]:
        day = at - at % DAY_MS
        places = (
            files(root, "steps", since_ms=at, until_ms=day + DAY_MS)
            if name == "known"
            else files(root, "steps")
        )
        took.append(_timed(opened, places, id_))
    return median(took[WARM_UP:])


def _timed(opened: Lookup, places: Sequence[Path], session_id: str) -> float:
    began = time.perf_counter()
    opened.rows((places, {"session_id": [session_id]}))
    return time.perf_counter() - began


WORK: dict[str, Callable[[Path, str], Any]] = {
    work.__name__: work
    for work in (ask, by_hand, exact, exact_read, buckets, buckets_read, facts, analyze, lookup)
}


def run(work: str, root: str, name: str) -> None:
    """Do something, and print what it took."""
    began, busy = time.perf_counter(), time.process_time()
    result = WORK[work](Path(root), name)
    seconds, cpu = time.perf_counter() - began, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_A_MB
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": peak, "result": result}, default=float))


if __name__ == "__main__":
    run(*sys.argv[1:])
