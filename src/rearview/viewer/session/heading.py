"""What stands above a session: which it is, what went wrong in it and where that shows, how whole it is.

Owns what is said and in which order; how it looks is the templates' affair.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rearview.model.diff.totals import Totals, totals
from rearview.model.findings import Evidence, Finding
from rearview.model.session import Session
from rearview.model.shape import Shape
from rearview.render.amount import duration, money
from rearview.render.heading import outcome
from rearview.viewer.session.opened import Opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row that shows a finding, and the event to look at."""

    evidence: Evidence
    at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding, and where it leads."""

    finding: Finding
    at: int | None
    """The event that it is about; None where it is about the session as a whole."""
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """All of it."""

    root: Session
    outcome: str
    facts: tuple[tuple[str, str], ...]
    findings: tuple[Told, ...]
    shapes: Sequence[Shape]
    is_open: bool


def heading(opened: Opened) -> Head:
    """Return what stands above a session."""
    root = opened.tree.root
    return Head(
        root=root,
        outcome=outcome(root),
        facts=tuple(_facts(root, totals(opened.tree))),
        findings=tuple(_told(opened, finding) for finding in opened.findings),
        shapes=[shape for shape in opened.shapes if shape.name != "complete"],
        is_open=opened.is_open,
    )


def _facts(root: Session, sums: Totals) -> Iterator[tuple[str, str]]:
    """Yield what is known of the session as a whole, each with its label."""
    yield "Agent", " ".join(filter(None, (root.agent, root.agent_version))) or "unknown"
    if root.channel or root.mode:
        yield "Channel", " ".join(filter(None, (root.channel, f"({root.mode})" if root.mode else None)))
    yield "Duration", duration(root.duration_ms)
    yield "Turns", f"{sums.turns:,}"
    yield "Steps", f"{sums.steps:,}, {sums.failed_steps:,} failed" if sums.failed_steps else f"{sums.steps:,}"
    if sums.sessions > 1:
        yield "Sub-agents", f"{sums.sessions - 1:,}"
    if sums.tokens_in is not None:
        yield "Tokens", f"{sums.tokens_in:,} in, {sums.tokens_out or 0:,} out"
    yield "Cost", "unknown" if sums.cost_usd is None else money(sums.cost_usd)
    yield "Session", root.session_id


def _told(opened: Opened, finding: Finding) -> Told:
    where = finding.where
    return Told(
        finding=finding,
        at=opened.find(step=where.step_id, turn=where.turn_id),
        shown=tuple(
            Shown(evidence=evidence, at=opened.find(step=evidence.id, turn=evidence.id))
            for evidence in finding.evidence
        ),
    )
