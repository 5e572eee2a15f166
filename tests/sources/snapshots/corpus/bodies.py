"""What goes over the wire between an agent and a model, in the words of each provider.

Owns the bodies only; each is written from the providers' own documentation, and never by the code that reads it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.sources.snapshots.corpus.story import ModelCall

Written = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """A request and its response."""

    request: bytes
    response_form: str
    response: bytes


def bodies(call: ModelCall) -> Bodies:
    """Return what was sent for a model call, and what came back."""
    return _DIALECTS[call.dialect](call)


def _text(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def _events(*events: Written, named: bool = False, done: bool = False) -> bytes:
    blocks = [
        (f"event: {event['type']}\n" if named else "") + f"data: {json.dumps(event)}\n\n" for event in events
    ]
    return "".join([*blocks, *(["data: [DONE]\n\n"] if done else [])]).encode()


def _halves(text: str) -> tuple[str, str]:
    middle = len(text) // 2
    return text[:middle], text[middle:]


def _anthropic(call: ModelCall) -> Bodies:
    request = {
        "model": call.model,
        "max_tokens": 1024,
        "stream": True,
        "system": [{"type": "text", "text": call.system}],
        "messages": [{"role": "user", "content": [{"type": "text", "text": call.user}]}],
    }
    blocks: list[tuple[Written, list[Written]]] = []
    if call.thought:
        deltas = [{"type": "thinking_delta", "thinking": part} for part in _halves(call.thought)]
        blocks.append(({"type": "thinking", "thinking": ""}, deltas))
    blocks.append(
        ({"type": "text", "text": ""}, [{"type": "text_delta", "text": it} for it in _halves(call.said)])
    )
    for number, (name, given) in enumerate(call.wanted):
        deltas = [{"type": "input_json_delta", "partial_json": part} for part in _halves(json.dumps(given))]
        blocks.append(({"type": "tool_use", "id": f"toolu_{number}", "name": name, "input": {}}, deltas))
    events: list[Written] = [
        {"type": "message_start", "message": {"role": "assistant", "model": call.model, "content": []}},
    ]
    for index, (start, deltas) in enumerate(blocks):
        events.append({"type": "content_block_start", "index": index, "content_block": start})
        events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
        events.append({"type": "content_block_stop", "index": index})
    events.append(
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 9}}
    )
    events.append({"type": "message_stop"})
    return Bodies(request=_text(request), response_form="sse", response=_events(*events, named=True))


def _openai_chat(call: ModelCall) -> Bodies:
    request = {
        "model": call.model,
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": [{"role": "system", "content": call.system}, {"role": "user", "content": call.user}],
    }

    def chunk(finish: str | None = None, **delta: Any) -> Written:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return {"id": "c", "object": "chat.completion.chunk", "model": call.model, "choices": [choice]}

    thoughts = [chunk(reasoning_content=part) for part in _halves(call.thought) if part]
    words = [chunk(content=part) for part in _halves(call.said) if part]
    calls = [
        chunk(
            tool_calls=[{"index": number, "id": f"call_{number}", "type": "function", "function": function}]
        )
        for number, (name, given) in enumerate(call.wanted)
        for function in ({"name": name, "arguments": ""}, {"arguments": json.dumps(given)})
    ]
    events = [chunk(role="assistant", content=""), *thoughts, *words, *calls, chunk(finish="stop")]
    return Bodies(request=_text(request), response_form="sse", response=_events(*events, done=True))


def _openai_responses(call: ModelCall) -> Bodies:
    request = {
        "model": call.model,
        "instructions": call.system,
        "input": [{"role": "user", "content": [{"type": "input_text", "text": call.user}]}],
    }
    output: list[Written] = []
    if call.thought:
        summary = [{"type": "summary_text", "text": call.thought}]
        output.append({"type": "reasoning", "id": "rs_1", "summary": summary})
    content = [{"type": "output_text", "text": call.said, "annotations": []}]
    output.append(
        {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": content}
    )
    output += [
        {
            "type": "function_call",
            "id": f"fc_{number}",
            "call_id": f"call_{number}",
            "name": name,
            "arguments": json.dumps(given),
        }
        for number, (name, given) in enumerate(call.wanted)
    ]
    response = {
        "id": "resp_1",
        "object": "response",
        "status": "completed",
        "model": call.model,
        "output": output,
    }
    return Bodies(request=_text(request), response_form="http", response=_text(response))


def _google(call: ModelCall) -> Bodies:
    request = {
        "systemInstruction": {"parts": [{"text": call.system}]},
        "contents": [{"role": "user", "parts": [{"text": call.user}]}],
    }

    def chunk(*parts: Written, **ending: str) -> Written:
        candidate = {"content": {"role": "model", "parts": list(parts)}, "index": 0, **ending}
        return {"candidates": [candidate], "modelVersion": call.model}

    thoughts = [chunk({"text": part, "thought": True}) for part in _halves(call.thought) if part]
    words = [chunk({"text": part}) for part in _halves(call.said) if part]
    calls = [chunk({"functionCall": {"name": name, "args": given}}) for name, given in call.wanted]
    events = [*thoughts, *words, *calls, chunk({"text": ""}, finishReason="STOP")]
    return Bodies(request=_text(request), response_form="sse", response=_events(*events))


def _ollama(call: ModelCall) -> Bodies:
    request = {
        "model": call.model,
        "messages": [{"role": "system", "content": call.system}, {"role": "user", "content": call.user}],
        "options": {"num_ctx": 4096},
    }

    def line(*, done: bool = False, **message: Any) -> bytes:
        ending = {"done_reason": "stop", "eval_count": 15} if done else {}
        told = {"role": "assistant", "content": "", **message}
        return _text(
            {"model": call.model, "created_at": "2026-01-01T00:00:00Z", "message": told, "done": done}
            | ending
        )

    thoughts = [line(thinking=part) for part in _halves(call.thought) if part]
    words = [line(content=part) for part in _halves(call.said) if part]
    calls = [
        line(tool_calls=[{"function": {"name": name, "arguments": given}}]) for name, given in call.wanted
    ]
    lines = [*thoughts, *words, *calls, line(done=True)]
    return Bodies(request=_text(request), response_form="http", response=b"\n".join(lines) + b"\n")


_DIALECTS: dict[str, Callable[[ModelCall], Bodies]] = {
    "anthropic": _anthropic,
    "openai-chat": _openai_chat,
    "openai-responses": _openai_responses,
    "google": _google,
    "ollama": _ollama,
}
