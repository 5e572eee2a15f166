"""A run at a glance, to read or for a program."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import json
from rich.text import Text

from rearview.render.amount import clock, counted, date, duration
from rearview.render.excerpt import shortened
from rearview.render.facts import FAILED, WARNING, across, facts
from rearview.render.snapshot.accounting import differences, told
from rearview.render.snapshot.calls import title
from rearview.render.snapshot.lists import paid
from rearview.sources.snapshots.answers.summary import Summary
from rearview.sources.snapshots.answers.turns import money

COLUMNS = ("name", "value")
_FEW = 3


def show(run: Summary, path: Path, ids: Mapping[str, str], *, width: int) -> Iterator[Text]:
    """Yield a run at a glance."""
    yield from across(f"RUN {run.root.session_id}", width=width, style="bold")
    yield from facts([*_which(run, path), *_how(run), *_did(run), *_took(run)], width=width)
    yield from differences(run.totals.differences, width=width)
    yield from _wrong(run, ids, width)


def document(run: Summary, path: Path) -> dict[str, Any]:
    """Return a run at a glance for a program."""
    snapshot, root, inclusive = run.snapshot, run.root, run.totals.inclusive
    return {
        "file": str(path),
        "version": snapshot.version,
        "reason": snapshot.reason,
        "notes": [note.sentence for note in snapshot.notes],
        **{
            name: getattr(root, name)
            for name in (
                *("session_id", "agent", "call_path", "title", "status", "outcome", "error", "exit"),
                *("started_ms", "ended_ms", "duration_ms", "turns", "ingress"),
            )
        },
        "operations": run.kinds,
        "failed": len(run.failed),
        "unfinished": len(run.unfinished),
        "agents": inclusive.agents_run,
        "agents_not_in_file": inclusive.absent,
        "models": run.models,
        "tools": run.tools,
        "errors": len(run.errors),
        "warnings": run.warnings,
        "first_error": run.errors[0].message if run.errors else None,
        "last_operation": run.last.op_id if run.last else None,
        "own": _amounts(run.totals.own),
        "inclusive": _amounts(inclusive),
        "recorded": run.totals.recorded,
        "differences": [difference.amount for difference in run.totals.differences],
        "report_origin": run.report.origin if run.report else None,
        "report_characters": len(run.report.text) if run.report else None,
    }


def rows(told_of: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the same, fact by fact."""
    return ({"name": name, "value": value} for name, value in told_of.items())


def _amounts(held: Any) -> dict[str, Any]:
    names = (
        "tokens_in",
        "tokens_out",
        "tokens_cache_read",
        "tokens_cache_write",
        "calls",
        "unpriced",
        "unanswered",
        "tools_run",
    )
    return {**{name: getattr(held, name) for name in names}, "cost_usd": money(held)}


def _which(run: Summary, path: Path) -> Iterator[tuple[str, str]]:
    root = run.root
    yield "File", f"{path}, version {run.snapshot.version or 'unknown'}"
    yield "Agent", root.agent
    if root.title:
        yield "Title", shortened(root.title, whole=False)
    if root.status:
        yield "Status", shortened(root.status, whole=False)
    if root.ingress:
        yield "Ingress", shortened(json.encode(root.ingress).decode(), whole=False)
    started = (
        "unknown" if root.started_ms is None else f"{date(root.started_ms)} {clock(root.started_ms)} UTC"
    )
    took = "when it ended is unknown" if root.duration_ms is None else f"took {duration(root.duration_ms)}"
    yield "Started", f"{started}, {took}"


def _how(run: Summary) -> Iterator[tuple[str, str]]:
    root = run.root
    mark = "✗ " if root.outcome == "failed" else ""
    yield "Outcome", f"{mark}{root.outcome or 'unknown'}{f' ({root.exit})' if root.exit else ''}"
    if root.error:
        yield "Error", root.error
    if run.report:
        where = {"session": "beside the turns", "call": "in a call", "text": "in the model's words"}
        yield "Report", f"{len(run.report.text):,} characters, {where[run.report.origin]}"
    else:
        yield "Report", "none"


def _did(run: Summary) -> Iterator[tuple[str, str]]:
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in run.kinds.items())
    yield "Turns", f"{run.root.turns or 0:,} of the root"
    yield "Steps", f"{sum(run.kinds.values()):,}: {kinds}"
    called = run.totals.inclusive.agents_run - 1
    if called or run.totals.inclusive.absent:
        missing = (
            f", and {run.totals.inclusive.absent:,} not in this file" if run.totals.inclusive.absent else ""
        )
        yield "Agents", f"{called:,} called{missing}"
    if run.models:
        yield "Models", ", ".join(run.models)
    if run.tools:
        yield "Tools", ", ".join(f"{name} ({number:,})" for name, number in run.tools.items())


def _took(run: Summary) -> Iterator[tuple[str, str]]:
    yield from told(run.totals.inclusive)
    if run.totals.inclusive.agents_run > 1:
        own = run.totals.own
        yield "Root's own", f"{own.tokens_in:,} in, {own.tokens_out:,} out, {paid(money(own))}"


def _wrong(run: Summary, ids: Mapping[str, str], width: int) -> Iterator[Text]:
    """Yield what went wrong, the first of it by time: later failures mostly follow from it."""
    if run.failed:
        yield Text()
        yield from across(f"FAILED: {counted(len(run.failed), 'operation')}", width=width, style=FAILED)
        ordered = sorted(run.failed, key=lambda row: row.ended_ms or row.started_ms or 0)
        for row in ordered[:_FEW]:
            words = f"{ids[row.op_id]}  {title(row)}\n{row.error or 'no reason recorded'}"
            yield from across(shortened(words, whole=False), width=width)
        if len(ordered) > _FEW:
            yield from across("and more: rearview snapshot ops --failed", width=width, style="dim")
    if run.errors:
        first = run.errors[0]
        yield Text()
        yield from across(
            f"FIRST ERROR of {len(run.errors):,}, at {clock(first.at_ms)}", width=width, style=FAILED
        )
        yield from across(
            f"{first.agent} {first.path}: {shortened(first.message or '', whole=False)}", width=width
        )
    if run.unfinished:
        yield Text()
        yield from across(
            f"UNFINISHED: {counted(len(run.unfinished), 'operation')}", width=width, style=WARNING
        )
        for row in run.unfinished[:_FEW]:
            yield from across(f"{ids[row.op_id]}  {title(row)}", width=width)
    if run.last and run.root.outcome != "completed":
        yield Text()
        yield from across("LAST OPERATION of the root", width=width, style="bold")
        yield from across(f"{ids[run.last.op_id]}  {title(run.last)}", width=width)
