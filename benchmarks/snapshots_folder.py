"""The sessions' folders that the benchmarks read: `python -m benchmarks.snapshots_folder KIND FOLDER FILES DAYS`.

A mixed one has the sizes that were measured on a real disk: half of the packed files are below 11 kB, 99 of 100 below
1.2 MB, the largest are 50 MB. What is in them is made up.
"""

import json
import os
import sys
import uuid
from pathlib import Path

from isal import igzip

from tests.sources.snapshots.corpus.sizes import KB, MB, sizes_of, write_sizes

SMALL = 10.9 * KB
HUGE = 2
"""How many files of the largest size come on top."""
_DAY_S = 86_400
_FIRST_S = 1_764_547_200
"""2025-12-01."""


def write_tiny(folder: Path, files: int, *, days: int) -> None:
    """Write a folder of sessions in which nothing happened: as many files as can be."""
    folder.mkdir(parents=True)
    for place in range(files):
        at_s, trace = _FIRST_S + place * days * _DAY_S // files, str(uuid.UUID(int=place + (4 << 76)))
        times = {"startedAt": at_s * 1000, "endedAt": at_s * 1000 + 9}
        tree = {"id": f"s-{place}", "traceId": trace, **times, "turns": []}
        path = folder / f"{trace}.json.gz"
        path.write_bytes(igzip.compress(json.dumps({"version": 1, "opTree": tree}).encode()))
        os.utime(path, (at_s + 60, at_s + 60))


def main(kind: str, folder: Path, files: int, days: int) -> None:
    """Write a folder as it is asked for."""
    if kind == "tiny":
        write_tiny(folder, files, days=days)
    elif kind == "small":
        write_sizes(folder, [SMALL] * files, days=days)
    else:
        write_sizes(folder, [*sizes_of(files), *[50.0 * MB] * HUGE], days=days)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
