"""What a timeline says about one step: what it was, what went in and out, why it failed, and in full, what it cost."""

from collections.abc import Iterator

from rich.text import Text

from rearview.model.session import Log, Step, Usage
from rearview.render.amount import duration, money
from rearview.render.excerpt import laid_out, shortened
from rearview.render.page import FAILED, FAINT, Page

_GRAVE = ("ERR",)
_LOUD = ("WRN", *_GRAVE)


def title(step: Step) -> str:
    """Return what a step was and how long it took."""
    if not step.recorded:
        return f"{step.step_id} (not recorded)"
    name = f": {step.name}" if step.name else ""
    owner = f" ({step.namespace})" if step.namespace else ""
    took = "never finished" if step.status == "open" else duration(step.duration_ms)
    return f"{step.kind or 'step'}{name}{owner}  {took}"


def is_quiet(step: Step) -> bool:
    """Whether a step is the system's own and there is nothing to say against it."""
    return step.kind == "system" and step.status == "ok" and not any(_logs(step, _GRAVE))


def payload(label: str, text: str | None, depth: int, page: Page) -> Iterator[Text]:
    """Yield what went into a step or came out of it."""
    if text:
        yield from page.detail(depth, label, laid_out(text, width=page.room(depth), whole=page.verbose))


def failure(error: str | None, depth: int, page: Page) -> Iterator[Text]:
    """Yield why something failed."""
    if error:
        yield from page.detail(depth, "Error", shortened(error, whole=page.verbose), style=FAILED)


def evidence(step: Step, depth: int, page: Page) -> Iterator[Text]:
    """Yield what else is known: errors that were logged in any case, the rest if everything is wanted."""
    if page.verbose:
        yield from payload("Before", step.variables_before, depth, page)
        yield from payload("After", step.variables_after, depth, page)
        for charge in step.usage:
            yield from page.detail(depth, "Usage", _charge(charge), style=FAINT)
    for line in _logs(step, _LOUD if page.verbose else _GRAVE):
        yield from _log(line, depth, page)
    if page.verbose:
        yield from page.detail(depth, "Id", step.step_id, style=FAINT)


def _logs(step: Step, severities: tuple[str, ...]) -> Iterator[Log]:
    """Yield the log lines of some severities, and whatever ended the session."""
    return (line for line in step.logs if line.fatal or line.severity in severities)


def _log(line: Log, depth: int, page: Page) -> Iterator[Text]:
    words = f"{line.severity or ''} {line.message or ''}".strip()
    stack = f"\n{line.stack}" if page.verbose and line.stack else ""
    yield from page.detail(depth, "Log", shortened(words, whole=page.verbose) + stack)


def _charge(charge: Usage) -> str:
    """Return a charge on one line: what was asked for, who served it, how much it took."""
    served = f" served by {charge.served_model}" if charge.served_model else ""
    amounts = (
        (charge.tokens_in, "tokens in"),
        (charge.tokens_out, "tokens out"),
        (charge.tokens_cache_read, "read from cache"),
        (charge.tokens_cache_write, "written to cache"),
        (charge.chars_in, "characters in"),
        (charge.chars_out, "characters out"),
    )
    told = [f"{amount:,} {what}" for amount, what in amounts if amount is not None]
    told += [] if charge.cost_usd is None else [money(charge.cost_usd)]
    return f"{charge.model or charge.kind or 'charge'}{served}: {', '.join(told) or 'nothing recorded'}"
