"""How far a long command is."""

import io
import re
import time

import pytest

from rearview.cli.progress import EVERY_S, clock, watched
from rearview.sources.agentforce.extract.tally import Progress, TableProgress


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_a_watcher_sees_rows_rate_and_time_left() -> None:
    """On a terminal one line says how far it is, and is gone in the end."""
    stream = Terminal()
    with watched(stream) as board:
        time.sleep(EVERY_S)
        board.say(rows=1_000, done=1, of=4)
        board.say(rows=1_001, done=2, of=4)
    shown = stream.getvalue()
    assert "1,000 rows, " in shown
    assert " a second, 25%, " in shown
    assert "1,001" not in shown  # too soon after
    assert shown.endswith("\r\x1b[K")


def test_a_file_gets_no_progress() -> None:
    """Where nobody watches, nothing is written."""
    stream = io.StringIO()
    with watched(stream) as board:
        time.sleep(EVERY_S)
        board.say(rows=1_000, done=1, of=4)
    assert stream.getvalue() == ""


def test_a_watcher_sees_each_table() -> None:
    """Tables that are being read have a line each, the largest first; one that is done or not begun has none."""
    stream = Terminal()
    tables = {
        "sessions": TableProgress(rows=10, cells_done=1, cells=4),
        "steps": TableProgress(rows=990, cells_done=0, cells=4),
        "tags": TableProgress(rows=5, cells_done=1, cells=1),
        "moments": TableProgress(rows=0, cells_done=0, cells=4),
    }
    far = Progress(table="steps", rows=1_005, bytes=1, cells_done=2, cells=13, tables=tables)
    with watched(stream) as board:
        for _ in range(2):
            time.sleep(EVERY_S)
            board.tell(far)
    first, second = stream.getvalue().split("  steps: ")[1:]
    assert first.startswith("990 rows, 0 of 4 cells\n  sessions: 10 rows, 1 of 4 cells\n1,005 rows, ")
    assert first.endswith("\r\x1b[K\x1b[A\x1b[K\x1b[A\x1b[K")
    assert "tags" not in second
    assert "moments" not in second


def test_a_watcher_sees_what_is_waited_for() -> None:
    """What can't be counted is named at once, and gone when it is over."""
    stream = Terminal()
    with watched(stream) as board:
        board.wait("Signing in …")
        assert stream.getvalue().endswith("Signing in …")
    assert stream.getvalue().endswith("\r\x1b[K")


def test_lines_fit_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is so wide that the terminal breaks it, and the lines above would be lost."""
    monkeypatch.setenv("COLUMNS", "20")
    stream = Terminal()
    with watched(stream) as board:
        time.sleep(EVERY_S)
        board.say(rows=1_000, done=0, of=4)
    assert max(map(len, re.split("\x1b\\[[KA]|[\r\n]", stream.getvalue()))) == 19


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (59.4, "59 s"), (60, "00:01:00"), (86_400, "24:00:00")]
)
def test_time_left_reads_as_a_clock(seconds: float, said: str) -> None:
    """What takes long is told in hours, minutes and seconds."""
    assert clock(seconds) == said
