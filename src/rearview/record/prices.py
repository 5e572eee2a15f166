"""What a model call costs, by a table of prices in ai-agent's form.

    {"<provider>": {"<model>": {"unit": "per_1m", "prompt": 3.0, "completion": 15.0, "cacheRead": 0.3, "cacheWrite": 3.75}}}

A cost that can't be told is unknown, never zero and never a part of the whole.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct


class Price(Struct, frozen=True, rename="camel"):
    """What so many tokens of a model cost, in dollars."""

    unit: Literal["per_1k", "per_1m"] = "per_1m"
    prompt: float | None = None
    completion: float | None = None
    cache_read: float | None = None
    cache_write: float | None = None


Prices: TypeAlias = Mapping[str, Mapping[str, Price]]

_TOKENS = {"per_1k": 1_000, "per_1m": 1_000_000}


class Tokens(Struct, frozen=True, kw_only=True):
    """How many tokens a model call took; those from a cache aren't among those that went in."""

    tokens_in: int | None = None
    tokens_out: int | None = None
    cache_read: int | None = None
    cache_write: int | None = None

    @property
    def total(self) -> int:
        """All of them."""
        return sum(
            count or 0 for count in (self.tokens_in, self.tokens_out, self.cache_read, self.cache_write)
        )


def cost_usd(prices: Prices, provider: str, model: str, tokens: Tokens) -> float | None:
    """Return what a call costs; None where a price or a count is missing."""
    price = prices.get(provider, {}).get(model)
    if price is None or tokens.tokens_in is None or tokens.tokens_out is None:
        return None
    parts = (
        (tokens.tokens_in, price.prompt),
        (tokens.tokens_out, price.completion),
        (tokens.cache_read or 0, price.cache_read),
        (tokens.cache_write or 0, price.cache_write),
    )
    if any(count and each is None for count, each in parts):
        return None
    return round(sum(count * (each or 0.0) for count, each in parts) / _TOKENS[price.unit], 10)
