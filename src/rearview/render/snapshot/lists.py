"""Turns, operations, model calls, tools, runs and charges as tables to read.

Owns which columns a person gets; programs get all of them elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from rearview.render.amount import duration, money
from rearview.render.facts import moment
from rearview.render.snapshot.sheet import Column, by_session, sheet
from rearview.render.table import Value
from rearview.sources.snapshots.answers.accounting import ModelSum, ToolSum
from rearview.sources.snapshots.answers.model_calls import ModelCall
from rearview.sources.snapshots.answers.operations import OperationRow
from rearview.sources.snapshots.answers.runs import RunRow
from rearview.sources.snapshots.answers.tool_calls import ToolRow
from rearview.sources.snapshots.answers.turns import TurnRow

Ids = Mapping[str, str]
"""The ids of operations as they are shown."""


def turns(rows: Sequence[TurnRow], *, width: int) -> Iterator[Text]:
    """Yield a table of turns; costs are the turn's own, and in total with its sub-agents."""
    return by_session(
        rows,
        (
            Column(heading="Agent", value=lambda row: row.agent, telling=True),
            Column(
                heading="Turn",
                value=lambda row: row.turn if row.kind == "turn" else f"{row.turn} {row.label}",
            ),
            Column(heading="Took", value=lambda row: took(row.duration_ms)),
            Column(heading="LLM", value=lambda row: row.llm or None),
            Column(heading="Tool", value=lambda row: row.tools or None),
            Column(heading="Agent", value=lambda row: row.agents or None),
            Column(heading="Retry", value=lambda row: row.retries or None),
            Column(heading="Fail", value=lambda row: row.failed or None),
            Column(heading="In", value=lambda row: row.tokens_in if row.llm else None),
            Column(heading="Out", value=lambda row: row.tokens_out if row.llm else None),
            Column(heading="Cost", value=lambda row: paid(row.cost_usd) if row.llm else None),
            Column(heading="Total", value=_with_agents),
        ),
        width=width,
        none="The run has no turns.",
    )


def operations(rows: Sequence[OperationRow], ids: Ids, *, width: int) -> Iterator[Text]:
    """Yield a table of operations."""
    return by_session(
        rows,
        (
            Column(heading="Agent", value=lambda row: row.agent, telling=True),
            Column(heading="Op", value=lambda row: ids[row.op_id]),
            Column(heading="At", value=lambda row: row.path),
            Column(heading="Kind", value=lambda row: row.kind, telling=True),
            Column(heading="Name", value=lambda row: row.name),
            Column(heading="Status", value=lambda row: row.status),
            Column(heading="Took", value=lambda row: took(row.duration_ms)),
            Column(heading="Sent", value=lambda row: row.request_bytes),
            Column(heading="Got", value=lambda row: row.response_bytes),
        ),
        width=width,
        none="No operation is as asked for.",
    )


def model_calls(rows: Sequence[ModelCall], ids: Ids, *, width: int) -> Iterator[Text]:
    """Yield a table of model calls."""
    return by_session(
        rows,
        (
            Column(heading="Agent", value=lambda row: row.agent, telling=True),
            Column(heading="Op", value=lambda row: ids[row.op_id]),
            Column(heading="At", value=lambda row: row.path),
            Column(heading="Try", value=lambda row: row.attempt, telling=True),
            Column(heading="Model", value=_model),
            Column(heading="Status", value=lambda row: row.stop_reason or row.status),
            Column(heading="Took", value=lambda row: took(row.duration_ms)),
            Column(heading="Full", value=lambda row: _full(row.context_percent)),
            Column(heading="In", value=lambda row: row.tokens_in),
            Column(heading="Out", value=lambda row: row.tokens_out),
            Column(heading="Cached", value=lambda row: row.tokens_cache_read or None),
            Column(heading="Cost", value=lambda row: paid(row.cost_usd)),
        ),
        width=width,
        none="No model call is as asked for.",
    )


def tool_counts(rows: Sequence[ToolRow], *, width: int) -> Iterator[Text]:
    """Yield a table of tools."""
    return sheet(
        rows,
        (
            Column(heading="Tool", value=lambda row: row.name),
            Column(heading="Server", value=lambda row: row.provider),
            Column(heading="Kind", value=lambda row: row.tool_kind),
            Column(heading="Calls", value=lambda row: row.calls),
            Column(heading="Failed", value=lambda row: row.failed or None),
            Column(heading="Unfinished", value=lambda row: row.unfinished or None),
            Column(heading="Truncated", value=lambda row: row.truncated or None),
            Column(heading="Took", value=lambda row: took(row.duration_ms)),
            Column(heading="Slowest", value=lambda row: took(row.slowest_ms)),
            Column(heading="Got", value=lambda row: row.response_bytes),
        ),
        width=width,
        none="No tool was called as asked for.",
    )


