"""Bars that show parts of a whole."""

import pytest

from rearview.render.bars import bar


@pytest.mark.parametrize(
    ("part", "shown"),
    [(0, ""), (1, "████"), (0.5, "██"), (0.3, "█▎"), (0.001, "▏"), (2, "████"), (-1, "")],
)
def test_bars(part: float, shown: str) -> None:
    """A bar has as many eighths as its part; some is never nothing, and what can't be is cut."""
    assert bar(part, 4) == shown
