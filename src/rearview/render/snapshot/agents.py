"""The sessions of a run as a tree: each below the one that called it, with how it ended and what it took."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from rearview.render.amount import counted, duration
from rearview.render.facts import FAILED, WARNING
from rearview.render.plain import plain
from rearview.render.snapshot.lists import paid
from rearview.render.wrap import wrap
from rearview.sources.snapshots.answers.agents import AgentRow

_STEP = "  "
_DEEPEST = 8
"""Further down, sessions are set in no further."""


def tree(rows: Sequence[AgentRow], *, width: int) -> Iterator[Text]:
    """Yield the lines of a tree of sessions."""
    for row in rows:
        indent = _STEP * min(row.depth, _DEEPEST)
        failed = row.outcome == "failed" or row.status == "failed"
        style = FAILED if failed else WARNING if not row.in_file else "bold"
        for line in wrap(plain(_name(row)), width - len(indent)):
            yield Text(indent + line, style)
        for words in _said(row):
            for line in wrap(plain(words), width - len(indent) - len(_STEP)):
                yield Text(indent + _STEP + line)


def _name(row: AgentRow) -> str:
    title = f' "{row.title}"' if row.title else ""
    return f"{row.agent}{title}  {row.session_id or 'no id'}"


def _said(row: AgentRow) -> Iterator[str]:
    if not row.in_file:
        yield f"not in this file{f': {row.status}' if row.status else ''}"
        return
    ended = f"{row.outcome or 'unknown'}{f' ({row.exit})' if row.exit else ''}"
    did = [counted(row.turns or 0, "turn"), counted(row.operations or 0, "operation")]
    did += [f"{row.failed:,} failed"] if row.failed else []
    yield f"{ended}, {duration(row.duration_ms)}; {', '.join(did)}"
    if row.error:
        yield f"error: {row.error}"
    yield _took(row)


def _took(row: AgentRow) -> str:
    own = f"{row.tokens_in or 0:,} in, {row.tokens_out or 0:,} out, {paid(row.cost_usd)}"
    inclusive = f"{row.inclusive_tokens_in or 0:,} in, {row.inclusive_tokens_out or 0:,} out, {paid(row.inclusive_cost_usd)}"
    return f"itself: {own}" if own == inclusive else f"itself: {own}; with all it called: {inclusive}"
