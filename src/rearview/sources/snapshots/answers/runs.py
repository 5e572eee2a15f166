"""The runs of a sessions' folder, each in one row; a file that can't be read has a row too, which says why."""

from collections.abc import Iterable
from dataclasses import dataclass

from rearview.errors import RearviewError
from rearview.model.tables import Outcome
from rearview.sources.snapshots.answers.find import Kept
from rearview.sources.snapshots.answers.scope import agent_of
from rearview.sources.snapshots.answers.turns import money
from rearview.sources.snapshots.number import duration, whole
from rearview.sources.snapshots.places import places
from rearview.sources.snapshots.read import read
from rearview.sources.snapshots.sessions import outcome
from rearview.sources.snapshots.steps import status
from rearview.sources.snapshots.totals import totals
from rearview.sources.snapshots.turns import kind


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run of a folder."""

    id: str
    file: str
    bytes: int
    changed_ms: int
    version: int | None = None
    agent: str | None = None
    title: str | None = None
    outcome: Outcome | None = None
    error: str | None = None
    started_ms: int | None = None
    ended_ms: int | None = None
    duration_ms: int | None = None
    turns: int | None = None
    agents: int | None = None
    """Sessions, the root's included."""
    failed: int | None = None
    """Operations of any session."""
    cost_usd: float | None = None
    """With all sub-agents."""
    unreadable: str | None = None
    """Why it can't be read."""


def runs(kept: Iterable[Kept]) -> list[RunRow]:
    """Return the rows of some runs."""
    return [_row(one) for one in kept]


def _row(kept: Kept) -> RunRow:
    try:
        snapshot = read(kept.path)
    except RearviewError as error:
        return RunRow(
            id=kept.id,
            file=str(kept.path),
            bytes=kept.size,
            changed_ms=kept.changed_ms,
            unreadable=error.what,
        )
    found = places(snapshot)
    root, node = found.sessions[0], found.sessions[0].node
    own = [turn for turn in found.turns if turn.session.session_id == root.session_id]
    return RunRow(
        id=kept.id,
        file=str(kept.path),
        bytes=kept.size,
        changed_ms=kept.changed_ms,
        version=snapshot.version,
        agent=agent_of(root),
        title=node.session_title or None,
        outcome=outcome(node),
        error=node.error,
        started_ms=whole(node.started_at),
        ended_ms=whole(node.ended_at),
        duration_ms=duration(node.started_at, node.ended_at),
        turns=sum(kind(turn.node) == "turn" for turn in own),
        agents=len(found.sessions),
        failed=sum(status(step.op) == "failed" for step in found.steps),
        cost_usd=money(totals(found)[0].inclusive),
    )
