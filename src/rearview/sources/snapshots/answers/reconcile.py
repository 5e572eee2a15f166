"""Whether the ledger of charges says of each run what the run's own tree says.

Owns the comparison. Only model calls are compared: charges for tools often don't say which run they belong to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rearview.errors import NotFoundError, RearviewError
from rearview.sources.snapshots.answers.ledger import UNTOLD, Ledger
from rearview.sources.snapshots.answers.turns import money
from rearview.sources.snapshots.places import places
from rearview.sources.snapshots.read import read
from rearview.sources.snapshots.totals import totals

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """One run, by its ledger and by its tree."""

    session_id: str
    ledger_calls: int
    tree_calls: int | None
    ledger_cost_usd: float | None
    tree_cost_usd: float | None
    agrees: bool | None
    """None where there is no tree to compare."""
    note: str | None


def reconcile(ledger: Ledger, file_of: Callable[[str], Path]) -> list[Reconciled]:
    """Compare each run of a ledger with its tree, those that disagree first."""
    rows = [
        _row(session_id, tally.amounts.calls, money(tally.amounts), file_of)
        for session_id, tally in ledger.sessions.items()
    ]
    return sorted(rows, key=lambda row: (row.agrees is not False, row.agrees is None))


def _row(session_id: str, calls: int, cost: float | None, file_of: Callable[[str], Path]) -> Reconciled:
    if session_id == UNTOLD:
        return _unknown(session_id, calls, cost, "These charges don't say which run they belong to.")
    try:
        tree = totals(places(read(file_of(session_id))))[0].inclusive
    except NotFoundError:
        return _unknown(session_id, calls, cost, "The folder has no file of this run.")
    except RearviewError as error:
        return _unknown(session_id, calls, cost, error.what)
    paid = money(tree)
    agrees = tree.calls == calls and abs((paid or 0) - (cost or 0)) < _ROUNDING
    return Reconciled(
        session_id=session_id,
        ledger_calls=calls,
        tree_calls=tree.calls,
        ledger_cost_usd=cost,
        tree_cost_usd=paid,
        agrees=agrees,
        note=None if agrees else "The ledger and the tree don't agree.",
    )


def _unknown(session_id: str, calls: int, cost: float | None, note: str) -> Reconciled:
    return Reconciled(
        session_id=session_id,
        ledger_calls=calls,
        tree_calls=None,
        ledger_cost_usd=cost,
        tree_cost_usd=None,
        agrees=None,
        note=note,
    )
