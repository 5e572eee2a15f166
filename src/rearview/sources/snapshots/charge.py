"""How many tokens an accounting entry charges for.

Owns the two readings of `inputTokens`: most entries leave cached tokens out of it; an entry whose total is the sum
of input and output alone shows that it counts them in, and is corrected.
"""

from dataclasses import dataclass

from rearview.sources.snapshots.format import AccountingEntry, Tokens
from rearview.sources.snapshots.number import whole


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCount:
    """The tokens of one charge, each counted once."""

    tokens_in: int | None = None
    tokens_out: int | None = None
    tokens_cache_read: int | None = None
    tokens_cache_write: int | None = None


def tokens_of(entry: AccountingEntry) -> TokenCount:
    """Return the tokens of a charge; a tool's are unknown, since tools are charged in characters."""
    tokens = entry.tokens
    if tokens is None:
        return TokenCount()
    read = tokens.cached_tokens if tokens.cache_read_input_tokens is None else tokens.cache_read_input_tokens
    return TokenCount(
        tokens_in=_uncached(tokens, cached=round(read or 0) + round(tokens.cache_write_input_tokens or 0)),
        tokens_out=whole(tokens.output_tokens),
        tokens_cache_read=whole(read),
        tokens_cache_write=whole(tokens.cache_write_input_tokens),
    )


def _uncached(tokens: Tokens, *, cached: int) -> int | None:
    """Return the input tokens without those of a cache."""
    if tokens.input_tokens is None:
        return None
    counted_in = tokens.total_tokens == tokens.input_tokens + (tokens.output_tokens or 0)
    return max(0, round(tokens.input_tokens) - cached) if counted_in else whole(tokens.input_tokens)
