"""A tree as a trace of Chrome's, for the Perfetto UI: where its time went, with a lane for each agent.

Slices of one lane must lie within each other or side by side, so what runs at the same time has a lane beside it. It
is a picture of time: of texts, only the beginning is there.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Any

from rearview.model.session import Session, Step, Tree
from rearview.render.excerpt import shortened
from rearview.render.export.span import Place, Span
from rearview.render.export.spans import spans
from rearview.render.export.written import written

PROCESS = 1
_US = 1_000
_TURNS = ("turn", "system")


def show(tree: Tree) -> Iterator[bytes]:
    """Yield the trace, an event a line."""
    yield b'{"displayTimeUnit":"ms","otherData":' + written(_about(tree)) + b',"traceEvents":['
    for number, event in enumerate(_events(tree)):
        yield (b",\n" if number else b"\n") + written(event)
    yield b"\n]}\n"


def _about(tree: Tree) -> dict[str, str]:
    return {"session_id": tree.root.session_id, "source": tree.root.source}


def _events(tree: Tree) -> Iterator[dict[str, Any]]:
    yield _named("process_name", 0, tree.root.agent or tree.root.session_id)
    lanes = _Lanes()
    opened: dict[str, dict[str, Any]] = {}
    for span in _in_time(tree):
        lane, is_new = lanes.of(span)
        if is_new:
            yield from _lane(lane, span.session, lanes.beside(lane))
        slice_ = _slice(span, lane)
        yield slice_
        yield from _said(span, lane)
        called = tree.opened_by(span.step) if span.step is not None else None
        if called is not None:
            opened[called.session_id] = slice_
        elif span.sort == "session" and span.session.session_id in opened:
            yield from _arrow(opened.pop(span.session.session_id), slice_, span.place)


def _in_time(tree: Tree) -> Iterator[Span]:
    """Yield the spans of one session after the other, each session's by time, and what lies within after it."""
    held: list[Span] = []
    for span in spans(tree):
        if span.sort == "session" and held:
            yield from sorted(held, key=_time)
            held = []
        held.append(span)
    yield from sorted(held, key=_time)


def _time(span: Span) -> tuple[int, int]:
    return span.start_ns, -span.end_ns


class _Lanes:
    """Which lane each slice of a session is in: the first takes whatever fits, others what doesn't."""

    def __init__(self) -> None:
        self._count = 0
        self._session: Session | None = None
        self._first = 0
        self._open: list[int] = []
        """When the slices end that are open in the session's first lane, the innermost last."""
        self._free: list[tuple[int, int]] = []
        """The session's other lanes, by when their last slice ends."""

    def of(self, span: Span) -> tuple[int, bool]:
        """Return the lane of a slice, and whether it is a new one."""
        if span.session is not self._session:
            self._session, self._open, self._free = span.session, [span.end_ns], []
            self._first = self._new()
            return self._first, True
        while self._open and self._open[-1] <= span.start_ns:
            self._open.pop()
        if not self._open or span.end_ns <= self._open[-1]:
            self._open.append(span.end_ns)
            return self._first, False
        if self._free and self._free[0][0] <= span.start_ns:
            _, lane = heappop(self._free)
            heappush(self._free, (span.end_ns, lane))
            return lane, False
        heappush(self._free, (span.end_ns, self._count + 1))
        return self._new(), True

    def beside(self, lane: int) -> int:
        """Return how many lanes of the session lie before a lane."""
        return lane - self._first

    def _new(self) -> int:
        self._count += 1
        return self._count


def _lane(lane: int, session: Session, beside: int) -> Iterator[dict[str, Any]]:
    name = session.agent or session.session_id
    yield _named("thread_name", lane, f"{name} ({beside + 1})" if beside else name)
    yield {
        "ph": "M",
        "name": "thread_sort_index",
        "pid": PROCESS,
        "tid": lane,
        "args": {"sort_index": lane},
    }


def _named(what: str, lane: int, name: str) -> dict[str, Any]:
    return {"ph": "M", "name": what, "pid": PROCESS, "tid": lane, "args": {"name": name}}


def _slice(span: Span, lane: int) -> dict[str, Any]:
    return {
        "ph": "X",
        "name": f"✗ {_title(span)}" if span.error is not None else _title(span),
        "cat": span.step.kind or "step" if span.step is not None else span.sort,
        "pid": PROCESS,
        "tid": lane,
        "ts": span.start_ns / _US,
        "dur": (span.end_ns - span.start_ns) / _US,
        "args": _arguments(span),
    }


def _title(span: Span) -> str:
    """Return what stands on a slice."""
    if span.step is not None:
        return span.step.name or span.name
    if span.sort == "turn" and span.turn is not None:
        number = "" if span.turn.turn_index is None else f" {span.turn.turn_index}"
        return f"turn{number}: {span.turn.topic}" if span.turn.topic else f"turn{number}"
    return span.name


def _arguments(span: Span) -> dict[str, Any]:
    """Return what is shown of a slice when it is selected."""
    step, turn = span.step, span.turn
    told = {
        "session_id": span.session.session_id,
        "turn_id": turn.turn_id if turn is not None else None,
        "step_id": step.step_id if step is not None else None,
        "outcome": span.session.outcome if span.sort == "session" else None,
        "status": step.status if step is not None else None,
        "error": span.error,
        "time_assumed": span.assumed or None,
        "model": next((charge.model for charge in span.charges if charge.model), None),
        **_texts(step),
    }
    return {name: value for name, value in told.items() if value is not None}


def _texts(step: Step | None) -> dict[str, str]:
    texts = {} if step is None else {"input": step.input_text, "output": step.output_text}
    return {name: _begun(text) for name, text in texts.items() if text}


def _begun(text: str) -> str:
    return shortened(text, whole=False).replace("--verbose", "--to json")


def _said(span: Span, lane: int) -> Iterator[dict[str, Any]]:
    """Yield the messages of a turn, as moments."""
    if span.sort not in _TURNS or span.turn is None:
        return
    for message in span.turn.messages:
        if message.sent_ms is not None:
            yield {
                "ph": "i",
                "s": "t",
                "name": f"message: {message.role or 'unknown'}",
                "cat": "message",
                "pid": PROCESS,
                "tid": lane,
                "ts": message.sent_ms * _US,
                "args": {"text": _begun(message.text or "")},
            }


def _arrow(caller: dict[str, Any], called: dict[str, Any], place: Place) -> Iterator[dict[str, Any]]:
    """Yield the arrow from the step that called an agent to that agent's session."""
    same = {"name": "calls", "cat": "call", "pid": PROCESS, "id": place.span_id}
    yield {"ph": "s", **same, "tid": caller["tid"], "ts": caller["ts"]}
    yield {"ph": "f", "bp": "e", **same, "tid": called["tid"], "ts": called["ts"]}
