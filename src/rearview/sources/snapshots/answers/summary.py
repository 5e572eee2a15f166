"""A run at a glance: which it is, how it ended, what went wrong first, what it took."""

from collections import Counter
from dataclasses import dataclass

from rearview.sources.snapshots.answers.accounting import charges, served
from rearview.sources.snapshots.answers.agents import AgentRow, agents
from rearview.sources.snapshots.answers.logs import Lines, LogRow
from rearview.sources.snapshots.answers.operations import OperationRow, operations
from rearview.sources.snapshots.format import Snapshot
from rearview.sources.snapshots.places import Places
from rearview.sources.snapshots.report import Report, reports
from rearview.sources.snapshots.totals import SessionTotals, totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A run at a glance."""

    snapshot: Snapshot
    root: AgentRow
    totals: SessionTotals
    """Of the root session."""
    agents: list[AgentRow]
    kinds: dict[str, int]
    """How many operations there are of each kind."""
    failed: list[OperationRow]
    unfinished: list[OperationRow]
    last: OperationRow | None
    """The root's last operation that isn't the system's."""
    errors: list[LogRow]
    """Log lines that are errors or ended the run, by time."""
    warnings: int
    models: list[str]
    tools: dict[str, int]
    report: Report | None


def summary(snapshot: Snapshot, places: Places) -> Summary:
    """Return a run at a glance."""
    rows = operations(places, places)
    root = places.sessions[0].session_id
    lines = Lines(severities=frozenset({"ERR", "WRN"})).of(places)
    fatal = [line for line in Lines(fatal=True).of(places) if line.severity != "ERR"]
    errors = sorted(
        [*(line for line in lines if line.severity == "ERR"), *fatal], key=lambda line: line.at_ms or 0
    )
    tree = agents(places)
    own = [row for row in rows if row.session_id == root and row.kind != "system"]
    return Summary(
        snapshot=snapshot,
        root=tree[0],
        totals=totals(places)[0],
        agents=tree,
        kinds=dict(Counter(row.kind for row in rows)),
        failed=[row for row in rows if row.status == "failed"],
        unfinished=[row for row in rows if row.status == "open"],
        last=max(own, key=lambda row: row.started_ms or 0, default=None),
        errors=errors,
        warnings=sum(line.severity == "WRN" for line in lines),
        models=list(dict.fromkeys(served(it.entry) for it in charges(places) if it.entry.type == "llm")),
        tools=dict(Counter(row.name or "unknown" for row in rows if row.kind == "tool").most_common()),
        report=reports(places).get(root),
    )
