"""How far a long command is."""

import io
import time

from rearview.cli.progress import EVERY_S, watched


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_a_watcher_sees_rows_rate_and_time_left() -> None:
    """On a terminal one line says how far it is, and is gone in the end."""
    stream = Terminal()
    with watched(stream) as line:
        time.sleep(EVERY_S)
        line.say(rows=1_000, done=1, of=4)
        line.say(rows=1_001, done=2, of=4)
    shown = stream.getvalue()
    assert "1,000 rows, " in shown
    assert " a second, 25%, " in shown
    assert "1,001" not in shown  # too soon after
    assert shown.endswith("\r\x1b[K")


def test_a_file_gets_no_progress() -> None:
    """Where nobody watches, nothing is written."""
    stream = io.StringIO()
    with watched(stream) as line:
        time.sleep(EVERY_S)
        line.say(rows=1_000, done=1, of=4)
    assert stream.getvalue() == ""
