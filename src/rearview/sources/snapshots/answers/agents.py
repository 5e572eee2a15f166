"""The sessions of a run as a tree: who called whom, how each ended, what each took itself and with all that it called."""

from collections import Counter
from dataclasses import dataclass

from rearview.model.tables import Outcome
from rearview.sources.snapshots.answers.scope import agent_of
from rearview.sources.snapshots.answers.turns import money
from rearview.sources.snapshots.callpath import callpath
from rearview.sources.snapshots.exit import Exit, exits
from rearview.sources.snapshots.number import duration, whole
from rearview.sources.snapshots.places import Absent, Places, SessionPlace
from rearview.sources.snapshots.sessions import ingress, outcome
from rearview.sources.snapshots.steps import status
from rearview.sources.snapshots.totals import SessionTotals, totals
from rearview.sources.snapshots.turns import kind


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRow:
    """One session of a run, or one that the file only names."""

    session_id: str | None
    parent_session_id: str | None
    agent: str
    depth: int
    call_path: str | None
    title: str | None
    status: str | None
    """The last status that the agent told of itself."""
    outcome: Outcome | None
    error: str | None
    exit: str | None
    started_ms: int | None
    ended_ms: int | None
    duration_ms: int | None
    called_by: str | None
    """The operation that opened it."""
    turns: int | None
    operations: int | None
    failed: int | None
    tools: int | None
    tokens_in: int | None
    tokens_out: int | None
    cost_usd: float | None
    inclusive_tokens_in: int | None
    inclusive_tokens_out: int | None
    inclusive_cost_usd: float | None
    recorded_cost_usd: float | None
    """In the recorder's own totals, which are inclusive and rounded."""
    differences: tuple[str, ...]
    """Amounts that the recorder's totals state otherwise."""
    ingress: object
    """What is known about the request that began it."""
    in_file: bool


def agents(places: Places) -> list[AgentRow]:
    """Return the sessions of a run in the order of a tree: each with those that it called below it."""
    left, turns, ops, failed = exits(places.steps), Counter[str](), Counter[str](), Counter[str]()
    for turn in places.turns:
        turns[turn.session.session_id] += kind(turn.node) == "turn"
    for step in places.steps:
        ops[step.session_id] += 1
        failed[step.session_id] += status(step.op) == "failed"
    held = {it.session.session_id: it for it in totals(places)}
    rows = {
        id_: _row(it, left.get(id_), turns=turns[id_], operations=ops[id_], failed=failed[id_])
        for id_, it in held.items()
    }
    return _as_tree(places, rows)


def _as_tree(places: Places, rows: dict[str, AgentRow]) -> list[AgentRow]:
    """Put each session below the one that called it, in the order of the calls."""
    below: dict[str, list[AgentRow | str]] = {}
    absent = {it.caller.step_id: it for it in places.absent}
    for step in places.steps:
        if step.child_id in rows and rows[step.child_id].called_by == step.step_id:
            below.setdefault(step.session_id, []).append(step.child_id)
        elif step.step_id in absent:
            below.setdefault(step.session_id, []).append(_absent(absent[step.step_id]))
    ordered: list[AgentRow] = []
    waiting: list[AgentRow | str] = [places.sessions[0].session_id]
    while waiting:
        one = waiting.pop()
        if isinstance(one, AgentRow):
            ordered.append(one)
            continue
        ordered.append(rows[one])
        waiting.extend(reversed(below.get(one, [])))
    return ordered


def _row(held: SessionTotals, left: Exit | None, *, turns: int, operations: int, failed: int) -> AgentRow:
    place, own, inclusive = held.session, held.own, held.inclusive
    node = place.node
    return AgentRow(
        session_id=place.session_id,
        parent_session_id=place.parent_id,
        agent=agent_of(place),
        depth=place.depth,
        call_path=callpath(node.call_path),
        title=node.session_title or None,
        status=node.latest_status,
        outcome=outcome(node),
        error=node.error,
        exit=left.reason if left else None,
        started_ms=whole(node.started_at),
        ended_ms=whole(node.ended_at),
        duration_ms=duration(node.started_at, node.ended_at),
        called_by=place.caller_id,
        turns=turns,
        operations=operations,
        failed=failed,
        tools=own.tools_run,
        tokens_in=own.tokens_in,
        tokens_out=own.tokens_out,
        cost_usd=money(own),
        inclusive_tokens_in=inclusive.tokens_in,
        inclusive_tokens_out=inclusive.tokens_out,
        inclusive_cost_usd=money(inclusive),
        recorded_cost_usd=held.recorded.cost_usd if held.recorded else None,
        differences=tuple(difference.amount for difference in held.differences),
        ingress=ingress(node),
        in_file=True,
    )


def _absent(named: Absent) -> AgentRow:
    """Return what is known of a session that isn't in the file; it counts nothing."""
    above: SessionPlace = named.caller.turn.session
    unknown = dict.fromkeys(AgentRow.__dataclass_fields__)
    known = {
        "session_id": named.session_id,
        "parent_session_id": above.session_id,
        "agent": named.agent or named.caller.op.attributes.name or "unknown",
        "depth": above.depth + 1,
        "call_path": callpath(named.call_path),
        "status": "never started" if named.never_started else named.status,
        "called_by": named.caller.step_id,
        "differences": (),
        "in_file": False,
    }
    return AgentRow(**{**unknown, **known})  # type: ignore[arg-type]
