"""A process of the pool: it reads the runs that it is told to, one job after the other, until nobody tells it any more.

It is a program of its own, `python -m`, so that it never runs the main module of whoever ingests. When the process that
started it dies, its line is cut, and it ends.
"""

import contextlib
import gc
import sys
from multiprocessing.connection import Connection

from rearview.sources.snapshots.ingest.reading import gather


def main() -> None:
    """Answer jobs on the line whose number is the only argument."""
    line = Connection(int(sys.argv[1]))
    # Rows form no circles, and looking for some among a million of them takes a fifth of the time.
    gc.disable()
    gc.freeze()  # what is there by now stays, and is never looked at again
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            line.send(gather(line.recv()))
            gc.collect()


if __name__ == "__main__":
    main()
