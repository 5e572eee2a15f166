"""What a run, or a ledger of many, was charged: the sums, then the table, then what can't be told."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from rearview.render.amount import counted, money
from rearview.render.facts import WARNING, across, facts
from rearview.render.snapshot.lists import paid, percent
from rearview.render.snapshot.sheet import Column, sheet
from rearview.sources.snapshots.answers.accounting import cache_share
from rearview.sources.snapshots.answers.ledger import Ledger
from rearview.sources.snapshots.answers.reconcile import Reconciled
from rearview.sources.snapshots.totals import Amounts, Difference


def amounts(held: Amounts, *, width: int) -> Iterator[Text]:
    """Yield what some model calls took together."""
    return facts(told(held), width=width)


def told(held: Amounts) -> Iterator[tuple[str, str]]:
    """Yield what some model calls took, as facts."""
    yield (
        "Calls",
        f"{held.calls:,} of models, {held.tools_run:,} of tools"
        if held.tools_run
        else f"{held.calls:,} of models",
    )
    yield "Tokens", f"{held.tokens_in:,} in, {held.tokens_out:,} out"
    if held.tokens_cache_read or held.tokens_cache_write:
        share = percent(cache_share(held))
        yield (
            "Cache",
            f"{held.tokens_cache_read:,} read from it, {share} of all read; {held.tokens_cache_write:,} written",
        )
    yield "Cost", cost(held)


def cost(held: Amounts) -> str:
    """Return what is known to have been paid, and for how many calls that isn't known."""
    known = paid(None if held.cost_usd is None else held.known_cost_usd)
    if held.unpriced:
        known += f", and {counted(held.unpriced, 'call')} whose price is missing"
    if held.unanswered:
        known += f"; {counted(held.unanswered, 'attempt')} without an answer"
    return known


def differences(found: Sequence[Difference], *, width: int) -> Iterator[Text]:
    """Yield where the recorder's own totals say something else."""
    for difference in found:
        yield from across(stated(difference), width=width, style=WARNING)


def stated(difference: Difference) -> str:
    """Return one difference in words."""
    is_money = difference.amount == "cost_usd"
    recorded = money(difference.recorded) if is_money else f"{difference.recorded:,}"
    said = f"The recorder's totals say {recorded} for {difference.amount}"
    if difference.recounted is None:
        return f"{said}; what the charges add up to can't be told."
    recounted = money(difference.recounted) if is_money else f"{difference.recounted:,}"
    return f"{said}; the charges add up to {recounted}."


def ledger(held: Ledger, table: Iterator[Text], *, width: int) -> Iterator[Text]:
    """Yield what a ledger holds: its sums, and how much of it is said twice."""
    summed = held.models.amounts
    twice = f", of which {held.repeated:,} repeat an earlier one and weren't counted" if held.repeated else ""
    lines = [("Lines", f"{held.lines:,}{twice}"), *told(summed), ("Tools", counted(held.tools, "call"))]
    if held.repeated:
        every = money(summed.known_cost_usd + held.repeated_cost_usd)
        lines.append(("All lines", f"{every}, were the repeated ones counted"))
    yield from facts(lines, width=width)
    if held.unreadable:
        words = f"{counted(held.unreadable, 'line')} can't be read; the first is {held.first_unreadable}."
        yield from across(words, width=width, style=WARNING)
    yield Text()
    yield from table


def reconciled(rows: Sequence[Reconciled], *, width: int) -> Iterator[Text]:
    """Yield how each run of a ledger compares with its tree."""
    return sheet(
        rows,
        (
            Column(heading="Run", value=lambda row: row.session_id),
            Column(
                heading="Agrees", value=lambda row: {True: "yes", False: "NO", None: "unknown"}[row.agrees]
            ),
            Column(heading="Calls", value=lambda row: row.ledger_calls),
            Column(heading="Tree", value=lambda row: row.tree_calls),
            Column(heading="Cost", value=lambda row: paid(row.ledger_cost_usd)),
            Column(
                heading="Tree's",
                value=lambda row: None if row.tree_calls is None else paid(row.tree_cost_usd),
            ),
            Column(heading="Note", value=lambda row: row.note),
        ),
        width=width,
        none="The ledger names no run.",
    )
