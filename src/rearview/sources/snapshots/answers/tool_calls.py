"""The tool calls of a run: what each was given and gave back, and how often which tool was called."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from msgspec import DecodeError, Raw, json

from rearview.sources.snapshots.answers.operations import OperationRow
from rearview.sources.snapshots.format import Exchange
from rearview.sources.snapshots.payload import exchanged
from rearview.sources.snapshots.places import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall(OperationRow):
    """One call, with what it was given and gave back."""

    request: str | None
    response: str | None
    found: tuple[str, ...]
    """The values of the parameters that were asked for by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRow:
    """One tool, and all calls of it."""

    name: str
    provider: str | None
    tool_kind: str | None
    calls: int
    failed: int
    unfinished: int
    truncated: int
    duration_ms: int
    slowest_ms: int | None
    request_bytes: int
    response_bytes: int


def tool_calls(places: Places, rows: Iterable[OperationRow], parameter: str | None = None) -> list[ToolCall]:
    """Return the calls of some rows, and with a parameter only those that were given one of that name, at any depth."""
    steps = {step.step_id: step for step in places.steps}
    calls = [_call(row, steps[row.op_id].op.request, steps[row.op_id].op.response, parameter) for row in rows]
    return [call for call in calls if call.found or parameter is None]


def by_tool(rows: Iterable[OperationRow]) -> list[ToolRow]:
    """Return how often which tool was called, the most called first."""
    groups: dict[str, list[OperationRow]] = {}
    for row in rows:
        groups.setdefault(row.name or "unknown", []).append(row)
    return sorted((_tool(name, group) for name, group in groups.items()), key=lambda tool: -tool.calls)


def _call(
    row: OperationRow, request: Exchange | None, response: Exchange | None, parameter: str | None
) -> ToolCall:
    told = {name: getattr(row, name) for name in OperationRow.__dataclass_fields__}
    return ToolCall(
        **told,
        request=exchanged(request),
        response=exchanged(response),
        found=tuple(_values(request.payload, parameter)) if parameter and request else (),
    )


def _values(payload: Raw, name: str) -> Iterator[str]:
    """Yield the values of that name anywhere in a payload, texts as they are."""
    try:
        waiting: deque[Any] = deque([json.decode(payload)])
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return
    while waiting:
        value = waiting.popleft()
        if isinstance(value, dict):
            if name in value:
                held = value[name]
                yield held if isinstance(held, str) else json.encode(held).decode()
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _tool(name: str, group: list[OperationRow]) -> ToolRow:
    times = [row.duration_ms for row in group if row.duration_ms is not None]
    return ToolRow(
        name=name,
        provider=group[0].provider,
        tool_kind=group[0].tool_kind,
        calls=len(group),
        failed=sum(row.status == "failed" for row in group),
        unfinished=sum(row.status == "open" for row in group),
        truncated=sum(row.truncated is True for row in group),
        duration_ms=sum(times),
        slowest_ms=max(times, default=None),
        request_bytes=sum(row.request_bytes or 0 for row in group),
        response_bytes=sum(row.response_bytes or 0 for row in group),
    )
