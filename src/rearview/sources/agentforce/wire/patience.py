"""How long is waited for an answer, and how often a request is sent again. It must never wait itself."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_CHANCE = secrets.SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """What is waited for before giving up: by default, about a minute and a half of a host being away."""

    tries: int = 10
    """How often one request is sent at most."""
    first_wait_s: float = 0.5
    """The longest wait before the second try; it doubles with each."""
    longest_wait_s: float = 30
    """Where the doubling ends."""
    retry_after_cap_s: float = 120
    """The longest wait that a host may ask for; what it asks beyond is taken as this."""
    connect_s: float = 15
    """How long a connection may take to come about."""
    read_s: float = 120
    """How long a host may be silent; waiting for a query to end is silence too."""

    def wait_s(self, tried: int, headers: Mapping[str, str] | None = None) -> float:
        """Return how long to wait after so many tries: as long as the host asks for, else by chance."""
        # All of the wait is chance: threads that failed together must not come back together.
        by_chance = _CHANCE.uniform(0, min(self.longest_wait_s, self.first_wait_s * 2 ** (tried - 1)))
        asked = min(_asked_s(headers or {}), self.retry_after_cap_s)
        return asked + _CHANCE.uniform(0, min(self.first_wait_s, asked)) if asked > 0 else by_chance


def _asked_s(headers: Mapping[str, str]) -> float:
    """Return how long a host asks to be left alone, by its own clock where it tells the time; 0 if it doesn't ask."""
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked)
    until, now = _moment(asked), _moment(headers.get("date", "")) or datetime.now(UTC)
    return (until - now).total_seconds() if until else 0.0


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
