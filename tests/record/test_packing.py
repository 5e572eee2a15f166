"""Snapshots as gzip."""

import gzip
import random

import pytest

from rearview.record.packing import packed
from rearview.sources.snapshots.inflate import inflate
from rearview.sources.snapshots.limits import LIMITS

CHANCE = random.Random(0)  # noqa: S311 - a text, not a secret
NOISE = CHANCE.randbytes(300_000)


@pytest.mark.parametrize(
    "pieces",
    [[], [b""], [b"a"], [b"a", b"", b"b" * 600_000], [NOISE, b"a" * 1_000_000], [b"same " * 10_000] * 1_500],
    ids=["nothing", "empty", "one", "some", "noise", "the same"],
)
def test_what_is_packed_can_be_read(pieces: list[bytes]) -> None:
    """Whatever the text is, readers get it back, and take no file for a bomb."""
    text = b"".join(pieces)
    file = b"".join(packed(pieces))
    assert gzip.decompress(file) == text
    unpacked = inflate(file, most=LIMITS.text(len(file)), members=LIMITS.members)
    assert (unpacked.fault, unpacked.text == text) == (None, True)
    assert len(file) < len(text) + 100
