"""What can be shown where output goes."""

import io
import sys

import pytest

from rearview.cli import screen


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.parametrize(
    ("settings", "terminal", "pipe"),
    [
        ({}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
    ],
)
def test_colour(
    settings: dict[str, str], terminal: bool, pipe: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal has colours unless it can't, or its owner forbids them; what isn't one has them on demand."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert screen.in_colour(Terminal()) is terminal
    assert screen.in_colour(io.StringIO()) is pipe


def test_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """COLUMNS says how wide the page is; without it, what is no terminal has 80."""
    monkeypatch.setenv("COLUMNS", "123")
    assert screen.width() == 123
    monkeypatch.delenv("COLUMNS")
    monkeypatch.setattr(sys, "__stdout__", io.StringIO())
    assert screen.width() == 80
