"""What Ctrl-C means while work can be put in order first."""

import signal
import subprocess
import sys

import pytest

from rearview.cli.diagnostics import Terminated
from rearview.cli.interruption import LONGEST_S, heard

TWICE = """
import signal, time
from rearview.cli.interruption import heard
with heard() as interruption, interruption.patient():
    signal.raise_signal({number})
    signal.raise_signal({number})
    time.sleep(60)
"""

HANGS = """
import signal, time
from rearview.cli.interruption import heard
with heard(longest_s=0.1) as interruption, interruption.patient():
    signal.raise_signal({number})
    time.sleep(60)
"""


@pytest.mark.parametrize(
    ("number", "kind"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)]
)
def test_work_comes_to_its_own_end(number: signal.Signals, kind: type[BaseException]) -> None:
    """Patient work is told to stop and not broken off; what it says of its end is kept."""
    before = signal.getsignal(number)
    with heard() as interruption:
        with interruption.patient():
            signal.raise_signal(number)
            assert interruption.stop.is_set()
        with pytest.raises(kind, match=r"Interrupted; 3 rows are kept\."):
            interruption.check("Interrupted; 3 rows are kept.")
    assert signal.getsignal(number) is before


def test_other_work_is_broken_off() -> None:
    """Work that leaves nothing undone ends where the signal meets it, and so does what waits for it in threads."""
    with pytest.raises(KeyboardInterrupt), heard() as interruption:
        signal.raise_signal(signal.SIGINT)
    assert interruption.stop.is_set()


def _fail(*, interrupted: bool) -> None:
    """Fail in the middle of patient work."""
    with heard() as interruption, interruption.patient():
        if interrupted:
            signal.raise_signal(signal.SIGINT)
        message = "stopped in the middle"
        raise ValueError(message)


def test_an_error_that_follows_is_the_interruption() -> None:
    """What fails because it was told to stop wasn't at fault; other errors stay what they are."""
    with pytest.raises(KeyboardInterrupt):
        _fail(interrupted=True)
    with pytest.raises(ValueError, match="stopped in the middle"):
        _fail(interrupted=False)


def test_waiting_ends_with_an_interruption() -> None:
    """Time passes where nothing happens; an interruption that came before is no time at all."""
    with heard() as interruption:
        interruption.wait(0.01)
        with interruption.patient():
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            interruption.wait(60)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_twice_is_at_once(number: signal.Signals, code: int) -> None:
    """A second signal ends the process, whatever is under way."""
    done = subprocess.run([sys.executable, "-c", TWICE.format(number=int(number))], check=False, timeout=30)
    assert done.returncode == code


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_what_hangs_is_ended(number: signal.Signals, code: int) -> None:
    """What doesn't come to its end in time, such as a wait for the network, is ended with a word."""
    done = subprocess.run(
        [sys.executable, "-c", HANGS.format(number=int(number))],
        check=False,
        timeout=30,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert (done.returncode, done.stderr) == (code, "Error: Interrupted.\n")


def test_nobody_waits_for_five_seconds() -> None:
    """However a command hangs, Ctrl-C ends it within five seconds."""
    assert LONGEST_S < 5
