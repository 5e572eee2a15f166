"""Where new ids come from: unlike any other of their session, and made of marks so that each replay has its own."""

from collections.abc import Callable

from rearview.sandbox.org.chance import Chance
from rearview.sandbox.org.marks import MOMENT, TAIL

_VARIANT = "89ab"


class Mint:
    """Makes the ids of one conversation; they differ in what lies between the moment and the tail."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._made: set[str] = set()

    def uuid(self) -> str:
        """Return an id as a UUIDv7; its time is that of the conversation's beginning."""
        middle = self._new(lambda: f"7{self._hex(3)}-{self._chance.pick(_VARIANT)}{self._hex(3)}")
        return f"{MOMENT}-{middle}-{TAIL}"

    def trace(self) -> str:
        """Return the id of a trace: 32 hexadecimal digits."""
        return self._new(lambda: f"{self._hex(8)}{TAIL}{self._hex(12)}")

    def span(self) -> str:
        """Return the id of a span: 16 hexadecimal digits."""
        return self._new(lambda: f"{self._hex(4)}{TAIL}")

    def response(self) -> str:
        """Return an id as a model's provider gives it to a response."""
        return self._new(lambda: f"chatcmpl-{self._hex(10)}{TAIL}{self._hex(7)}")

    def _hex(self, digits: int) -> str:
        return self._chance.hex(digits)

    def _new(self, draw: Callable[[], str]) -> str:
        while (id_ := draw()) in self._made:
            pass
        self._made.add(id_)
        return id_
