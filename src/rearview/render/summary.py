"""A lake's sessions at a glance, to read or for programs: the period, the agents, the channels, how sessions ended.

How often sessions end well is told of those alone of which it is known. Yields lines or rows; it must never print.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from rich.text import Text

from rearview.library.summary import OPEN, TROUBLES, UNKNOWN, Share, Summary
from rearview.render.amount import counted, duration, money
from rearview.render.answer import UNKNOWN as NOBODY_KNOWS
from rearview.render.bars import bar
from rearview.render.facts import Fact, across, facts, moment
from rearview.render.grid import Column, grid

COLUMNS = ("group", "name", "sessions", "share", "turns_per_session", "mean_ms")
_BAR = 24
_MOST = 12
"""How many agents or channels are told apart."""
_NOBODY = "(not recorded)"
_REASONS = {
    "end_type": "the end type that was recorded",
    "participants": "a person who took over",
    "error": "an error of the session",
    "recorder": "what the recorder says",
}


def show(summary: Summary, *, place: str, width: int) -> Iterator[Text]:
    """Yield the lines."""
    yield Text("SESSION SUMMARY", "bold")
    yield _rule("═", width)
    yield from facts(_heading(summary, place), width=width)
    for title, column, shares in (
        ("SESSIONS BY AGENT", "Agent", summary.agents),
        ("SESSIONS BY CHANNEL", "Channel", summary.channels),
    ):
        yield Text()
        yield Text(title, "bold")
        yield _rule("─", width)
        yield from _shares(column, shares, summary.total.sessions, width)
    yield Text()
    yield Text("HOW THEY ENDED", "bold")
    yield _rule("─", width)
    yield from _outcomes(summary, width)
    if any(summary.troubled.values()):
        yield Text()
        yield Text("WORTH A LOOK", "bold")
        yield _rule("─", width)
        yield from _troubles(summary, width)


def rows(summary: Summary) -> list[dict[str, Any]]:
    """Return the shares of agents, channels and outcomes, for programs."""
    groups = {"agent": summary.agents, "channel": summary.channels, "outcome": summary.outcomes}
    return [
        {"group": group, **_row(share, summary.total.sessions)}
        for group, shares in groups.items()
        for share in shares
    ]


def document(summary: Summary) -> dict[str, Any]:
    """Return all of it for programs."""
    of = summary.total.sessions
    return {
        "first_ms": summary.first_ms,
        "last_ms": summary.last_ms,
        "sessions": of,
        "sessions_without_start": summary.undated,
        "outcome_known": summary.decided,
        "derived_from": summary.derived_from,
        "turns_per_session": summary.total.turns_per_session,
        "mean_ms": summary.total.mean_ms,
        "totals": msgspec.to_builtins(summary.totals),
        "troubled": summary.troubled,
        "agents": [_row(share, of) for share in summary.agents],
        "channels": [_row(share, of) for share in summary.channels],
        "outcomes": [_row(share, of) for share in summary.outcomes],
    }


def _row(share: Share, of: int) -> dict[str, Any]:
    return {
        "name": share.name,
        "sessions": share.sessions,
        "share": share.sessions / of,
        "turns_per_session": share.turns_per_session,
        "mean_ms": share.mean_ms,
    }


def _heading(summary: Summary, place: str) -> Iterator[Fact]:
    total, sums = summary.total, summary.totals
    yield "Lake", place
    if summary.first_ms is not None and summary.last_ms is not None:
        yield "Period", f"{moment(summary.first_ms)} to {moment(summary.last_ms)} UTC"
    undated = f"; of {summary.undated:,} nobody knows when they began" if summary.undated else ""
    yield "Sessions", f"{total.sessions:,}{undated}"
    named = [share.name for share in summary.agents if share.name is not None]
    yield "Agents", f"{len(named):,}" if named else "none is named"
    yield "On average", f"{_decimal(total.turns_per_session)} turns in {_lasting(total.mean_ms)}"
    yield "In all", ", ".join(_counted(sums[name], name[:-1]) for name in ("turns", "steps", "messages"))
    yield "Calls", _calls(summary)
    yield "Models", _models(summary)


def _calls(summary: Summary) -> str:
    calls, failed = int(summary.totals["tool_calls"] or 0), int(summary.totals["failed_calls"] or 0)
    if not calls:
        return "no tool was called"
    return f"{counted(calls, 'tool call')}, {failed:,} failed ({_part(failed, calls)})"


def _models(summary: Summary) -> str:
    sums = summary.totals
    calls, unknown, cost = int(sums["llm_calls"] or 0), int(sums["costs_unknown"] or 0), sums["cost_usd"]
    if not calls:
        return "no model call is recorded"
    tokens = "tokens unknown"
    if sums["tokens_in"] is not None or sums["tokens_out"] is not None:
        tokens = f"{sums['tokens_in'] or 0:,} tokens in, {sums['tokens_out'] or 0:,} out"
    price = "cost unknown" if cost is None else money(cost)
    if cost is not None and unknown:
        price += f", and the cost of {unknown:,} unknown"
    return f"{counted(calls, 'call')}: {tokens}, {price}"


def _shares(heading: str, shares: Sequence[Share], of: int, width: int) -> Iterator[Text]:
    shown, rest = shares[:_MOST], shares[_MOST:]
    yield from grid(
        [
            Column(
                heading=heading,
                cells=[share.name or _NOBODY for share in shown],
                styles=["" if share.name else "dim" for share in shown],
            ),
            Column(heading="Sessions", cells=[f"{share.sessions:,}" for share in shown], right=True),
            Column(heading="Share", cells=[_part(share.sessions, of) for share in shown], right=True),
            Column(
                heading="Avg turns", cells=[_decimal(share.turns_per_session) for share in shown], right=True
            ),
            Column(heading="Avg duration", cells=[_lasting(share.mean_ms) for share in shown], right=True),
        ],
        width=width,
    )
    if rest:
        yield Text(
            f"and {len(rest):,} more with {counted(sum(share.sessions for share in rest), 'session')}", "dim"
        )


def _outcomes(summary: Summary, width: int) -> Iterator[Text]:
    known = [share for share in summary.outcomes if share.name not in {UNKNOWN, OPEN}]
    others = [share for share in summary.outcomes if share.name in {UNKNOWN, OPEN}]
    decided = summary.decided
    told = [*known, *others]
    yield from grid(
        [
            Column(heading="Outcome", cells=[_outcome(share) for share in told], whole=True),
            Column(heading="Sessions", cells=[f"{share.sessions:,}" for share in told], right=True),
            Column(
                heading="Of known",
                cells=[_part(share.sessions, decided) if share in known else "" for share in told],
                right=True,
            ),
            Column(
                heading="",
                cells=[bar(share.sessions / decided, _BAR) if share in known else "" for share in told],
                styles=["cyan"] * len(told),
                whole=True,
            ),
        ],
        width=width,
    )
    yield Text()
    yield from across(_known(summary), width=width, style="dim")


def _known(summary: Summary) -> str:
    of, decided = summary.total.sessions, summary.decided
    if not decided:
        return f"Of none of {counted(of, 'session')} is it known how it ended: most orgs record no end type."
    found = {name: number for name, number in summary.derived_from.items() if name != "no_end"}
    reasons = [
        f"{_REASONS[name]}{f' ({number:,})' if len(found) > 1 else ''}" for name, number in found.items()
    ]
    return f"How they ended is known of {decided:,} of {of:,}, by {', '.join(reasons)}."


def _troubles(summary: Summary, width: int) -> Iterator[Text]:
    found = {name: number for name, number in summary.troubled.items() if number}
    yield from grid(
        [
            Column(heading="Sessions", cells=[f"{number:,}" for number in found.values()], right=True),
            Column(heading="that", cells=[TROUBLES[name][0] for name in found]),
            Column(heading="are listed by", cells=[f"rearview find {name}" for name in found], whole=True),
        ],
        width=width,
    )


def _counted(number: float | None, noun: str) -> str:
    return counted(int(number), noun) if number else f"no {noun} recorded"


def _outcome(share: Share) -> str:
    words = {OPEN: "still open"}.get(share.name or "", (share.name or "").replace("_", " "))
    return words[:1].upper() + words[1:]


def _part(part: int, whole: int) -> str:
    return f"{part / whole * 100:,.1f} %"


def _decimal(amount: float | None) -> str:
    return NOBODY_KNOWS if amount is None else f"{amount:,.1f}"


def _lasting(ms: float | None) -> str:
    return NOBODY_KNOWS if ms is None else duration(round(ms))


def _rule(character: str, width: int) -> Text:
    return Text(character * min(width, 80), "dim")
