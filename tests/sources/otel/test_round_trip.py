"""What is exported as traces and read again is the same session, as far as traces can carry it."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rearview.model.session import Session, Step, Tree, Turn
from rearview.model.tables import (
    AssessmentRow,
    LogRow,
    MessageRow,
    Rows,
    SessionRow,
    StepRow,
    TurnRow,
    UsageRow,
)
from rearview.model.tree import build
from rearview.render.export import otlp
from rearview.sources.otel import otlp_json, protobuf
from tests.sources.otel.reading import rows_of

BEGAN = 1_769_595_300_000
TEXTS = st.sampled_from(["a", '{"q": 1}', "[1, 2]", '[{"role": "user"}]', "日本語 \x1b[2J <b>&amp;</b>", " "])
MAYBE = st.none() | TEXTS
NUMBERS = st.none() | st.integers(0, 10**6)
OUTCOMES: st.SearchStrategy[Any] = st.sampled_from(
    ["completed", "escalated", "abandoned", "failed", "timed_out", "unknown"]
)

KINDS: st.SearchStrategy[Any] = st.sampled_from(
    ["llm", "tool", "agent", "guardrail", "topic", "other", "system"]
)
"""Agents among them: of one that was called, the session may be missing."""

SESSION: tuple[str, ...] = (
    "session_id",
    "parent_session_id",
    "root_session_id",
    "agent",
    "agent_version",
    "channel",
)
SESSION += ("mode", "title", "started_ms", "ended_ms", "end_type", "outcome", "error", "depth")
TURN = ("turn_id", "turn_index", "kind", "label", "topic", "started_ms", "ended_ms", "system_prompt")
STEP: tuple[str, ...] = (
    "step_id",
    "kind",
    "name",
    "namespace",
    "status",
    "error",
    "attempt",
    "started_ms",
    "ended_ms",
)
STEP += ("input_text", "output_text", "variables_before", "variables_after", "generation_id")
STEP += ("child_session_id",)
USAGE: tuple[str, ...] = (
    "kind",
    "provider",
    "model",
    "served_provider",
    "served_model",
    "status",
    "tokens_in",
    "tokens_out",
)
USAGE = (
    *USAGE,
    "tokens_cache_read",
    "tokens_cache_write",
    "cost_usd",
    "latency_ms",
    "stop_reason",
    "binding",
)
LOG = ("at_ms", "severity", "message", "fatal", "stack", "remote", "details")
ASSESSMENT = ("at_ms", "detector", "category", "score", "flagged", "text", "origin")
"""What traces carry of each."""


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_what_is_exported_is_read_again(data: st.DataObject) -> None:
    """Sessions with sub-agents, turns, steps, charges, messages, logs and verdicts are the same afterwards."""
    tree = build(_Teller(data).told())
    write, read = data.draw(st.sampled_from(FORMS), label="form")
    spans = [span for body in [b"".join(write(tree))] for span in read(body).spans]
    assert list(_carried(build(rows_of(spans)))) == list(_carried(tree))


FORMS: list[tuple[Callable[[Tree], Iterator[bytes]], Any]] = [
    (otlp.json, otlp_json.read),
    (otlp.protobuf, protobuf.read),
    (otlp.openinference_json, otlp_json.read),
    (otlp.openinference_protobuf, protobuf.read),
]


@pytest.mark.parametrize("form", range(2))
def test_a_recorded_run_is_read_again(form: int, example_tree: Tree) -> None:
    """So is a run of an ai-agent with its sub-agents."""
    write, read = FORMS[form]
    again = build(rows_of(read(b"".join(write(example_tree))).spans))
    assert [session.session_id for session in again.sessions] == [
        session.session_id for session in example_tree.sessions
    ]
    assert [(step.step_id, step.kind, step.status, step.error) for step in again.steps()] == [
        (step.step_id, step.kind, step.status, step.error) for step in example_tree.steps()
    ]


def _carried(tree: Tree) -> Iterator[tuple[Any, ...]]:
    for session in tree.sessions:
        yield ("session", *_of(session, SESSION))
        yield from _notes(session)
        for turn in session.turns:
            yield ("turn", *_of(turn, TURN))
            yield from (("message", message.role, message.text) for message in turn.messages)
            yield from _notes(turn)
            for step in turn.steps:
                yield ("step", *_of(step, STEP))
                yield from _notes(step)


def _notes(node: Session | Turn | Step) -> Iterator[tuple[Any, ...]]:
    yield from (("usage", *_of(one, USAGE)) for one in node.usage)
    yield from (("log", *_of(one, LOG)) for one in node.logs)
    yield from (("assessment", *_of(one, ASSESSMENT)) for one in node.assessments)


def _of(row: Any, columns: tuple[str, ...]) -> tuple[Any, ...]:
    told = asdict(row)
    return tuple(told[column] for column in columns)


class _Teller:
    """Draws the rows of an agent and of those that it called, one by the other, as a sound recorder leaves them."""

    def __init__(self, data: st.DataObject) -> None:
        self.draw = data.draw
        self.rows: dict[str, list[Any]] = {name: [] for name in Rows.__dataclass_fields__}
        self.sessions = self.draw(st.integers(1, 3), label="sessions")

    def told(self) -> Rows:
        """Return the rows."""
        for number in range(self.sessions):
            self._session(number)
        return Rows(**{name: tuple(held) for name, held in self.rows.items()})

    def _some(self, *names: str) -> dict[str, Any]:
        return {name: self.draw(MAYBE) for name in names}

    def _session(self, number: int) -> None:
        own, start = f"s{number}", BEGAN + number * 1000
        outcome = self.draw(OUTCOMES)
        wrong = outcome in ("failed", "timed_out")
        self.rows["sessions"].append(
            SessionRow(
                source="otel",
                session_id=own,
                parent_session_id=f"s{number - 1}" if number else None,
                root_session_id="s0",
                started_ms=start,
                ended_ms=start + 60_000,
                outcome=outcome,
                error=self.draw(MAYBE) if wrong else None,
                **self._some("agent", "agent_version", "channel", "mode", "title", "end_type"),
            )
        )
        self._note(start, session_id=own)
        for index in range(self.draw(st.integers(1, 2))):
            self._turn(
                {"source": "otel", "session_id": own, "turn_id": f"{own}t{index}"}, start + index * 100
            )

    def _turn(self, named: dict[str, Any], start: int) -> None:
        own = named["turn_id"]
        self.rows["turns"].append(
            TurnRow(
                **named,
                turn_index=int(own[-1]) + 1,
                kind=self.draw(st.sampled_from(["turn", "system"])),
                started_ms=start,
                ended_ms=start + 90,
                **self._some("label", "topic", "system_prompt"),
            )
        )
        for number, role in enumerate(self.draw(st.lists(st.sampled_from(["user", "agent"]), max_size=3))):
            # Traces tell first what came in, then what went out.
            at = start + number + (50 if role == "agent" else 0)
            said: dict[str, Any] = {
                "message_id": f"{own}m{number}",
                "role": role,
                "text": self.draw(TEXTS),
                "sent_ms": at,
            }
            self.rows["messages"].append(MessageRow(**named, **said))
        self._note(start, session_id=named["session_id"], turn_id=own)
        for number in range(self.draw(st.integers(1, 2))):
            self._step(named, f"{own}p{number}", start + number * 10)

    def _step(self, named: dict[str, Any], own: str, start: int) -> None:
        below = int(own[1]) + 1
        child = f"s{below}" if below < self.sessions and own.endswith("t0p0") else None
        kind: Any = "agent" if child else self.draw(KINDS)
        status: Any = self.draw(st.sampled_from(["ok", "failed", "open"]))
        name = self.draw(TEXTS.filter(str.strip))
        self.rows["steps"].append(
            StepRow(
                **named,
                step_id=own,
                kind=kind,
                name=name,
                status=status,
                error=self.draw(MAYBE) if status == "failed" else None,
                started_ms=start,
                ended_ms=None if status == "open" else start + 5,
                attempt=self.draw(NUMBERS),
                child_session_id=child,
                generation_id=self.draw(MAYBE) if kind == "llm" else None,
                **self._some("namespace", "input_text", "output_text", "variables_before", "variables_after"),
            )
        )
        if kind == "llm":
            self._charge({**named, "step_id": own, "model": name, "status": status})
        self._note(start, session_id=named["session_id"], turn_id=named["turn_id"], step_id=own)

    def _charge(self, named: dict[str, Any]) -> None:
        tokens: dict[str, Any] = {
            name: self.draw(st.integers(0, 99)) for name in USAGE if name.startswith("tokens_")
        }
        self.rows["usage"].append(
            UsageRow(
                **named,
                kind="llm",
                binding="recorded",
                cost_usd=self.draw(st.none() | st.floats(0, 9)),
                latency_ms=self.draw(NUMBERS),
                **self._some("provider", "served_provider", "served_model", "stop_reason"),
                **tokens,
            )
        )

    def _note(self, at: int, **place: str) -> None:
        if self.draw(st.booleans()):
            flags = st.none() | st.booleans()
            named: dict[str, Any] = {"source": "otel", **place, "at_ms": at}
            more = self._some("severity", "stack", "remote", "details")
            self.rows["logs"].append(
                LogRow(**named, message=self.draw(TEXTS), fatal=self.draw(flags), **more)
            )
            self.rows["assessments"].append(
                AssessmentRow(
                    **named,
                    score=self.draw(st.none() | st.floats(0, 1)),
                    flagged=self.draw(flags),
                    origin=self.draw(st.sampled_from(["feedback", "tag", None])),
                    **self._some("detector", "category", "text"),
                )
            )
