"""The days that are asked about, cut into pieces of equal length, and the days before them. It knows no session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

DAY_MS = 86_400_000
LATEST_MS = 253_402_300_799_999
"""The end of the year 9999; what is later, or before 1970, is a recorder's nonsense."""
_LENGTHS = (1, 2, 3, 5, 7, 14, 30, 90)
"""So many days are asked about where nobody says how many."""
_MOST = 62
"""So many pieces can be told apart in a chart."""
_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some days that stand together in a chart."""

    since: date
    until: date
    """The last day, whole."""

    @property
    def label(self) -> str:
        """How it reads at an axis."""
        return f"{self.since.day} {self.since:%b}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Some whole days, in UTC."""

    since: date
    until: date
    """The last day, whole."""

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.until - self.since).days + 1

    @property
    def since_ms(self) -> int:
        """When it begins."""
        return ms(self.since)

    @property
    def until_ms(self) -> int:
        """When it is over."""
        return ms(self.until) + DAY_MS

    @property
    def before(self) -> "Period | None":
        """As many days, just before; None before there are any."""
        try:
            return Period(since=self.since - timedelta(self.days), until=self.since - timedelta(1))
        except OverflowError:
            return None

    @property
    def step(self) -> int:
        """How many days a piece has."""
        if self.days <= _MOST:
            return 1
        return _WEEK if self.days <= _MOST * _WEEK else -(-self.days // _MOST)

    @property
    def pieces(self) -> list[Piece]:
        """Its pieces, one after the other."""
        begins = [self.since + timedelta(number) for number in range(0, self.days, self.step)]
        ends = [later - timedelta(1) for _, later in pairwise(begins)] + [self.until]
        return [Piece(since=since, until=until) for since, until in zip(begins, ends, strict=True)]

    @property
    def words(self) -> str:
        """How it reads in a sentence."""
        return span(self.since, self.until)

    def newest(self, days: int) -> "Period":
        """Return the last of its days."""
        return Period(since=max(self.since, self.until - timedelta(days - 1)), until=self.until)


def reaching(moments: Sequence[int]) -> Period | None:
    """Return the days from the first to the last of some moments; None where there are none."""
    return Period(since=day_of(min(moments)), until=day_of(max(moments))) if moments else None


def usual(whole: Period) -> Period:
    """Return the period that is shown where none is chosen: the longest, within reason, that has one before it."""
    fitting = [days for days in _LENGTHS if 2 * days <= whole.days]
    return whole.newest(fitting[-1]) if fitting else whole


def day_of(at_ms: int) -> date:
    """Return the day of a moment."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).date()


def ms(day: date) -> int:
    """Return when a day begins."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def span(since: date, until: date) -> str:
    """Return some days as people say them: `3 Nov 2026`, `3 to 9 Nov 2026`."""
    end = f"{until.day} {until:%b} {until.year}"
    if since == until:
        return end
    if since.year != until.year:
        return f"{since.day} {since:%b} {since.year} to {end}"
    return f"{since.day} to {end}" if since.month == until.month else f"{since.day} {since:%b} to {end}"
