"""The ids of exported traces and spans: those that a source has, else such as follow from its own ids.

The same session always gives the same ids, so whoever exports it twice has it once. It must never draw one by chance.
"""

import re
from hashlib import sha256

TRACE, SPAN = 32, 16
"""How many hexadecimal digits an id has."""

_HEX = re.compile(rf"(?!0{{{TRACE}}})[0-9a-f]{{{TRACE}}}")


def recorded_trace(text: str | None) -> str | None:
    """Return a recorded trace id as traces spell it; None where it isn't one. A UUID is one with dashes."""
    digits = (text or "").replace("-", "").lower()
    return digits if _HEX.fullmatch(digits) else None


def trace_of(*names: str) -> str:
    """Return the trace id that follows from the ids of a session."""
    return _digest(names)[:TRACE]


class SpanIds:
    """Span ids that follow from recorded ids; what a broken recording names twice gets two."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def of(self, *names: str) -> str:
        """Return the id of the span of what has these ids."""
        first = _digest(names)[:SPAN]
        before = self._given.get(first, 0)
        self._given[first] = before + 1
        return _digest((*names, str(before)))[:SPAN] if before else first


def _digest(names: tuple[str, ...]) -> str:
    """Return hexadecimal digits that stand for names, of which none runs into the next."""
    told = "".join(f"{len(name)}:{name}" for name in names)
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
