"""What calls of models and tools took, as spans tell it: a charge for each, and none told twice."""

from typing import Any, get_args

import msgspec

from rearview.model.tables import StepStatus
from rearview.sources.otel.conventions import Told
from rearview.sources.otel.placing import Placed
from rearview.sources.otel.rows import Rows
from rearview.sources.otel.span import FAILED

_STATUSES = frozenset(get_args(StepStatus))
_TOKENS = ("tokens_in", "tokens_out")


def settle(places: list[Placed]) -> None:
    """Leave the charge of a model call within another to the inner one: frameworks tell the same once more."""
    for place in places:
        if place.kind != "llm" or not _is_charged(place.told):
            continue
        above = place.above
        while above is not None:
            if above.kind == "llm":
                above.charged = False
            above = above.above


def add_charge(rows: Rows, place: Placed, error: str | None) -> None:
    """Add the charge of a call, if it has one."""
    if place.kind == "llm":
        if place.charged:
            _add_model(rows, place, error)
    elif "rearview.latency_ms" in place.attributes or "cost" in place.told:
        rows.add("usage", **_place(place, error), kind="tool", model=text(place.told.get("tool")))


def models(told: Told) -> tuple[str | None, str | None]:
    """Return the model that was asked for, and the one that answered; OpenInference tells the first among parameters."""
    asked, served = text(told.get("model")), text(told.get("served_model"))
    if served is None and isinstance(told.get("invocation"), str):
        try:
            among = msgspec.json.decode(told["invocation"], type=_Parameters).model
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            among = None
        if among is not None and among != asked:
            return among, asked
    return asked, served


class _Parameters(msgspec.Struct):
    """What a model was called with, as far as it tells the model."""

    model: str | None = None


def status_of(place: Placed) -> str:
    """Return how a call went, as its recorder says, or else as its span ended."""
    told = place.attributes.get("rearview.step.status")
    if told in _STATUSES:
        return str(told)
    if place.span.status == FAILED:
        return "failed"
    return "ok" if place.span.end_ns else "open"


def _add_model(rows: Rows, place: Placed, error: str | None) -> None:
    told = place.told
    read, write = whole(told.get("tokens_cache_read")), whole(told.get("tokens_cache_write"))
    model, served = models(told)
    rows.add(
        "usage",
        **_place(place, error),
        kind="llm",
        provider=text(told.get("provider")),
        model=model,
        served_provider=text(place.attributes.get("rearview.served_provider")),
        served_model=served,
        tokens_in=_uncached(whole(told.get("tokens_in")), read, write),
        tokens_out=whole(told.get("tokens_out")),
        tokens_cache_read=read,
        tokens_cache_write=write,
        stop_reason=_reason(told.get("stop_reason")),
    )


def _place(place: Placed, error: str | None) -> dict[str, Any]:
    told, span = place.attributes, place.span
    latency = whole(told.get("rearview.latency_ms"))
    if latency is None and span.end_ns and "rearview.session_id" not in told:
        latency = (span.end_ns - span.start_ns) // 1_000_000
    return {
        "session_id": place.session,
        "step_id": place.step,
        "turn_id": place.turn,
        "status": status_of(place),
        "error": error,
        "cost_usd": amount(place.told.get("cost")),
        "latency_ms": latency,
        "at_ms": span.end_ms or span.start_ms,
        "binding": told.get("rearview.binding") or "recorded",
    }


def _is_charged(told: Told) -> bool:
    return any(name in told for name in _TOKENS)


def _uncached(tokens: int | None, read: int | None, write: int | None) -> int | None:
    """Return the tokens that came from no cache: conventions count all as read, and some recorders don't."""
    cached = (read or 0) + (write or 0)
    return tokens - cached if tokens is not None and tokens >= cached else tokens


def _reason(told: Any) -> str | None:
    return text(told[0] if isinstance(told, list) and told else told or None)


def whole(told: Any) -> int | None:
    """Return a whole number, if it is one."""
    if told is None or isinstance(told, bool):
        return None
    try:
        number = int(told)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if -_LARGEST <= number < _LARGEST else None


def amount(told: Any) -> float | None:
    """Return a number, if it is one."""
    if told is None:
        return None
    try:
        number = float(told)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if number - number == 0 else None


def text(told: Any) -> str | None:
    """Return a value as text."""
    return None if told is None else str(told)


_LARGEST = 2**63
