"""Processes that were killed in the middle of sessions: run as `python -m tests.record.left_behind HOME`.

In HOME there are then several homes of agents, each with its sessions' folder and what lies in its place.
"""

import errno
import os
import sys
import tempfile
from pathlib import Path

from rearview import record
from tests.record.faulty import Refusing


def two(home: Path, chosen: record.Settings) -> None:
    """Leave two sessions behind that had begun to work."""
    del home
    for _ in range(2):
        _work(record.session("agent", settings=chosen))


def one(home: Path, chosen: record.Settings) -> None:
    """Leave one behind."""
    del home
    _work(record.session("agent", settings=chosen))


def nothing(home: Path, chosen: record.Settings) -> None:
    """Leave a journal behind in which no session had begun."""
    del home
    record.session("agent", settings=chosen).run.begin()


def halves(home: Path, chosen: record.Settings) -> None:
    """Leave a session behind whose journal went on elsewhere."""
    disk = Refusing(errno.ENOSPC, home / "sessions", "write", after=6)
    chosen = record.settings(
        sessions_dir=chosen.sessions_dir, billing_file=chosen.billing_file, disk=disk, environ={}
    )
    _work(record.session("agent", settings=chosen))


def _work(session: record.Session) -> None:
    session.begin()
    session.status("here")
    for _ in range(3):
        with session.turn() as turn, turn.tool("search"):
            pass


def main(home: Path) -> None:
    """Leave everything behind."""
    for leave in (one, two, nothing, halves):
        own = home / leave.__name__
        (own / "tmp").mkdir(parents=True)
        tempfile.tempdir = str(own / "tmp")
        chosen = record.settings(
            sessions_dir=own / "sessions", billing_file=own / "accounting.jsonl", environ={}
        )
        leave(own, chosen)
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
