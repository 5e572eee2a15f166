"""From gzip to the text in it."""

import gzip
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.sources.snapshots.inflate import Inflated, inflate
from rearview.sources.snapshots.limits import LIMITS, MB, Limits

PACKED = partial(gzip.compress, mtime=0)


@given(st.lists(st.binary(max_size=99), min_size=1, max_size=4), st.integers(0, 9))
def test_gives_back_what_was_packed(texts: list[bytes], padding: int) -> None:
    """Whatever was packed, in however many streams, comes out again; zeros after them are padding."""
    packed = b"".join(map(PACKED, texts)) + bytes(padding)
    assert inflate(packed, most=1000, members=4) == Inflated(text=b"".join(texts))


@given(st.binary(max_size=300), st.data())
def test_a_stream_that_breaks_off(text: bytes, data: st.DataObject) -> None:
    """Of a stream that ends too early the beginning is there, and it is said that the end isn't."""
    packed = PACKED(text)
    part = packed[: data.draw(st.integers(2, len(packed) - 1))]
    unpacked = inflate(part, most=1000, members=1)
    assert unpacked.fault == "truncated"
    assert text.startswith(unpacked.text)


@pytest.mark.parametrize("place", [-1, -5], ids=["length", "checksum"])
def test_a_stream_that_does_not_add_up(place: int) -> None:
    """A text of another length, or with another checksum, isn't the one that was packed."""
    packed = bytearray(PACKED(b"text"))
    packed[place] ^= 1
    assert inflate(bytes(packed), most=1000, members=1).fault == "damaged"


@pytest.mark.parametrize("said", [0, 1, 1000, 2**32 - 1])
def test_a_length_that_lies(said: int) -> None:
    """The length at the end of a file only helps; one that lies is found out, and costs nothing."""
    packed = PACKED(b"x" * 5000)[:-4] + said.to_bytes(4, "little")
    assert inflate(packed, most=MB, members=1).fault == "damaged"


def test_more_than_may_be() -> None:
    """Nothing is unpacked beyond what may be, whether in one stream or in many."""
    assert inflate(PACKED(bytes(1000)), most=1000, members=1).fault is None
    assert inflate(PACKED(bytes(1001)), most=1000, members=1).fault == "too_large"
    assert inflate(PACKED(bytes(600)) * 2, most=1000, members=2).fault == "too_large"
    assert inflate(PACKED(b"") * 3, most=1000, members=2).fault == "too_many"


def test_a_bomb_is_stopped_early() -> None:
    """A bomb is unpacked as far as a file of its size might go, and no further."""
    bomb = PACKED(bytes(66 * MB))
    unpacked = inflate(bomb, most=LIMITS.text(len(bomb)), members=1)
    assert unpacked.fault == "too_large"
    assert len(unpacked.text) == LIMITS.free + 1


def test_how_much_text_a_file_may_hold() -> None:
    """A small file may hold any text that does no harm; a large one what its size makes likely, up to a limit."""
    assert [LIMITS.text(size) for size in (1, MB, 400 * MB)] == [64 * MB, 200 * MB, 2048 * MB]


def test_a_crowd_of_small_things() -> None:
    """A text is refused that would take far more memory as values than it does as text."""
    limits = Limits(free=100, objects=10, crowded=2)
    assert limits.crowd(b"{}" * 60, packed=10)
    assert limits.crowd(b'""' * 60, packed=10)
    assert not limits.crowd(b"{}" * 40, packed=10)
    assert not limits.crowd(b"{}" * 60, packed=100)
    assert not limits.crowd(b"{" + b" " * 200, packed=10)
