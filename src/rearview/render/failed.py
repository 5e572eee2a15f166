"""The sessions in which something failed, to read. Yields lines; it must never print."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from rearview.library.failed import Failed
from rearview.render.amount import counted
from rearview.render.facts import across, moment
from rearview.render.plain import plain
from rearview.render.wrap import wrap

_INDENT = "  "
_LONG = 240


def show(found: Sequence[Failed], *, width: int) -> Iterator[Text]:
    """Yield the lines about some sessions, their ids whole, so that they can be copied."""
    if not found:
        yield from across("No session failed, nor a step of one.", width=width)
        return
    yield from across(f"FAILED: {counted(len(found), 'session')}", width=width, style="bold")
    for one in found:
        yield Text()
        yield Text(plain(one.session_id), "bold")
        for words in filter(None, (_told(one), (one.error or "")[:_LONG])):
            yield from (Text(_INDENT + line) for line in wrap(plain(words), width - len(_INDENT)))
    yield Text()
    yield from across("'rearview debug-session --errors --session-id ID' shows what went wrong.", width=width)


def _told(one: Failed) -> str:
    started = None if one.started_ms is None else f"{moment(one.started_ms)} UTC"
    ended = (one.outcome or "unknown").replace("_", " ")
    steps = f"{counted(one.failed_steps, 'step')} failed" if one.failed_steps else None
    return ", ".join(filter(None, (started, one.agent, ended, steps)))
