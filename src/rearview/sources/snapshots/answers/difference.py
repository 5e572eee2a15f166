"""Two runs side by side: what is the same, what isn't, and by how much."""

from dataclasses import dataclass
from typing import TypeAlias

from rearview.sources.snapshots.answers.summary import Summary
from rearview.sources.snapshots.answers.turns import money

Value: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """One amount or fact of two runs."""

    name: str
    a: Value
    b: Value
    change: int | float | None
    """From the first to the second, where both are amounts."""
    differs: bool


def difference(first: Summary, second: Summary) -> list[DifferenceRow]:
    """Return all that is compared, in the order in which it is read."""
    facts, other = _facts(first), _facts(second)
    tools = [f"tool {name}" for name in dict.fromkeys((*first.tools, *second.tools))]
    return [
        *(_row(name, facts[name], other[name]) for name in facts),
        *(_row(name, first.tools.get(name[5:], 0), second.tools.get(name[5:], 0)) for name in tools),
    ]


def _facts(run: Summary) -> dict[str, Value]:
    amounts = run.totals.inclusive
    return {
        "agent": run.root.agent,
        "outcome": run.root.outcome,
        "exit": run.root.exit,
        "error": run.root.error,
        "duration_ms": run.root.duration_ms,
        "turns": run.root.turns,
        "llm": run.kinds.get("llm", 0),
        "tools": run.kinds.get("tool", 0),
        "agents": amounts.agents_run,
        "failed": len(run.failed),
        "unfinished": len(run.unfinished),
        "errors": len(run.errors),
        "warnings": run.warnings,
        "tokens_in": amounts.tokens_in,
        "tokens_out": amounts.tokens_out,
        "tokens_cache_read": amounts.tokens_cache_read,
        "tokens_cache_write": amounts.tokens_cache_write,
        "cost_usd": money(amounts),
        "unpriced": amounts.unpriced,
        "models": ", ".join(run.models),
        "report_characters": len(run.report.text) if run.report else 0,
    }


def _row(name: str, first: Value, second: Value) -> DifferenceRow:
    change = (
        round(second - first, 10)
        if isinstance(first, int | float) and isinstance(second, int | float)
        else None
    )
    return DifferenceRow(name=name, a=first, b=second, change=change, differs=first != second)
