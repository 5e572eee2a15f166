"""What went differently in two nodes of the same key.

Durations and costs vary from run to run: only what is a quarter more or less counts, and of time not less than half
a second.
"""

from collections.abc import Iterator
from operator import attrgetter

from rearview.model.diff.difference import Aspect, Change, Value
from rearview.model.diff.items import Item, is_model
from rearview.model.diff.texts import around, same
from rearview.model.session import Session, Step, Usage

_SHARE = 0.25
_LEAST_MS = 500
_compared = attrgetter("status", "error", "name", "input_text", "output_text")
_charged = attrgetter("model", "tokens_in", "tokens_out", "cost_usd")


def changes(a: Item, b: Item) -> Iterator[Change]:
    """Yield what is different about two nodes."""
    if a.step is not None and b.step is not None:
        if _is_same(a.step, b.step):
            return
        yield from _steps(a.step, b.step)
    elif a.turn is not None and b.turn is not None:
        yield from _differing("topic", a.turn.topic, b.turn.topic)
    else:
        yield from _sessions(a.session, b.session)
    yield from _texts("input", a.went_in, b.went_in)
    yield from _texts("output", a.came_out, b.came_out)
    if a.step is not None and b.step is not None:
        yield from _paces(a.step, b.step)
        yield from _costs(a.step.usage, b.step.usage)


def _is_same(a: Step, b: Step) -> bool:
    """Whether two steps are the same in all that is compared: most are, and this is told ten times as fast as why not."""
    return (
        _compared(a) == _compared(b)
        and list(map(_charged, a.usage)) == list(map(_charged, b.usage))
        and not any(_paces(a, b))
    )


def _differing(what: Aspect, a: Value, b: Value) -> Iterator[Change]:
    if a != b:
        yield Change(what=what, a=a, b=b)


def _texts(what: Aspect, a: str | None, b: str | None) -> Iterator[Change]:
    if not same(a, b):
        before, after = around(a, b)
        yield Change(what=what, a=before, b=after)


def _sessions(a: Session, b: Session) -> Iterator[Change]:
    if a.outcome != b.outcome:
        yield Change(what=_turned(a.outcome, b.outcome) or "end", a=a.outcome, b=b.outcome)
    yield from _differing("agent", a.agent, b.agent)
    yield from _differing("version", a.agent_version, b.agent_version)
    yield from _texts("error", a.error, b.error)


def _steps(a: Step, b: Step) -> Iterator[Change]:
    if a.status != b.status:
        yield Change(what=_turned(a.status, b.status) or "status", a=a.status, b=b.status)
    yield from _texts("error", a.error, b.error)
    if a.name != b.name and is_model(a) and is_model(b):
        yield Change(what="model", a=a.name, b=b.name)


def _turned(a: str | None, b: str | None) -> Aspect | None:
    """Say which way it went, where one of two failed."""
    return "failing" if b == "failed" else "mended" if a == "failed" else None


def _paces(a: Step, b: Step) -> Iterator[Change]:
    if a.duration_ms is None or b.duration_ms is None:
        return
    more = b.duration_ms - a.duration_ms
    if abs(more) >= _LEAST_MS and abs(more) >= _SHARE * a.duration_ms:
        yield Change(what="slower" if more > 0 else "faster", a=a.duration_ms, b=b.duration_ms)


def _costs(a: tuple[Usage, ...], b: tuple[Usage, ...]) -> Iterator[Change]:
    """Compare prices where all are known, else tokens."""
    first, second = _sum([charge.cost_usd for charge in a]), _sum([charge.cost_usd for charge in b])
    if first is not None and second is not None:
        yield from _amounts("dearer", "cheaper", first, second)
        return
    first, second = _sum([_tokens(charge) for charge in a]), _sum([_tokens(charge) for charge in b])
    if first is not None and second is not None:
        yield from _amounts("more_tokens", "fewer_tokens", first, second)


def _amounts(more: Aspect, less: Aspect, a: float, b: float) -> Iterator[Change]:
    if a != b and abs(b - a) >= _SHARE * a:
        yield Change(what=more if b > a else less, a=a, b=b)


def _tokens(charge: Usage) -> float | None:
    known = [amount for amount in (charge.tokens_in, charge.tokens_out) if amount is not None]
    return sum(known) if known else None


def _sum(amounts: list[float | None]) -> float | None:
    """Add amounts up; unknown, if one of them is or there are none."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known and len(known) == len(amounts) else None
