"""What the page of a session says about it as a whole, as plain values: its facts, and what went wrong.

Owns the words and their order. It must not know a tag; whoever fills the templates escapes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from rearview.model.diff.totals import totals
from rearview.model.findings import Finding, Severity, findings
from rearview.model.session import Tree
from rearview.model.shape import shapes
from rearview.render.amount import clock, counted, date, duration, money
from rearview.render.heading import outcome
from rearview.render.html.entry import Text
from rearview.render.plain import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding, and the number of the entry that shows it."""

    severity: Severity
    sentence: str
    next_step: str
    entry: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """All that stands above the timeline."""

    heading: str
    facts: tuple[Text, ...]
    findings: tuple[Told, ...]


def about(tree: Tree, places: Mapping[str, int]) -> About:
    """Return what is said about a session, given in which entries its steps stand."""
    root, found = tree.root, findings(tree)
    return About(
        heading=plain(root.title or root.agent or root.session_id),
        facts=tuple(Text(label=label, text=plain(words)) for label, words in _facts(tree, found) if words),
        findings=tuple(_told(finding, places) for finding in found),
    )


def _facts(tree: Tree, found: Sequence[Finding]) -> Iterator[tuple[str, str | None]]:
    root, sums = tree.root, totals(tree)
    began = root.started_ms
    yield "Session", root.session_id
    yield "Agent", " ".join(filter(None, (root.agent, root.agent_version))) or "unknown"
    yield "Channel", " ".join(filter(None, (root.channel, f"({root.mode})" if root.mode else None)))
    yield "Started", "unknown" if began is None else f"{date(began)} {clock(began)} UTC"
    yield "Duration", duration(root.duration_ms)
    yield "Outcome", outcome(root)
    yield "Error", root.error
    yield "Turns", f"{sums.turns:,}"
    yield "Steps", f"{sums.steps:,}, {sums.failed_steps:,} failed"
    yield "Sub-agents", f"{sums.sessions - 1:,}" if sums.sessions > 1 else None
    if sums.tokens_in is not None or sums.tokens_out is not None:
        yield "Tokens", f"{sums.tokens_in or 0:,} in, {sums.tokens_out or 0:,} out"
    yield "Cost", None if sums.cost_usd is None else _cost(sums.cost_usd, _unpriced(tree))
    yield "Trace", " ".join(f"{shape.sentence} {shape.next_step}".strip() for shape in shapes(tree, found))


def _cost(known: float, unpriced: int) -> str:
    return f"{money(known)}, and {counted(unpriced, 'call')} of unknown price" if unpriced else money(known)


def _unpriced(tree: Tree) -> int:
    """Return how many model calls used tokens and have no price."""
    turns = [turn for session in tree.sessions for turn in session.turns]
    held = (node.usage for nodes in (tree.sessions, turns, tree.steps()) for node in nodes)
    charges = chain.from_iterable(held)
    return sum(one.cost_usd is None and bool(one.tokens_in or one.tokens_out) for one in charges)


def _told(finding: Finding, places: Mapping[str, int]) -> Told:
    return Told(
        severity=finding.severity,
        sentence=plain(finding.sentence),
        next_step=plain(finding.next_step),
        entry=places.get(finding.where.step_id or ""),
    )
