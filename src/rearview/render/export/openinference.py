"""What Rearview's columns are called by OpenInference, as one table; these attributes come beside OpenTelemetry's own."""

from rearview.render.export.attribute import SORTS, Attribute
from rearview.render.export.columns import (
    Reader,
    charge,
    cost,
    is_json,
    root,
    same,
    session,
    step,
    text_in,
    text_out,
    total,
    verdicts,
)
from rearview.render.export.span import Sort, Span

_KINDS: dict[Sort, str] = {
    "session": "CHAIN",
    "turn": "AGENT",
    "system": "CHAIN",
    "chat": "LLM",
    "tool": "TOOL",
    "agent": "TOOL",
    "guardrail": "GUARDRAIL",
    "step": "CHAIN",
}
_SAYING: tuple[Sort, ...] = ("turn", "system", "chat", "tool", "agent", "guardrail", "step")
_ANNOTATORS = {
    "feedback": "HUMAN",
    "tag": "LLM",
    "retriever": "LLM",
    "trust_layer": "CODE",
    "validation_prompt": "LLM",
}


def _of(key: str, on: tuple[Sort, ...], origin: str, read: Reader) -> Attribute:
    return Attribute(key=key, on=on, origin=origin, read=read)


def _type(read: Reader) -> Reader:
    """Return what tells whether a text is JSON; plain text needn't be called that."""
    return lambda span: "application/json" if is_json(read(span)) else None


def _each(read: Reader) -> Reader:
    """Return a value as the only one of a list."""
    return lambda span: None if (value := read(span)) is None else [value]  # type: ignore[list-item]


def _role(read: Reader, role: str) -> Reader:
    return lambda span: None if read(span) is None else [role]


def _annotators(span: Span) -> list[str | None] | None:
    origins = verdicts("origin")(span)
    return None if origins is None else [_ANNOTATORS.get(str(origin)) for origin in origins]  # type: ignore[union-attr]


OPENINFERENCE = (
    *(_of("openinference.span.kind", (sort,), f"`{kind}`", same(kind)) for sort, kind in _KINDS.items()),
    _of("session.id", SORTS, "`sessions.session_id` of the outermost session", root("session_id")),
    _of("agent.name", ("session", "turn", "system"), "`sessions.agent`", session("agent")),
    _of("input.value", _SAYING, "`messages` of users; `steps.input_text`", text_in),
    _of("input.mime_type", _SAYING, "`application/json` where it is", _type(text_in)),
    _of("output.value", _SAYING, "`messages` of agents; `steps.output_text`", text_out),
    _of("output.mime_type", _SAYING, "`application/json` where it is", _type(text_out)),
    _of("llm.provider", ("chat",), "`usage.provider`", charge("provider")),
    _of("llm.model_name", ("chat",), "`usage.model`", charge("model")),
    _of("llm.response.model_name", ("chat",), "`usage.served_model`", charge("served_model")),
    _of("llm.finish_reason", ("chat",), "`usage.stop_reason`", charge("stop_reason")),
    _of(
        "llm.input_messages.{n}.message.role",
        ("chat",),
        "`user`, for all that went in",
        _role(step("input_text"), "user"),
    ),
    _of("llm.input_messages.{n}.message.content", ("chat",), "`steps.input_text`", _each(step("input_text"))),
    _of(
        "llm.output_messages.{n}.message.role",
        ("chat",),
        "`assistant`",
        _role(step("output_text"), "assistant"),
    ),
    _of(
        "llm.output_messages.{n}.message.content",
        ("chat",),
        "`steps.output_text`",
        _each(step("output_text")),
    ),
    _of(
        "llm.token_count.prompt",
        ("chat",),
        "`usage.tokens_in`, `tokens_cache_read` and `tokens_cache_write`, added up",
        total("tokens_in", "tokens_cache_read", "tokens_cache_write"),
    ),
    _of("llm.token_count.completion", ("chat",), "`usage.tokens_out`", total("tokens_out")),
    _of(
        "llm.token_count.total",
        ("chat",),
        "all four columns of tokens, added up",
        total("tokens_in", "tokens_cache_read", "tokens_cache_write", "tokens_out"),
    ),
    _of(
        "llm.token_count.prompt_details.cache_read",
        ("chat",),
        "`usage.tokens_cache_read`",
        total("tokens_cache_read"),
    ),
    _of(
        "llm.token_count.prompt_details.cache_write",
        ("chat",),
        "`usage.tokens_cache_write`",
        total("tokens_cache_write"),
    ),
    _of("llm.cost.total", ("chat",), "`usage.cost_usd`, if it is known for every charge", cost),
    _of("tool.name", ("tool", "agent"), "`steps.name`", step("name")),
    _of("tool.parameters", ("tool", "agent"), "`steps.input_text`", step("input_text")),
    _of("annotations.{n}.annotation.name", SORTS, "`assessments.detector`", verdicts("detector")),
    _of("annotations.{n}.annotation.label", SORTS, "`assessments.category`", verdicts("category")),
    _of("annotations.{n}.annotation.score", SORTS, "`assessments.score`", verdicts("score")),
    _of("annotations.{n}.annotation.explanation", SORTS, "`assessments.text`", verdicts("text")),
    _of("annotations.{n}.annotation.annotator_kind", SORTS, "`assessments.origin`", _annotators),
)
"""Every attribute that OpenInference adds."""
