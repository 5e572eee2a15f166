"""The words that findings are made of: names, amounts, and recorded texts on one line, cut to a length."""

import re

from rearview.model.session import Session, Step

_SPACE = re.compile(r"\s+")
_SHORT = 120
LONG = 240
"""Of an error: what it says of its cause often stands at its end."""
_SECOND = 1_000
_MINUTE = 60 * _SECOND


def clipped(text: str | None, most: int = _SHORT) -> str:
    """Return a text on one line, cut where it is longer than that."""
    # Cut before it is folded: a text may be megabytes of blanks.
    line = _SPACE.sub(" ", (text or "")[: 4 * most]).strip()
    cut = len(line) > most or len(text or "") > 4 * most
    return f"{line[: most - 1].rstrip()}…" if cut else line


def quoted(text: str | None, most: int = _SHORT) -> str:
    """Return a text in quotation marks."""
    return f'"{clipped(text, most)}"'


def named(step: Step) -> str:
    """Return what a step is called."""
    return clipped(step.name or step.namespace or step.kind or "step", 80)


def agent(session: Session) -> str:
    """Return what a session's agent is called."""
    return clipped(session.agent or session.session_id, 80)


def lasting(ms: int) -> str:
    """Return a duration: `640 ms`, `12.4 s`, `3.2 min`."""
    if ms < _SECOND:
        return f"{ms} ms"
    return f"{ms / _SECOND:.1f} s" if ms < _MINUTE else f"{ms / _MINUTE:,.1f} min"


def times(number: int) -> str:
    """Return how often: `once`, `twice`, `7 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def plural(number: int, noun: str) -> str:
    """Return a number with what it counts."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
