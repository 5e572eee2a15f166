"""How many tokens a charge is for."""

import pytest

from rearview.sources.snapshots.charge import TokenCount, tokens_of
from rearview.sources.snapshots.format import AccountingEntry, Tokens


def counted(**tokens: int) -> TokenCount:
    """Count the tokens of a model call."""
    return tokens_of(AccountingEntry(type="llm", tokens=Tokens(**tokens)))


def test_cached_tokens_stand_apart() -> None:
    """An entry whose total is the sum of all parts leaves cached tokens out of its input."""
    tokens = counted(
        input_tokens=640,
        output_tokens=118,
        cache_read_input_tokens=2048,
        cache_write_input_tokens=301,
        total_tokens=3107,
    )
    assert tokens == TokenCount(tokens_in=640, tokens_out=118, tokens_cache_read=2048, tokens_cache_write=301)


def test_cached_tokens_counted_in_are_taken_out() -> None:
    """An entry whose total is input and output alone counts cached tokens as input; it is corrected and marked."""
    tokens = counted(input_tokens=900, output_tokens=100, cached_tokens=512, total_tokens=1000)
    assert tokens == TokenCount(tokens_in=388, tokens_out=100, tokens_cache_read=512, corrected=True)


def test_counts_never_fall_below_zero() -> None:
    """An entry that contradicts itself doesn't make tokens that are owed."""
    assert counted(input_tokens=10, cached_tokens=50, total_tokens=10).tokens_in == 0


@pytest.mark.parametrize(
    ("read", "expected"),
    [({"cached_tokens": 7}, 7), ({"cached_tokens": 7, "cache_read_input_tokens": 0}, 0), ({}, None)],
)
def test_two_names_for_tokens_read_from_a_cache(read: dict[str, int], expected: int | None) -> None:
    """The newer name goes before the older one, even where it says zero."""
    assert counted(**read).tokens_cache_read == expected


def test_unknown_tokens() -> None:
    """A tool's charge has no tokens, and what a model's doesn't say stays unknown."""
    assert tokens_of(AccountingEntry(type="tool")) == counted() == TokenCount()


def test_nothing_cached_is_nothing_corrected() -> None:
    """An entry without cached tokens reads the same either way, and is no correction."""
    assert not counted(input_tokens=9, output_tokens=1, cached_tokens=0, total_tokens=10).corrected


def test_counts_that_no_table_has_room_for() -> None:
    """A count too large to be meant is unknown."""
    assert counted(input_tokens=2**70, output_tokens=1) == TokenCount(tokens_out=1)
