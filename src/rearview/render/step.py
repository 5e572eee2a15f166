"""What a timeline says about one step: what it was, what went in and out, why it failed, what it changed and cost."""

import json
from collections.abc import Iterator
from dataclasses import replace

from rich.text import Text

from rearview.model.attempts import Attempt
from rearview.model.selection import is_grave
from rearview.model.session import Log, Step, Usage
from rearview.model.tables import Binding
from rearview.model.variables import Change, changes
from rearview.render.amount import duration, money
from rearview.render.excerpt import laid_out, shortened
from rearview.render.judged import against, otherwise
from rearview.render.page import FAILED, FAINT, Page
from rearview.render.plain import plain

_LOUD = ("WRN",)
_AROUND = 40
"""So many characters around an error say no more than that it is one."""
_VALUE = 80
"""So long is a variable's value shown."""
_BOUND: dict[Binding, str] = {
    "declared": "declared",
    "time_window": "by time",
    "unbound": "tied to no step",
}
"""How it is known which step a charge is for; that it was recorded goes without saying."""
_MARKS = {"set": "+", "changed": "~", "removed": "-"}


def title(step: Step, attempt: Attempt | None = None) -> str:
    """Return what a step was, how long it took, and which try it was."""
    if not step.recorded:
        return f"{step.step_id} (not recorded)"
    kind = step.kind or "step"
    called = step.name if step.name and kind == "guardrail" else f"{kind}: {step.name}" if step.name else kind
    owner = f" ({step.namespace})" if step.namespace else ""
    took = "never finished" if step.status == "open" else duration(step.duration_ms)
    tried = f"  attempt {attempt.number} of {attempt.of}" if attempt else ""
    return f"{called}{owner}  {took}{tried}"


def is_quiet(step: Step) -> bool:
    """Whether a step is the system's own and there is nothing to say against it."""
    return step.kind == "system" and step.status == "ok" and not any(is_grave(line) for line in step.logs)


def payload(label: str, text: str | None, depth: int, page: Page) -> Iterator[Text]:
    """Yield what went into a step or came out of it."""
    if text:
        yield from page.detail(depth, label, laid_out(text, width=page.room(depth), whole=page.verbose))


def result(step: Step, depth: int, page: Page) -> Iterator[Text]:
    """Yield what came out of a step, unless that is no more than the error which is told anyway."""
    said = step.output_text or ""
    if page.verbose or not step.error or step.error not in said or len(said) > len(step.error) + _AROUND:
        yield from payload("Output", said, depth, page)


def failure(error: str | None, depth: int, page: Page) -> Iterator[Text]:
    """Yield why something failed."""
    if error:
        yield from page.detail(depth, "Error", shortened(error, whole=page.verbose), style=FAILED)


def evidence(step: Step, depth: int, page: Page) -> Iterator[Text]:
    """Yield what else is known: what it changed, cost, logged, and how it was judged."""
    yield from _variables(step, depth, page)
    for charge in step.usage:
        tells_why = charge.error is not None and charge.error not in (step.error or "")
        if page.verbose or charge.binding in _BOUND or tells_why:
            style = FAILED if charge.status == "failed" else FAINT
            is_known = charge.template == step.name or (charge.binding == "declared" and not page.verbose)
            yield from page.detail(depth, "Usage", told(charge, is_known=is_known), style=style)
        yield from exchanged(charge, depth, page, beside=(step.input_text, step.output_text))
    yield from _verdicts(step, depth, page)
    for line in step.logs:
        if is_grave(line) or (page.verbose and line.severity in _LOUD):
            yield from page.detail(depth, "Log", logged(line, page))
    if page.verbose:
        yield from page.detail(depth, "Id", step.step_id, style=FAINT)


def logged(line: Log, page: Page) -> str:
    """Return a log line, with its stack where everything is wanted."""
    words = f"{line.severity or ''} {line.message or ''}".strip()
    stack = f"\n{line.stack}" if page.verbose and line.stack else ""
    return shortened(words, whole=page.verbose) + stack


def exchanged(
    charge: Usage, depth: int, page: Page, *, beside: tuple[str | None, ...] = ()
) -> Iterator[Text]:
    """Yield what a model was asked and what it wrote, where everything is wanted and it isn't said beside it anyway."""
    if page.verbose:
        for label, text in (("Prompt", charge.prompt), ("Answer", charge.response)):
            yield from payload(label, None if text in beside else text, depth, page)


def told(charge: Usage, *, is_known: bool = False) -> str:
    """Return a charge on one line: what was asked for, who served it, how much it took, and how it came here.

    The prompt template is named unless it is known by the step.
    """
    served = f" served by {charge.served_model}" if charge.served_model else ""
    served += f" for {charge.template}" if charge.template and not is_known else ""
    amounts = (
        (charge.tokens_in, "tokens in"),
        (charge.tokens_out, "out" if charge.tokens_in is not None else "tokens out"),
        (charge.tokens_cache_read, "read from cache"),
        (charge.tokens_cache_write, "written to cache"),
        (charge.chars_in, "characters in"),
        (charge.chars_out, "characters out"),
    )
    known = [f"{amount:,} {what}" for amount, what in amounts if amount is not None]
    known += [] if charge.cost_usd is None else [money(charge.cost_usd)]
    bound = _BOUND.get(charge.binding) if charge.binding else None
    failed = f"; failed: {shortened(charge.error, whole=False)}" if charge.error else ""
    words = (
        f"{charge.model or charge.kind or 'charge'}{served}: {', '.join(known) or 'nothing recorded'}{failed}"
    )
    return f"{words} · {bound}" if bound else words


def _verdicts(step: Step, depth: int, page: Page) -> Iterator[Text]:
    """Yield how a step was judged, what speaks against it first; what its own output says is not said again."""
    given = [
        replace(verdict, text=None) if verdict.text and verdict.text == step.output_text else verdict
        for verdict in step.assessments
    ]
    for words in against(given, whole=page.verbose):
        yield from page.detail(depth, "Judged", f"✗ {words}", style=FAILED)
    for words in otherwise(given, whole=page.verbose):
        yield from page.detail(depth, "Judged", words)


def _variables(step: Step, depth: int, page: Page) -> Iterator[Text]:
    """Yield what became of the agent's variables; what they all held where everything is wanted."""
    if page.verbose:
        yield from payload("Before", step.variables_before, depth, page)
        yield from payload("After", step.variables_after, depth, page)
    changed = [_change(change) for change in changes(step)]
    if changed:
        yield from page.detail(depth, "Vars", "\n".join(changed))


def _change(change: Change) -> str:
    """Return one variable that isn't as it was."""
    words = f"{_MARKS[change.how]} {plain(change.name)}"
    if change.how == "set":
        return f"{words} = {_value(change.after)}"
    return f"{words} = {_value(change.before)} → {_value(change.after)}" if change.how == "changed" else words


def _value(held: object) -> str:
    written = json.dumps(held, ensure_ascii=False)
    return written if len(written) <= _VALUE else f"{written[:_VALUE]}…"
