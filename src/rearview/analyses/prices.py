"""What things cost by published prices, where their source doesn't say: estimates, from the table in prices.toml.

A model is priced by its own name alone, whatever provider serves it and whatever date it carries; one that only
looks alike has no price.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import narwhals as nw

from rearview.analyses.analysis import Frame

_TABLE = "prices.toml"
_NUMBER = "_price"
_DATED = "(?:-[0-9]{8}|-[0-9]{4}-[0-9]{2}-[0-9]{2}|-latest)?(?:-v[0-9]+(?::[0-9]+)?)?$"
"""What may stand behind a model's name: its date, or `latest`, and a version of the service."""
_BILLIONTHS = 1_000.0
"""Of a dollar, for a token, at a dollar a million tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a million tokens cost, in US dollars."""

    names: tuple[str, ...]
    """The models that cost so."""
    tokens_in: float
    tokens_out: float
    tokens_cache_read: float
    tokens_cache_write: float

    @property
    def pattern(self) -> str:
        """The regular expression that the name of such a model matches, in small letters."""
        names = "|".join(name.replace(".", "-").replace("-", "[.-]") for name in self.names)
        return f"(?:^|[/.:])(?:{names}){_DATED}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """What Salesforce's rate cards ask for, in credits."""

    batch_data_pipeline: float
    """For a million rows that are taken in."""
    data_queries: float
    """For a million rows that queries process."""
    standard_action: float
    """For an action of an agent that writes."""
    voice_action: float
    """For an action of an agent that speaks."""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(_TABLE).read_text(encoding="utf-8"))


@cache
def prices() -> tuple[Price, ...]:
    """Return every price there is; tokens of a cache cost what others cost, where a provider doesn't tell them apart."""
    return tuple(
        Price(
            names=tuple(listed["names"]),
            tokens_in=listed["in"],
            tokens_out=listed["out"],
            tokens_cache_read=listed.get("cache_read", listed["in"]),
            tokens_cache_write=listed.get("cache_write", listed["in"]),
        )
        for listed in _table()["models"]
    )


@cache
def credits_rates() -> Credits:
    """Return the rates of credits."""
    return Credits(**_table()["credits"])


def as_of() -> str:
    """Return the month in which the prices were looked up."""
    return str(_table()["as_of"])


def with_price(models: Frame) -> Frame:
    """Add to rows with a `model` the number of its price, by which `rate` knows it."""
    name = nw.col("model").str.to_lowercase()
    number = nw.lit(None, nw.Int64)
    for index, price in enumerate(prices()):
        number = nw.when(name.str.contains(price.pattern)).then(nw.lit(index)).otherwise(number)
    return models.with_columns(number.alias(_NUMBER))


def rate(tokens: str) -> nw.Expr:
    """Return what a token of a kind costs, in billionths of a dollar; null for a model without a price."""
    found = nw.lit(None, nw.Float64)
    for index, price in enumerate(prices()):
        asked = nw.lit(getattr(price, tokens) * _BILLIONTHS)
        found = nw.when(nw.col(_NUMBER) == index).then(asked).otherwise(found)
    return found


def rounded(cost: nw.Expr) -> nw.Expr:
    """Return a cost as a whole number of billionths."""
    return (cost + 0.5).floor().cast(nw.Int64)
