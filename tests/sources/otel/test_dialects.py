"""The ways in which model calls are written down: each says the same here, and Rearview reads the same."""

from typing import Any

import pytest
from msgspec import json

from rearview.model.session import Step
from tests.sources.otel.planted import event, span
from tests.sources.otel.reading import tree_of

ASKED, ANSWERED = "Where to?", "To the sea."
_HISTORY = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hello"},
    {"role": "assistant", "content": "Hi"},
    {"role": "user", "content": ASKED},
]


def _numbered(prefix: str, within: str = "") -> dict[str, str]:
    return {
        f"{prefix}.{number}.{within}{key}": value
        for number, message in enumerate(_HISTORY)
        for key, value in message.items()
    }


_MODEL = {"gen_ai.request.model": "m", "gen_ai.response.model": "m-1"}
_PARTS = [{"role": one["role"], "parts": [{"type": "text", "content": one["content"]}]} for one in _HISTORY]
CALLS: dict[str, dict[str, Any]] = {
    "conventions": {
        **_MODEL,
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "p",
        "gen_ai.usage.input_tokens": 30,
        "gen_ai.usage.output_tokens": 5,
        "gen_ai.usage.cache_read.input_tokens": 10,
        "gen_ai.input.messages": json.encode(_PARTS).decode(),
        "gen_ai.output.messages": json.encode(
            [{"role": "assistant", "parts": [{"type": "text", "content": ANSWERED}]}]
        ).decode(),
    },
    "openinference": {
        "openinference.span.kind": "LLM",
        "llm.provider": "p",
        "llm.model_name": "m-1",
        "llm.invocation_parameters": '{"model": "m", "stream": true}',
        "llm.token_count.prompt": 30,
        "llm.token_count.completion": 5,
        "llm.token_count.prompt_details.cache_read": 10,
        **_numbered("llm.input_messages", "message."),
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": ANSWERED,
        "input.value": '{"messages": []}',
    },
    "openllmetry": {
        **_MODEL,
        "llm.request.type": "chat",
        "gen_ai.system": "p",
        "gen_ai.usage.prompt_tokens": 30,
        "gen_ai.usage.completion_tokens": 5,
        "gen_ai.usage.cache_read_input_tokens": 10,
        **_numbered("gen_ai.prompt"),
        "gen_ai.completion.0.role": "assistant",
        "gen_ai.completion.0.content": ANSWERED,
    },
    "exclusive": {
        **_MODEL,
        "gen_ai.operation.name": "chat",
        "gen_ai.system": "p",
        "gen_ai.usage.input_tokens": "20",
        "gen_ai.usage.output_tokens": 5.0,
        "gen_ai.usage.cache_read.input_tokens": 10,
        "gen_ai.usage.cache_creation.input_tokens": 15,
        "gen_ai.prompt": json.encode(_HISTORY).decode(),
        "gen_ai.completion": ANSWERED,
    },
}
_USAGE = {"gen_ai.system": "p", "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 30}
EVENTS = {
    "a message each": [
        *(event(f"gen_ai.{one['role']}.message", content=one["content"]) for one in _HISTORY),
        event("gen_ai.choice", message=json.encode({"content": ANSWERED}).decode()),
    ],
    "prompt and completion": [
        event("gen_ai.content.prompt", gen_ai__prompt=json.encode(_HISTORY).decode()),
        event("gen_ai.content.completion", gen_ai__completion=ANSWERED),
    ],
    "details": [
        event(
            "gen_ai.client.inference.operation.details",
            gen_ai__input__messages=json.encode(_HISTORY).decode(),
            gen_ai__output__messages=json.encode([{"role": "assistant", "content": ANSWERED}]).decode(),
        )
    ],
}


def _step(name: str, told: dict[str, Any], events: list[dict[str, Any]]) -> Step:
    tree = tree_of(span(1, name, told, events=events))
    (turn,) = tree.root.turns
    said = [(message.role, message.text) for message in turn.messages]
    assert said == [("user", ASKED), ("agent", ANSWERED)]
    assert turn.system_prompt == "Be brief."
    assert not turn.steps[0].logs
    return turn.steps[0]


@pytest.mark.parametrize("dialect", CALLS)
def test_a_model_call_reads_the_same(dialect: str) -> None:
    """Model, tokens and what was said are the same, whoever wrote the span."""
    step = _step("chat m", CALLS[dialect], [])
    (charge,) = step.usage
    assert (step.kind, charge.provider, charge.model, charge.served_model) == ("llm", "p", "m", "m-1")
    assert (charge.tokens_in, charge.tokens_cache_read, charge.tokens_out) == (20, 10, 5)
    assert step.output_text == ANSWERED


@pytest.mark.parametrize("form", EVENTS)
def test_messages_may_be_events(form: str) -> None:
    """What older conventions tell in events is what was said, and no log line."""
    assert _step("chat m", {**_MODEL, **_USAGE}, EVENTS[form]).output_text == ANSWERED


def test_what_isn_t_text_is_kept_as_it_is() -> None:
    """A message that calls a tool, or holds an image, is shown as JSON."""
    called = [{"role": "assistant", "parts": [{"type": "tool_call", "name": "search"}]}]
    told = {**_MODEL, "gen_ai.output.messages": json.encode(called).decode(), "gen_ai.prompt": '["broken'}
    (step,) = tree_of(span(1, "chat", told)).steps()
    assert json.decode(step.output_text or "") == called
    assert step.input_text == '["broken'


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"openinference.span.kind": "RETRIEVER", "input.value": "q"}, "tool"),
        ({"openinference.span.kind": "guardrail", "input.value": "q"}, "guardrail"),
        ({"traceloop.span.kind": "tool", "traceloop.entity.input": "q"}, "tool"),
        ({"mcp.method.name": "tools/call", "gen_ai.tool.call.arguments": "q"}, "tool"),
        ({"gen_ai.operation.name": "plan", "input.value": "q"}, "other"),
    ],
)
def test_other_operations_are_known(told: dict[str, Any], kind: str) -> None:
    """Tools, searches and checks are steps of their kind, with what went in; a name that is new is another step."""
    (step,) = tree_of(span(1, "turn"), span(2, "name", told, above=1)).steps()
    assert (step.kind, step.name, step.input_text) == (kind, "name", "q")


