"""The steps of a snapshot: every operation, what it was, how it went, and what went in and came out."""

from rearview.model.tables import StepKind, StepStatus
from rearview.sources.snapshots.failure import has_failed, reason
from rearview.sources.snapshots.format import Operation
from rearview.sources.snapshots.number import durations, wholes
from rearview.sources.snapshots.payload import answer, exchanged
from rearview.sources.snapshots.places import Places
from rearview.sources.snapshots.rows import SOURCE, Columns

STATUSES: dict[str | None, StepStatus] = {"ok": "ok", "failed": "failed", None: "open"}

KINDS: dict[str, StepKind] = {"llm": "llm", "tool": "tool", "session": "agent", "system": "system"}


def steps(places: Places, *, payloads: bool) -> Columns:
    """Return the table of steps; what went in and came out only with `payloads`, since most of a file is that."""
    found = places.steps
    ops = [place.op for place in found]
    started, ended = wholes([op.started_at for op in ops]), wholes([op.ended_at for op in ops])
    columns: Columns = {
        "source": [SOURCE] * len(ops),
        "session_id": [place.session_id for place in found],
        "step_id": [place.step_id for place in found],
        "turn_id": [place.turn_id for place in found],
        "step_index": [place.number for place in found],
        "attempt": [place.attempt for place in found],
        "kind": [KINDS.get(op.kind, "other") for op in ops],
        "name": [name(op) for op in ops],
        "namespace": [op.attributes.provider for op in ops],
        "status": [status(op) for op in ops],
        "error": [reason(op) for op in ops],
        "started_ms": started,
        "ended_ms": ended,
        "duration_ms": durations(started, ended),
        "child_session_id": [place.child_id for place in found],
    }
    if payloads:
        columns["input_text"] = [_input(op) for op in ops]
        columns["output_text"] = [_output(op) for op in ops]
    return columns


def name(op: Operation) -> str | None:
    """Return what was called: a tool by its name, a model by its own, a step of the system by its label."""
    return op.attributes.name or (op.attributes.model if op.kind == "llm" else op.attributes.label)


def status(op: Operation) -> StepStatus | None:
    """Return how an operation went; one that called a sub-agent went as that did."""
    return "failed" if has_failed(op) else STATUSES.get(op.status)


def _input(op: Operation) -> str | None:
    """Return what went in; a model's is its whole conversation, again in every call: the turn's prompts stand for it."""
    return None if op.kind == "llm" else exchanged(op.request)


def _output(op: Operation) -> str | None:
    return answer(op.response) if op.kind == "llm" else exchanged(op.response)
