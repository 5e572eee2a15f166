"""The operations of a run: how each went, how long it took, how large it was, what it cost.

Owns what is said of an operation in one row, and how operations are chosen and ordered. What was sent and got back is
left undecoded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from heapq import nlargest

from rearview.model.tables import StepKind, StepStatus
from rearview.sources.snapshots.answers.scope import agent_of
from rearview.sources.snapshots.charge import tokens_of
from rearview.sources.snapshots.failure import reason
from rearview.sources.snapshots.format import Operation
from rearview.sources.snapshots.number import amount, duration, whole
from rearview.sources.snapshots.places import Places, StepPlace
from rearview.sources.snapshots.steps import KINDS, name, status
from rearview.sources.snapshots.totals import SessionTotals, totals

_SEPARATOR = "__"


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRow:
    """One operation."""

    session_id: str
    agent: str
    depth: int
    turn: str
    path: str
    op_id: str
    kind: StepKind
    name: str | None
    provider: str | None
    tool_kind: str | None
    """Of a tool: mcp, rest, agent or command."""
    attempt: int | None
    status: StepStatus | None
    error: str | None
    started_ms: int | None
    ended_ms: int | None
    duration_ms: int | None
    """From its beginning to its end."""
    latency_ms: int | None
    """As the recorder measured it."""
    request_bytes: int | None
    response_bytes: int | None
    truncated: bool | None
    tokens_in: int | None
    tokens_out: int | None
    cost_usd: float | None
    """What it cost itself; a sub-agent's cost isn't its caller's own."""
    inclusive_cost_usd: float | None
    """With all that it called."""
    child_session_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which operations are meant; what isn't said is no limit."""

    kinds: frozenset[str] = frozenset()
    name: str | None = None
    failed: bool = False
    unfinished: bool = False
    truncated: bool = False
    slowest: int | None = None
    largest: int | None = None

    def of(self, rows: Iterable[OperationRow]) -> list[OperationRow]:
        """Return the operations that are meant, in order of the file, the slowest or the largest first."""
        found = [row for row in rows if self._fits(row)]
        if self.largest is not None:
            return nlargest(self.largest, found, key=_size)
        if self.slowest is not None:
            timed = [row for row in found if row.duration_ms is not None]
            return nlargest(self.slowest, timed, key=lambda row: row.duration_ms or 0)
        return found

    def _fits(self, row: OperationRow) -> bool:
        return (
            (not self.kinds or row.kind in self.kinds)
            and (self.name is None or is_named(row.name, self.name))
            and (row.status == "failed" or not self.failed)
            and (row.status == "open" or not self.unfinished)
            and (row.truncated is True or not self.truncated)
        )


def operations(places: Places, whole_run: Places) -> list[OperationRow]:
    """Return the rows of all operations of a part of a run; what they called counts, wherever that is."""
    inclusive = {held.session.session_id: held for held in totals(whole_run)}
    return [_row(place, inclusive) for place in places.steps]


def is_named(called: str | None, wanted: str) -> bool:
    """Tell whether a name is meant: by the whole of it, by what follows its namespace, or by a pattern with * and ?."""
    if called is None:
        return False
    whole_name, pattern = called.casefold(), wanted.casefold()
    bare = whole_name.partition(_SEPARATOR)[2]
    return any(fnmatchcase(known, pattern) for known in (whole_name, bare) if known)


def _row(place: StepPlace, inclusive: dict[str, SessionTotals]) -> OperationRow:
    op, session = place.op, place.turn.session
    read, written, cost = _took(op)
    return OperationRow(
        session_id=session.session_id,
        agent=agent_of(session),
        depth=session.depth,
        turn=place.turn.mark,
        path=place.path,
        op_id=place.step_id,
        kind=KINDS.get(op.kind, "other"),
        name=name(op),
        provider=op.attributes.provider,
        tool_kind=op.attributes.kind,
        attempt=place.attempt,
        status=status(op),
        error=reason(op),
        started_ms=whole(op.started_at),
        ended_ms=whole(op.ended_at),
        duration_ms=duration(op.started_at, op.ended_at),
        latency_ms=whole(op.attributes.latency),
        request_bytes=whole(op.request.size) if op.request else None,
        response_bytes=whole(op.response.size) if op.response else None,
        truncated=op.response.truncated if op.response else None,
        tokens_in=read,
        tokens_out=written,
        cost_usd=cost,
        inclusive_cost_usd=_inclusive(cost, inclusive.get(place.child_id or "")),
        child_session_id=place.child_id,
    )


def _took(op: Operation) -> tuple[int | None, int | None, float | None]:
    """Return the tokens and the money that an operation took; what nobody recorded is unknown."""
    counts = [tokens_of(entry) for entry in op.accounting]
    costs = [cost for entry in op.accounting if (cost := amount(entry.cost_usd)) is not None]
    read = [count.tokens_in for count in counts if count.tokens_in is not None]
    written = [count.tokens_out for count in counts if count.tokens_out is not None]
    return (
        sum(read) if read else None,
        sum(written) if written else None,
        exact(sum(costs)) if costs else None,
    )


def _inclusive(own: float | None, called: SessionTotals | None) -> float | None:
    costs = [cost for cost in (own, called.inclusive.cost_usd if called else None) if cost is not None]
    return exact(sum(costs)) if costs else None


def exact(usd: float) -> float:
    """Return a sum of money without the noise of binary fractions."""
    return round(usd, 10)


def _size(row: OperationRow) -> int:
    return (row.response_bytes or 0) + (row.request_bytes or 0)