def test_the_agentforce_session_trace() -> None:
    """A turn is named by its topic; steps have types; texts are escaped, and objects stand where values belong."""
    wrapped = {
        "gen_ai.request.model": "llmgateway__GPT41",
        "gen_ai.input.messages": [
            {"role": "system", "content": "You help."},
            {"role": "user", "content": "Hi"},
        ],
    }
    tree = tree_of(
        span(
            1,
            "Orders",
            {
                "agent.messages.user.0.content": "Where&#39;s it?",
                "agent.messages.assistant.1.content": "Here &amp; now.",
            },
        ),
        span(
            2,
            "off_topic",
            {
                "step.type": "LLM_STEP",
                "input.value": wrapped,
                "output.value": {"gen_ai.output.messages": "It&#39;s on its way."},
            },
            above=1,
        ),
        *(
            span(number, kind, {"step.type": kind}, above=1)
            for number, kind in enumerate(("TOPIC_STEP", "TRUST_GUARDRAILS_STEP", "ACTION_STEP"), 3)
        ),
        session__actors__0__name="Desk",
        session__id="0190",
    )
    assert (tree.root.agent, tree.root.session_id, tree.root.outcome) == ("Desk", "0190", "completed")
    (turn,) = tree.root.turns
    assert turn.topic == "Orders"
    assert [message.text for message in turn.messages] == ["Where's it?", "Here & now."]
    assert [step.kind for step in turn.steps] == ["llm", "topic", "guardrail", "tool"]
    assert (turn.steps[0].name, turn.steps[0].output_text) == ("llmgateway__GPT41", "It's on its way.")
