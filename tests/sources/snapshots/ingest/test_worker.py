"""A process of the pool: it ends when nobody is there to tell it anything."""

import socket
import subprocess
import sys


def test_it_ends_with_its_line() -> None:
    """When whoever started it dies, its line is cut, and it doesn't live on."""
    ours, theirs = socket.socketpair()
    with (
        theirs,
        subprocess.Popen(
            [sys.executable, "-m", "rearview.sources.snapshots.ingest.worker", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
        ) as process,
    ):
        theirs.close()
        ours.close()
        assert process.wait(60) == 0
