"""Which conversation takes place when: the part that a number of a day plays, drawn from the seed and nothing else.

So any day, and any conversation, can be had without the others, in any order and by any number of processes; an org
that grows, by days or by sessions a day, keeps the conversations that it had.
"""

from dataclasses import dataclass
from struct import Struct
from typing import NamedTuple

from rearview.sandbox.org.chance import digest, weigh
from rearview.sandbox.org.conversation import FAILING, Part
from rearview.sandbox.org.oddities import ODDITIES
from rearview.sandbox.org.repertoire import orders, people, products, support
from rearview.sandbox.org.repertoire.concierge import CONCIERGE
from rearview.sandbox.org.script import BUILDER, COPILOT, E_AND_O, MESSAGING, NGC
from rearview.sandbox.org.stories import TOLD

DAY_US = 86_400_000_000
HOUR_US = DAY_US // 24
_MINUTE_US = HOUR_US // 60

_CHANNELS = {E_AND_O: 13_894, BUILDER: 1_546, MESSAGING: 957, COPILOT: 63, NGC: 2}
"""As counted in a live org; the spoken ones come in with their story."""
_AGENTS = {
    support.SUPPORT.name: 0.55,
    orders.ORDERS.name: 0.33,
    products.PRODUCTS.name: 0.11,
    CONCIERGE.name: 0.01,
}
_HOURS = dict(enumerate((1, 1, 1, 1, 1, 2, 4, 7, 10, 12, 12, 11, 10, 11, 12, 11, 10, 9, 8, 7, 6, 4, 3, 2)))
"""How busy each hour of the day is."""

RELEASED_BEFORE_END = 4
"""How many days before the org's last midnight the bad release goes live."""
FAILS = {"v1": 0.08, "v2": 0.24}
"""The share of failing sessions of the order tracking agent, by its version."""

_VARIANTS = {E_AND_O: 32}
_FEW_VARIANTS = 8
_STORY_VARIANTS = 4
_ERASED = 0.01
_ERASED_AFTER_DAYS = (6, 20)

_DENSE = 100
"""Below this number of a day, stories are close together, so that a small org has them all; above it, far apart."""
_STORY_EVERY, _LATER_STORY_EVERY = 5, 50
_ODDITY_EVERY, _ODDITY_AT = 25, 7
"""Oddities stand among the first numbers only, so that a large org isn't made of megabytes."""
_SHIFT_A_DAY = 2
"""By how much the list of stories moves on from day to day: as many as ten sessions a day have room for."""


class Draws(NamedTuple):
    """The draws of one conversation, each independent of the others; shares are of 2**32."""

    channel: int
    hour: int
    erased: int
    variant: int
    days: int
    within: int
    names: bytes


_DRAWS = Struct(">IIIHHQ16s")
_WHOLE = 2**32

_EVENLY = (0.7548776662466927, 0.5698402909980532)
"""Steps, as shares of a whole, whose multiples never crowd: powers of the inverse of the plastic number."""
_DAYS_APART, _SEEDS_APART = 7_919, 104_729


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the calendar under a number of a day."""

    day: int
    number: int
    part: Part
    draws: Draws

    def begins_us(self, lasts_us: int, *, over_midnight: bool) -> int:
        """Return when it begins: a session that isn't meant to be cut by midnight ends before it."""
        start_us = self.day * DAY_US
        if over_midnight:
            return start_us + DAY_US - lasts_us // 2
        within_us = self.draws.within % HOUR_US
        moment_us = weigh(self.draws.hour / _WHOLE, _HOURS) * HOUR_US + within_us
        latest_us = DAY_US - lasts_us - _MINUTE_US
        return start_us + (moment_us if moment_us <= latest_us else latest_us - within_us)

    @property
    def erased_after_days(self) -> int | None:
        """After how many days all of it vanishes; None for nearly all."""
        if self.part.kind != "everyday" or self.part.story or self.draws.erased >= _ERASED * _WHOLE:
            return None
        first, last = _ERASED_AFTER_DAYS
        return first + self.draws.days % (last - first + 1)


def entry(seed: int, day: int, number: int, *, released: int) -> Entry:
    """Return what stands under a number of a day; `released` is the day on which the bad release goes live."""
    draws = Draws(*_DRAWS.unpack(digest(seed, day, number, size=_DRAWS.size)))
    part = _planted(day, number, draws) or _everyday(seed, day, number, draws, released=released)
    return Entry(day=day, number=number, part=part, draws=draws)


def _planted(day: int, number: int, draws: Draws) -> Part | None:
    """Return the story or the oddity that has this place in its day, if one has."""
    place = _story_place(number)
    if place is not None:
        story = TOLD[(place + _SHIFT_A_DAY * day) % len(TOLD)]
        return Part("story", story.name, draws.variant % _STORY_VARIANTS)
    if number < _DENSE and number % _ODDITY_EVERY == _ODDITY_AT:
        oddity = ODDITIES[(number // _ODDITY_EVERY + day) % len(ODDITIES)]
        return Part("oddity", oddity.name, 0)
    return None


def _story_place(number: int) -> int | None:
    """Return how many stories stand before a number on its day, if there is a story at it."""
    every = _STORY_EVERY if number < _DENSE else _LATER_STORY_EVERY
    if (number + 1) % every:
        return None
    return number // every if number < _DENSE else _DENSE // _STORY_EVERY + (number - _DENSE) // every


def _everyday(seed: int, day: int, number: int, draws: Draws, *, released: int) -> Part:
    channel = weigh(draws.channel / _WHOLE, _CHANNELS)
    at_work, luck = _spread_out(seed, day, number)
    agent = people.PEOPLE.name if channel == COPILOT else weigh(at_work, _AGENTS)
    version = "v2" if agent == orders.ORDERS.name and day >= released else "v1"
    course = FAILING if agent == orders.ORDERS.name and luck < FAILS[version] else "/works"
    variant = draws.variant % _VARIANTS.get(channel, _FEW_VARIANTS)
    return Part("everyday", f"{agent}/{version}/{channel}{course}", variant)


def _spread_out(seed: int, day: int, number: int) -> tuple[float, float]:
    """Return two shares that fill their square evenly from number to number.

    Draws would leave the few failures of a small org to luck, and a release that is three times worse than the one
    before might look twice as bad, or five times.
    """
    place = number + _DAYS_APART * day + _SEEDS_APART * seed
    return place * _EVENLY[0] % 1, place * _EVENLY[1] % 1
