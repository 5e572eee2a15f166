"""Cells that earlier runs left under work and that a plan doesn't name: they are finished first, or let go."""

from collections.abc import Collection

from rearview.lake.staging import Staging
from rearview.lake.writer import Writer
from rearview.sources.agentforce.extract.plan import Group, Plan, Unit
from rearview.sources.agentforce.extract.slices import State


def with_leftovers(plan: Plan, writer: Writer, tables: Collection[str]) -> Plan:
    """Return a plan that begins with what was left of tables that can be read; what is of no use any more goes."""
    planned = {unit.cell: unit for unit in plan.units}
    groups = []
    for staging in writer.staged():
        ticket = staging.ticket
        unit = planned.get(ticket.cell)
        if unit is not None and unit.window == ticket.window:
            continue
        if not _is_useful(staging, writer) or _is_in_the_way(staging, plan):
            staging.clear()
        elif ticket.table in tables:
            left = Unit(table=ticket.table, window=ticket.window, reason="staged")
            groups.append(Group(window=ticket.window, units=(left,)))
    return Plan(groups=(*groups, *plan.groups), settled=plan.settled)


def _is_useful(staging: Staging, writer: Writer) -> bool:
    """Whether a cell can be gone on with and would fit into the lake."""
    ticket = staging.ticket
    return State.load(ticket.resume) is not None and writer.ledger.clash(ticket.cell, ticket.window) is None


def _is_in_the_way(staging: Staging, plan: Plan) -> bool:
    """Whether the plan reads the same time in other windows."""
    ticket = staging.ticket
    return any(
        unit.table == ticket.table
        and unit.window is not None
        and ticket.window is not None
        and unit.window.overlaps(ticket.window)
        for unit in plan.units
    )
