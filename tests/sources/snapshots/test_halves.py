"""Characters cut in half."""

import json

import pytest

from rearview.sources.snapshots.halves import whole_characters

GONE = "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (rb'"cut \ud83d"', f"cut {GONE}"),
        (rb'"\ude00 begins"', f"{GONE} begins"),
        (rb'"\ud83d\ud83d\ude00"', f"{GONE}\N{GRINNING FACE}"),
        (rb'"\\ud83d spelled, \\\ud83d cut"', f"\\ud83d spelled, \\{GONE} cut"),
        (rb'"\"\n\u0041"', '"\nA'),
    ],
)
def test_halves_are_replaced(written: bytes, text: str) -> None:
    """Whole characters, and backslashes that stand for themselves, are as they were."""
    assert json.loads(whole_characters(written)) == text
