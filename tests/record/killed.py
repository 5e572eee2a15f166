"""An agent that is killed before its n-th change to the disk, for every n: run as `python -m tests.record.killed FOLDER`.

Each runs in a process of its own, which says in `said` what it has done so far, one letter an operation.
"""

import os
import sys
import tempfile
from pathlib import Path

from rearview import record
from tests.record.faulty import Deadly

MODELS, TOOLS = 2, 3


def agent(home: Path, at: int) -> None:
    """Record a session with a sub-agent."""
    tempfile.tempdir = str(home)
    said = os.open(home / "said", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    chosen = record.settings(
        sessions_dir=home / "sessions",
        billing_file=home / "accounting.jsonl",
        tool_response_max_bytes=64,
        disk=Deadly(at),
        environ={},
    )
    with record.session("parent", settings=chosen) as session, session.turn("Go.") as turn:
        _work(turn, said)
        with turn.agent("child") as child, child.turn("Go on.") as turn_of_child:
            _work(turn_of_child, said)
        with turn.tool("large") as call:
            call.response("x" * 100)
        os.write(said, b"t")
    os.write(said, b"e")


def _work(turn: record.Turn, said: int) -> None:
    with turn.llm("acme", "large") as model:
        model.request(b"asked")
        model.response(b"answered", text="answered")
        model.usage(tokens_in=1, tokens_out=1)
    os.write(said, b"m")
    with turn.tool("search", {"q": 1}) as call:
        call.log("VRB", "searching")
        call.response("found")
    os.write(said, b"t")


def main(folder: Path) -> None:
    """Kill one agent after the other, until one lives."""
    for at in range(1, 1000):
        home = folder / f"{at:03}"
        home.mkdir()
        if (child := os.fork()) == 0:
            agent(home, at)
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
