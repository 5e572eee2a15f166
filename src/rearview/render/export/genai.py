"""What Rearview's columns are called by OpenTelemetry's conventions for generative AI, as one table.

Pinned to the last version of the conventions that has them under one tag; all of them are still called experimental. What
they have no word for is named `rearview.` and the column. This table is the documentation too.
"""

from rearview.render.export.attribute import SORTS, Attribute
from rearview.render.export.columns import (
    Reader,
    charge,
    cost,
    instructions,
    messages_in,
    messages_out,
    root,
    same,
    session,
    step,
    total,
    turn,
)
from rearview.render.export.span import Sort, Span

SEMCONV = "1.41.0"
SCHEMA_URL = f"https://opentelemetry.io/schemas/{SEMCONV}"

CALLS: tuple[Sort, ...] = ("chat", "tool", "agent")
TURNS: tuple[Sort, ...] = ("turn", "system")
STEPS: tuple[Sort, ...] = (*CALLS, "guardrail", "step")


def _of(key: str, on: tuple[Sort, ...], origin: str, read: Reader) -> Attribute:
    return Attribute(key=key, on=on, origin=origin, read=read)


def _kept(
    sorts: tuple[Sort, ...], node: str, column: str, read: Reader, name: str | None = None
) -> Attribute:
    """Return a column that the conventions have no word for."""
    return _of(f"rearview.{name or column}", sorts, f"`{node}.{column}`", read)


def _finish_reasons(span: Span) -> list[str] | None:
    return [one.stop_reason for one in span.charges if one.stop_reason is not None] or None


def _error_type(span: Span) -> str | None:
    """Return the sort of failure; the conventions want one even where none is recorded."""
    if span.error is None:
        return None
    return "timeout" if span.sort == "session" and span.session.outcome == "timed_out" else "_OTHER"


def _trace(span: Span) -> str | None:
    """Return a recorded trace id that traces can't have."""
    kept = span.turn.trace_id if span.turn is not None else None
    return None if kept is None or kept.replace("-", "").lower() == span.place.trace_id else kept


def _unrecorded(span: Span) -> bool | None:
    node = span.step or (None if span.charges else span.turn or span.session)
    return None if node is None or node.recorded else False


CONVENTIONS = (
    _of("gen_ai.operation.name", ("turn",), "`invoke_agent`", same("invoke_agent")),
    _of("gen_ai.operation.name", ("chat",), "`chat`", same("chat")),
    _of("gen_ai.operation.name", ("tool", "agent"), "`execute_tool`", same("execute_tool")),
    _of(
        "gen_ai.conversation.id", SORTS, "`sessions.session_id` of the outermost session", root("session_id")
    ),
    _of("gen_ai.agent.name", ("session", *TURNS), "`sessions.agent`", session("agent")),
    _of("gen_ai.agent.version", ("session", *TURNS), "`sessions.agent_version`", session("agent_version")),
    _of("gen_ai.provider.name", ("chat",), "`usage.provider`", charge("provider")),
    _of("gen_ai.request.model", ("chat",), "`usage.model`", charge("model")),
    _of("gen_ai.response.model", ("chat",), "`usage.served_model`", charge("served_model")),
    _of("gen_ai.response.id", ("chat",), "`steps.generation_id`", step("generation_id")),
    _of("gen_ai.response.finish_reasons", ("chat",), "`usage.stop_reason`", _finish_reasons),
    _of(
        "gen_ai.usage.input_tokens",
        ("chat",),
        "`usage.tokens_in`, `tokens_cache_read` and `tokens_cache_write`, added up",
        total("tokens_in", "tokens_cache_read", "tokens_cache_write"),
    ),
    _of("gen_ai.usage.output_tokens", ("chat",), "`usage.tokens_out`", total("tokens_out")),
    _of(
        "gen_ai.usage.cache_read.input_tokens",
        ("chat",),
        "`usage.tokens_cache_read`",
        total("tokens_cache_read"),
    ),
    _of(
        "gen_ai.usage.cache_creation.input_tokens",
        ("chat",),
        "`usage.tokens_cache_write`",
        total("tokens_cache_write"),
    ),
    _of("gen_ai.system_instructions", TURNS, "`turns.system_prompt`", instructions),
    _of(
        "gen_ai.input.messages",
        (*TURNS, "chat"),
        "`messages` of users; `steps.input_text`, or `usage.prompt` where no step is known, as one message",
        messages_in,
    ),
    _of(
        "gen_ai.output.messages",
        (*TURNS, "chat"),
        "`messages` of agents; `steps.output_text`, or `usage.response` where no step is known, as one message",
        messages_out,
    ),
    _of("gen_ai.tool.name", ("tool", "agent"), "`steps.name`", step("name")),
    _of("gen_ai.tool.call.arguments", ("tool", "agent"), "`steps.input_text`", step("input_text")),
    _of("gen_ai.tool.call.result", ("tool", "agent"), "`steps.output_text`", step("output_text")),
    _of(
        "error.type",
        ("session", *STEPS),
        "`timeout` where `sessions.outcome` is `timed_out`; `_OTHER` for any other failure",
        _error_type,
    ),
)
"""What the conventions have a word for."""

OWN = (
    _kept(("session",), "sessions", "source", session("source")),
    _kept(SORTS, "sessions", "session_id", session("session_id")),
    *(
        _kept(("session",), "sessions", column, session(column))
        for column in ("title", "channel", "mode", "outcome", "end_type")
    ),
    _kept(TURNS, "turns", "turn_id", turn("turn_id")),
    *(_kept(TURNS, "turns", column, turn(column), f"turn.{column}") for column in ("kind", "label", "topic")),
    _kept(TURNS, "turns", "turn_index", turn("turn_index")),
    _of("rearview.trace_id", (*TURNS, *STEPS), "`turns.trace_id`, where it can't be the trace's id", _trace),
    _kept(STEPS, "steps", "step_id", step("step_id")),
    *(
        _kept(STEPS, "steps", column, step(column), f"step.{column}")
        for column in ("kind", "status", "namespace", "attempt")
    ),
    _kept(("guardrail", "step"), "steps", "input_text", step("input_text")),
    _kept(("guardrail", "step"), "steps", "output_text", step("output_text")),
    _kept(STEPS, "steps", "variables_before", step("variables_before")),
    _kept(STEPS, "steps", "variables_after", step("variables_after")),
    _of("rearview.cost_usd", CALLS, "`usage.cost_usd`, if it is known for every charge", cost),
    _kept(("chat",), "usage", "served_provider", charge("served_provider")),
    _kept(("chat",), "usage", "binding", charge("binding")),
    _kept(("chat",), "usage", "template", charge("template")),
    _kept(CALLS, "usage", "latency_ms", charge("latency_ms")),
    _of("rearview.recorded", SORTS, "`false` where other rows name it and nobody recorded it", _unrecorded),
    _of(
        "rearview.time_assumed",
        SORTS,
        "`true` where its beginning or its end isn't recorded",
        lambda span: span.assumed or None,
    ),
)
"""What they have none for."""

GENAI = (*CONVENTIONS, *OWN)
"""Every attribute of a span that is exported as OTLP."""
