"""How fast the synthetic org is written to Parquet, and how much memory that takes, at two sizes and for one table.

Each size is a process of its own with its own workers, so that its peak memory is its own. Memory is that of the
largest process: what it takes must not depend on the size.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rearview.sandbox.org.generate import generate
from rearview.sources.agentforce.catalog import CATALOG

ALL = list(CATALOG)
RUNS = (
    ("all tables", 5_000, 4, ALL),
    ("all tables", 20_000, 4, ALL),
    ("steps alone", 200_000, 2, ["steps"]),
)
"""What is written: sessions a day, days, and which tables."""


def write(sessions_per_day: int, days: int, tables: list[str]) -> dict[str, float]:
    """Write one org, and say what it took."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        rows = generate(Path(folder), sessions_per_day=sessions_per_day, days=days, tables=tables)
        spent = time.perf_counter() - began
        size = sum(file.stat().st_size for file in Path(folder).rglob("*.parquet"))
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "rows": rows,
        "rows_a_second": rows / spent,
        "rows_a_cpu_second": rows / sum(use.ru_utime + use.ru_stime for use in usage),
        "peak_mb": max(use.ru_maxrss for use in usage) / 1000,
        "bytes_a_row": size / rows,
    }


def measure() -> None:
    """Run each size, and print what it took."""
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors\n")
    print(
        f"{'':14}{'sessions':>10}{'rows':>12}{'rows/s':>10}{'rows/cpu s':>12}{'peak MB':>9}{'bytes/row':>11}"
    )
    for name, sessions_per_day, days, tables in RUNS:
        asked = json.dumps([sessions_per_day, days, tables])
        done = subprocess.run([sys.executable, __file__, asked], check=True, capture_output=True, text=True)
        took = json.loads(done.stdout)
        print(
            f"{name:14}{sessions_per_day * days:>10,}{took['rows']:>12,}{took['rows_a_second']:>10,.0f}"
            f"{took['rows_a_cpu_second']:>12,.0f}{took['peak_mb']:>9,.0f}{took['bytes_a_row']:>11,.1f}"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(write(*json.loads(sys.argv[1]))))
    else:
        measure()
