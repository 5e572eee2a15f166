"""What an error becomes: a message on stderr and an exit code."""

import signal

import click
import pytest

from rearview.cli.diagnostics import CODES, ExitCode, Terminated, explain, termination_raises
from rearview.errors import (
    ArgumentError,
    AuthError,
    LockedError,
    NotFoundError,
    RearviewError,
    UnreadableError,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ArgumentError("what", hint="how"), 4),
        (NotFoundError("what", hint="how"), 3),
        (AuthError("what", hint="how"), 2),
        (UnreadableError("what", hint="how"), 1),
        (LockedError("what", hint="how"), 75),
        (RearviewError("what", hint="how"), 1),
    ],
)
def test_codes_of_errors(error: RearviewError, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """An error's kind decides the exit code; its message and its hint are what is said."""
    assert explain(error) == code
    assert capsys.readouterr() == ("", "Error: what\nHint: how\n")


def test_kinds_of_errors_inherit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """A finer kind of an error has the code of the kind that it is one of."""

    class TypoError(ArgumentError):
        """A finer kind."""

    assert explain(TypoError("what", hint="how")) == ExitCode.BAD_ARGUMENTS
    assert capsys.readouterr().err


def test_interruptions(capsys: pytest.CaptureFixture[str]) -> None:
    """Being interrupted is no failure of the program, and has the codes that shells know."""
    assert [explain(KeyboardInterrupt()), explain(Terminated())] == [130, 143]
    assert capsys.readouterr().err == "Error: Interrupted.\n" * 2


def test_surprises(capsys: pytest.CaptureFixture[str]) -> None:
    """An error that nobody expected is one sentence and a hint: neither its text nor a traceback is shown."""
    assert explain(ValueError("password=hunter2")) == ExitCode.FAILED
    assert capsys.readouterr().err == (
        "Error: Something went wrong that Rearview doesn't expect (ValueError).\n"
        "Hint: run the command again with REARVIEW_TRACEBACK=1 to see where, and report that.\n"
    )


def test_tracebacks_on_demand(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for the traceback gets it."""
    monkeypatch.setenv("REARVIEW_TRACEBACK", "1")
    explain(ValueError("about this"))
    assert "ValueError: about this" in capsys.readouterr().err


def test_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    """What click complains of is passed on, with where to read how it is done."""
    assert explain(click.UsageError("No such option '-x'.")) == ExitCode.BAD_ARGUMENTS
    assert explain(click.ClickException("It won't do.")) == ExitCode.BAD_ARGUMENTS
    assert capsys.readouterr().err == (
        "Error: No such option '-x'.\nHint: 'rearview --help' lists what it takes.\n"
        "Error: It won't do.\nHint: 'rearview --help' lists what it takes.\n"
    )


def test_messages_are_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """A name that a stranger chose for a file does nothing on the terminal that names it."""
    explain(NotFoundError("There is nothing at \x1b[2J\u202e.", hint="check"))
    assert capsys.readouterr().err == "Error: There is nothing at ␛[2J<U+202E>.\nHint: check\n"


def test_messages_in_colour(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where colours are wanted, errors are red."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    explain(NotFoundError("what", hint="how"))
    assert capsys.readouterr().err == "\x1b[31m\x1b[1mError:\x1b[0m what\nHint: how\n"


def test_termination_raises() -> None:
    """A request to end is an exception while a command runs, and what it was before afterwards."""
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Terminated), termination_raises():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) == before


def test_every_code_is_explained() -> None:
    """The codes are those that the documentation promises, and errors map to some of them."""
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "FAILED": 1,
        "AUTHENTICATION": 2,
        "NOTHING_FOUND": 3,
        "BAD_ARGUMENTS": 4,
        "INCOMPLETE": 5,
        "LOCKED": 75,
        "INTERRUPTED": 130,
        "TERMINATED": 143,
    }
    assert set(CODES.values()) < set(ExitCode)
