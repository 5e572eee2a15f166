"""One conversation of the org: what sets it apart from the others that go by the same script."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rearview.sandbox.org.salesforce_id import salesforce_id

Kind = Literal["story", "oddity", "everyday"]

FAILING = "/fails"
"""How the names of those ordinary parts end in which an action fails."""

_USERS = 20_000


@dataclass(frozen=True, slots=True)
class Part:
    """What is acted in a conversation: which kind, by which name, and which of its variants."""

    kind: Kind
    name: str
    variant: int

    @property
    def story(self) -> str | None:
        """The story that happens in it, if one does: failing ordinary sessions tell the one of the bad release."""
        if self.kind == "story":
            return self.name
        return "regression" if self.name.endswith(FAILING) else None


@dataclass(frozen=True)
class Conversation:
    """One conversation: its place in the calendar, its part, its beginning, and the draws for its names.

    A name is made when it is first asked for, and kept: every table asks for it again.
    """

    day: int
    """Days since 1970."""
    number: int
    """Its number within the day."""
    part: Part
    begins_us: int
    """When it begins, in microseconds since 1970."""
    draws: bytes
    """Twelve bytes or more that its names are made of."""
    erased_ms: int | None = None
    """When all of its rows vanish, where a person asked to be forgotten."""

    @cached_property
    def moment(self) -> str:
        """The part of its ids that says when it began: the first 48 bits of a UUIDv7."""
        digits = f"{self.begins_us // 1000:012x}"
        return f"{digits[:8]}-{digits[8:]}"

    @cached_property
    def tail(self) -> str:
        """The part of its ids that is random: their last 48 bits."""
        return self.draws[:6].hex()

    @cached_property
    def case(self) -> str:
        """The eight digits of the order, case or invoice that it is about."""
        return f"{int.from_bytes(self.draws[6:10]) % 10**8:08d}"

    @cached_property
    def user(self) -> str:
        """The record id of the messaging user who talks, 18 characters."""
        return salesforce_id("0PA", 1 + self._user)

    @cached_property
    def person(self) -> str:
        """The individual as whom Data 360 knows that user."""
        return salesforce_id("0PK", 1 + self._user)

    @cached_property
    def messaging_session(self) -> str:
        """The record id of the messaging session around it."""
        return salesforce_id("0Mw", int.from_bytes(self.draws[:6]))

    @cached_property
    def voice_call(self) -> str:
        """The record id of the voice call around it."""
        return salesforce_id("0LQ", int.from_bytes(self.draws[:6]))

    @cached_property
    def _user(self) -> int:
        return int.from_bytes(self.draws[8:12]) % _USERS
