"""A provider of models on a real socket of this machine: it speaks as OpenAI and Anthropic do, and says little."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

THOUGHT, SAID = "The user greets me.", "Hello, world."
IN, OUT, CACHED = 100, 20, 40

CHAT = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-large-2026",
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": SAID, "refusal": None},
        }
    ],
    "usage": {
        "prompt_tokens": IN,
        "completion_tokens": OUT,
        "total_tokens": IN + OUT,
        "prompt_tokens_details": {"cached_tokens": CACHED},
    },
}
CHUNKS: list[dict[str, Any]] = [
    {"choices": [{"index": 0, "delta": {"role": "assistant", "content": SAID[:5]}, "finish_reason": None}]},
    {"choices": [{"index": 0, "delta": {"content": SAID[5:]}, "finish_reason": None}]},
    {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
    {"choices": [], "usage": CHAT["usage"]},
]
RESPONSE = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1,
    "status": "completed",
    "model": "gpt-large-2026",
    "output": [
        {
            "type": "message",
            "id": "msg_1",
            "status": "completed",
            "role": "assistant",
            "content": [{"type": "output_text", "text": SAID, "annotations": []}],
        }
    ],
    "parallel_tool_calls": True,
    "tool_choice": "auto",
    "tools": [],
    "usage": {
        "input_tokens": IN,
        "output_tokens": OUT,
        "total_tokens": IN + OUT,
        "input_tokens_details": {"cached_tokens": CACHED},
        "output_tokens_details": {"reasoning_tokens": 5},
    },
}
USAGE = {"input_tokens": IN - CACHED, "output_tokens": OUT, "cache_read_input_tokens": CACHED}
MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-large",
    "content": [{"type": "thinking", "thinking": THOUGHT, "signature": "s"}, {"type": "text", "text": SAID}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {**USAGE, "cache_creation_input_tokens": 0},
}
EVENTS: list[dict[str, Any]] = [
    {"type": "message_start", "message": {**MESSAGE, "content": [], "stop_reason": None}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": SAID}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": OUT}},
    {"type": "message_stop"},
]


@contextmanager
def serving() -> Iterator[str]:
    """Serve, and yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers by the path; a model named `busy` is too busy the first time, and `broken` always."""

    protocol_version = "HTTP/1.1"
    asked: int = 0

    def do_GET(self) -> None:
        """List the models."""
        self._answer(200, json.dumps({"object": "list", "data": []}).encode())

    def do_POST(self) -> None:
        """Answer a request for a model."""
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        type(self).asked += asked["model"] == "busy"
        if asked["model"] == "broken" or (asked["model"] == "busy" and self.asked % 2):
            error = {"type": "error", "error": {"type": "overloaded", "message": "Come back later."}}
            self._answer(529, json.dumps(error).encode())
        elif asked["model"] == "odd":
            self._answer(200, b'{"odd": true}')
        elif asked["model"] == "cut":
            self._break_off()
        elif asked.get("stream"):
            self._stream("messages" in self.path)
        else:
            told = MESSAGE if "messages" in self.path else RESPONSE if "responses" in self.path else CHAT
            self._answer(200, gzip.compress(json.dumps(told).encode()), packed=True)

    def log_message(self, *_: object) -> None:
        """Say nothing on stderr."""

    def _answer(self, status: int, body: bytes, *, packed: bool = False) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if packed:
            self.send_header("content-encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def _break_off(self) -> None:
        """Promise more than is sent."""
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", "100000")
        self.end_headers()
        self.wfile.write(f"data: {json.dumps(CHUNKS[0])}\n\n".encode())
        self.close_connection = True

    def _stream(self, is_anthropic: bool) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream; charset=utf-8")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        same: dict[str, Any] = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "gpt-large-2026",
        }
        for event in EVENTS if is_anthropic else [{**same, **chunk} for chunk in CHUNKS]:
            name = f"event: {event['type']}\n" if is_anthropic else ""
            self.wfile.write(f"{name}data: {json.dumps(event)}\n\n".encode())
        if not is_anthropic:
            self.wfile.write(b"data: [DONE]\n\n")
