"""How those who write spans of agents name what Rearview wants to know: as one table, the best name of each first.

They are OpenTelemetry's conventions for generative AI in all their versions, OpenInference, what OpenLLMetry writes, the
Agentforce Session Trace, and Rearview's own exports. An attribute that isn't named here is kept, and means nothing.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from rearview.sources.otel.span import Attributes, Span

KEYS: Mapping[str, tuple[str, ...]] = {
    "session": (
        "gen_ai.conversation.id",
        "session.id",
        "traceloop.association.properties.session_id",
        "langfuse.session.id",
    ),
    "agent": ("gen_ai.agent.name", "agent.name", "session.actors.0.name"),
    "agent_version": ("gen_ai.agent.version",),
    "provider": ("gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system"),
    "model": ("gen_ai.request.model", "llm.model_name", "llm.request.model", "embedding.model_name"),
    "invocation": ("llm.invocation_parameters",),
    "served_model": ("gen_ai.response.model", "llm.response.model_name", "llm.response.model"),
    "response_id": ("gen_ai.response.id", "llm.response.id"),
    "stop_reason": ("gen_ai.response.finish_reasons", "llm.finish_reason", "llm.response.finish_reason"),
    "tokens_in": (
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.prompt_tokens",
        "llm.token_count.prompt",
        "llm.usage.prompt_tokens",
    ),
    "tokens_out": (
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
        "llm.token_count.completion",
        "llm.usage.completion_tokens",
    ),
    "tokens_cache_read": (
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "llm.token_count.prompt_details.cache_read",
        "llm.usage.cache_read_input_tokens",
    ),
    "tokens_cache_write": (
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
        "llm.token_count.prompt_details.cache_write",
        "llm.usage.cache_creation_input_tokens",
    ),
    "cost": ("rearview.cost_usd", "llm.cost.total", "gen_ai.usage.cost"),
    "tool": ("gen_ai.tool.name", "tool.name", "tool_call.function.name", "traceloop.entity.name"),
    "namespace": ("rearview.step.namespace", "mcp.server.name", "gen_ai.data_source.id"),
    "instructions": ("gen_ai.system_instructions", "gen_ai.request.instructions"),
    "input": (
        "gen_ai.tool.call.arguments",
        "rearview.input_text",
        "input.value",
        "traceloop.entity.input",
        "tool.parameters",
    ),
    "output": ("gen_ai.tool.call.result", "rearview.output_text", "output.value", "traceloop.entity.output"),
    "messages_in": ("gen_ai.input.messages", "gen_ai.prompt"),
    "messages_out": ("gen_ai.output.messages", "gen_ai.completion"),
}

NUMBERED_IN = ("llm.input_messages.", "gen_ai.prompt.", "llm.prompts.")
NUMBERED_OUT = ("llm.output_messages.", "gen_ai.completion.", "llm.completions.")
"""Where messages are spread over attributes with numbers in their names."""
SPOKEN = "agent.messages."
"""Where the Agentforce Session Trace does so, in its turns."""

OPERATIONS = {
    "chat": "llm",
    "text_completion": "llm",
    "generate_content": "llm",
    "embeddings": "llm",
    "execute_tool": "tool",
    "retrieval": "tool",
    "invoke_agent": "agent",
    "apply_guardrail": "guardrail",
}
OPENINFERENCE = {
    "LLM": "llm",
    "EMBEDDING": "llm",
    "TOOL": "tool",
    "RETRIEVER": "tool",
    "RERANKER": "tool",
    "AGENT": "agent",
    "GUARDRAIL": "guardrail",
    "EVALUATOR": "guardrail",
}
OPENLLMETRY = {"agent": "agent", "tool": "tool"}
AGENTFORCE = {
    "LLM_STEP": "llm",
    "CLASSIFIER_STEP": "topic",
    "TOPIC_STEP": "topic",
    "TRUST_GUARDRAILS_STEP": "guardrail",
    "VARIABLE_UPDATE_STEP": "variable",
    "ACTION_STEP": "tool",
    "SESSION_END": "end",
}
"""What the names of kinds mean, each with those who write it; any other is `other`."""

Told: TypeAlias = dict[str, Any]
"""What attributes say, by the names of `KEYS`."""
NUMBERED = "numbered"
"""Under which name those with numbers in their names are."""

_NUMBERED = (*NUMBERED_IN, *NUMBERED_OUT, SPOKEN)
_KNOWN = {key: (name, rank) for name, keys in KEYS.items() for rank, key in enumerate(keys)}
_LLM = ("llm.request.type", "gen_ai.request.model", "llm.request.model")
_NESTED = ("input.value", "output.value")
_UNKNOWN = "unknown_service"


def told_by(attributes: Attributes) -> Told:
    """Return what attributes say, by what Rearview calls it: of several that say the same, the best named."""
    known, numbered = _named(tuple(attributes))
    told: Told = {NUMBERED: {key: attributes[key] for key in numbered}} if numbered else {}
    for key, name in known:
        value = attributes[key]
        if name not in told and value is not None and value != "":
            told[name] = value
    return told


@lru_cache(maxsize=4096)
def _named(keys: tuple[str, ...]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return which of some keys say what, the best first, and which have numbers; many spans have the same keys."""
    known = sorted((key for key in keys if key in _KNOWN), key=lambda key: _KNOWN[key][1])
    numbered = [key for key in keys if key not in _KNOWN and key.startswith(_NUMBERED)]
    return [(key, _KNOWN[key][0]) for key in known], numbered


def kind_of(attributes: Attributes) -> str:
    """Return what sort of operation a span is."""
    told = attributes.get("rearview.step.kind") or AGENTFORCE.get(str(attributes.get("step.type")))
    if told:
        return str(told)
    operation = attributes.get("gen_ai.operation.name")
    if operation is not None:
        return OPERATIONS.get(str(operation), "other")
    kind = attributes.get("openinference.span.kind")
    if kind is not None:
        return OPENINFERENCE.get(str(kind).upper(), "other")
    kind = attributes.get("traceloop.span.kind")
    if kind is not None:
        return OPENLLMETRY.get(str(kind), "other")
    if any(key in attributes for key in _LLM):
        return "llm"
    return "tool" if attributes.get("mcp.method.name") == "tools/call" else "other"


def session_of(span: Span) -> str | None:
    """Return the session that a span names, itself or by what it is of."""
    for attributes in (span.attributes, span.resource):
        for key in KEYS["session"]:
            if attributes.get(key):
                return str(attributes[key])
    return None


def agent_of(attributes: Attributes, told: Told) -> str | None:
    """Return the agent that a span names."""
    name = told.get("agent")
    if name is None and attributes.get("traceloop.span.kind") == "agent":
        name = attributes.get("traceloop.entity.name")
    return None if name is None else str(name)


def service_of(span: Span) -> str | None:
    """Return the agent that all of a service's spans are of, as far as its resource tells."""
    told = told_by(span.resource).get("agent") or span.resource.get("service.name")
    return None if told is None or str(told).startswith(_UNKNOWN) else str(told)


def is_agentforce(attributes: Attributes, told: Told) -> bool:
    """Whether attributes are of the Agentforce Session Trace."""
    return "step.type" in attributes or any(key.startswith(SPOKEN) for key in told.get(NUMBERED, ()))


def unwrapped(attributes: Attributes) -> Attributes:
    """Return attributes with those that the Agentforce Session Trace wraps into what went in and came out."""
    within = {
        key: value
        for name in _NESTED
        if isinstance(attributes.get(name), dict)
        for key, value in attributes[name].items()
    }
    return {**within, **attributes} if within else attributes