def charges(rows: Sequence[ModelSum], heading: str, *, width: int) -> Iterator[Text]:
    """Yield a table of what models were charged."""
    return sheet(
        rows,
        (
            Column(heading=heading, value=lambda row: _short(row.name) if heading == "Model" else row.name),
            Column(heading="Calls", value=lambda row: row.calls),
            Column(heading="Failed", value=lambda row: row.failed or None),
            Column(heading="In", value=lambda row: row.tokens_in),
            Column(heading="Out", value=lambda row: row.tokens_out),
            Column(heading="Read", value=lambda row: row.tokens_cache_read or None),
            Column(heading="Written", value=lambda row: row.tokens_cache_write or None),
            Column(
                heading="Hit", value=lambda row: percent(row.cache_share) if row.tokens_cache_read else None
            ),
            Column(heading="Cost", value=lambda row: paid(row.cost_usd)),
            Column(heading="Share", value=lambda row: percent(row.cost_share)),
            Column(heading="Unpriced", value=lambda row: row.unpriced or None),
        ),
        width=width,
        none="No model call was charged.",
    )


def tool_ledger(rows: Sequence[ModelSum], *, width: int) -> Iterator[Text]:
    """Yield a table of what a ledger says about tools."""
    return sheet(
        rows,
        (
            Column(heading="Tool", value=lambda row: row.name),
            Column(heading="Calls", value=lambda row: row.calls),
            Column(heading="Failed", value=lambda row: row.failed or None),
            Column(heading="Took", value=lambda row: took(row.latency_ms)),
            Column(heading="Slowest", value=lambda row: took(row.slowest_ms)),
        ),
        width=width,
        none="No tool call was charged.",
    )


def tool_charges(rows: Sequence[ToolSum], *, width: int) -> Iterator[Text]:
    """Yield a table of what tools were charged, which is characters and time."""
    return sheet(
        rows,
        (
            Column(heading="Tool", value=lambda row: row.name),
            Column(heading="Server", value=lambda row: row.provider),
            Column(heading="Calls", value=lambda row: row.calls),
            Column(heading="Failed", value=lambda row: row.failed or None),
            Column(heading="Chars in", value=lambda row: row.chars_in),
            Column(heading="Out", value=lambda row: row.chars_out),
            Column(heading="Took", value=lambda row: took(row.latency_ms)),
            Column(heading="Slowest", value=lambda row: took(row.slowest_ms)),
        ),
        width=width,
        none="No tool call was charged.",
    )


def runs(rows: Sequence[RunRow], *, width: int) -> Iterator[Text]:
    """Yield a table of runs."""
    return sheet(
        rows,
        (
            Column(heading="Id", value=lambda row: row.id[:_ID]),
            Column(heading="Started (UTC)", value=_started),
            Column(heading="Agent", value=lambda row: row.agent),
            Column(heading="Outcome", value=lambda row: "unreadable" if row.unreadable else row.outcome),
            Column(heading="Took", value=lambda row: took(row.duration_ms)),
            Column(heading="Turns", value=lambda row: row.turns),
            Column(heading="Failed", value=lambda row: row.failed or None),
            Column(heading="Cost", value=lambda row: None if row.unreadable else paid(row.cost_usd)),
        ),
        width=width,
        none="No run is as asked for.",
    )


def blank_then(lines: Iterator[Text]) -> Iterator[Text]:
    """Yield an empty line before some others."""
    yield Text()
    yield from lines


_HALF = 50
"""Percent of a context."""
_ID = 8
"""Of an id, as much as is shown: its first part, which tells a folder's runs apart."""


def took(ms: int | None) -> str | None:
    """Return a duration, or nothing where it is unknown."""
    return None if ms is None else duration(ms)


def paid(usd: float | None) -> str:
    """Return an amount of money; one that nobody recorded is unknown, never zero."""
    return "unknown" if usd is None else money(usd)


def percent(share: float | None) -> str | None:
    """Return a share of a whole."""
    return None if share is None else f"{share:.0%}"


def _model(row: ModelCall) -> str:
    served = f" > {row.served_model}" if row.served_model else ""
    return _short(f"{row.model or 'unknown'}{served}")


def _full(share: float | None) -> str | None:
    """Return how full the context is, where that begins to matter."""
    return None if share is None or share < _HALF else f"{share:.0f}%"


def _short(name: str) -> str:
    """Return which model was asked, and behind a router which answered; without those who provide them."""
    return " > ".join(dict.fromkeys(model.rpartition("/")[2] for model in name.split(" > ")))


def _with_agents(row: TurnRow) -> Value:
    return paid(row.inclusive_cost_usd) if row.agents and row.inclusive_cost_usd != row.cost_usd else None


def _started(row: RunRow) -> str | None:
    return None if row.started_ms is None else moment(row.started_ms)
