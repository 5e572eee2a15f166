"""Doing something again and again until somebody ends it."""

from dataclasses import dataclass

import pytest

from rearview.cli.interruption import heard
from rearview.cli.repetition import again_and_again
from rearview.errors import NotFoundError, UnreachableError


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    interrupted: bool


SILENT = UnreachableError.gave_up("host", "silence", tries=3)
ENDED = _Report(interrupted=True)


def _repeated(*comes: UnreachableError | _Report, passing: type[UnreachableError | NotFoundError]) -> _Report:
    runs = iter(comes)

    def once() -> _Report:
        come = next(runs)
        if isinstance(come, UnreachableError):
            raise come
        return come

    with heard() as interruption:
        return again_and_again(once, 0.01, interruption, passing=(passing,))


def test_what_passes_ends_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """The next run comes at its turn, and it is said why the last one came to nothing."""
    assert _repeated(SILENT, _Report(interrupted=False), ENDED, passing=UnreachableError) is ENDED
    assert capsys.readouterr().err.startswith(
        "Error: host can't be reached: silence (tried 3 times).\nHint: "
    )


def test_anything_else_ends_it() -> None:
    """What won't be better next time is an error."""
    with pytest.raises(UnreachableError):
        _repeated(SILENT, ENDED, passing=NotFoundError)
