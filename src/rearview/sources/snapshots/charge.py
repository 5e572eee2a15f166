"""How many tokens an accounting entry charges for.

Owns the two readings of `inputTokens`: most entries leave cached tokens out of it; an entry whose total is the sum
of input and output alone shows that it counts them in, and is corrected.
"""

from msgspec import Struct

from rearview.sources.snapshots.format import AccountingEntry
from rearview.sources.snapshots.number import whole


# A struct, because one is made for every charge of every file.
class TokenCount(Struct, frozen=True, kw_only=True, gc=False):
    """The tokens of one charge, each counted once."""

    tokens_in: int | None = None
    tokens_out: int | None = None
    tokens_cache_read: int | None = None
    tokens_cache_write: int | None = None
    corrected: bool = False
    """Whether cached tokens were taken out of those that went in."""


_NONE = TokenCount()


def tokens_of(entry: AccountingEntry) -> TokenCount:
    """Return the tokens of a charge; a tool's are unknown, since tools are charged in characters."""
    tokens = entry.tokens
    if tokens is None:
        return _NONE
    read = tokens.cached_tokens if tokens.cache_read_input_tokens is None else tokens.cache_read_input_tokens
    tokens_read, tokens_written = whole(read), whole(tokens.cache_write_input_tokens)
    tokens_in, tokens_out = whole(tokens.input_tokens), whole(tokens.output_tokens)
    cached = (tokens_read or 0) + (tokens_written or 0)
    counted_in = (
        cached > 0 and tokens_in is not None and whole(tokens.total_tokens) == tokens_in + (tokens_out or 0)
    )
    return TokenCount(
        tokens_in=max(0, (tokens_in or 0) - cached) if counted_in else tokens_in,
        tokens_out=tokens_out,
        tokens_cache_read=tokens_read,
        tokens_cache_write=tokens_written,
        corrected=counted_in,
    )
