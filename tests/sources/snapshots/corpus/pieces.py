"""Turns written down once, to make many files of: each with its own ids and its own times, and otherwise alike.

Owns what stands for the ids and times meanwhile. What a turn holds is what fills real files: the whole conversation as
a body in base64, the same again as plain text in the log, tools with long results, now and then a sub-agent.
"""

import json
from base64 import b64encode
from dataclasses import dataclass
from random import Random
from typing import Any

from isal import igzip

Written = dict[str, Any]

FILE_AND_TURN = b"@@file@@-turn"
"""Eight letters for the file, a hyphen, four for the turn: the first half of every id."""
MOMENT = b"9000008888"
"""Six digits for the file, four for the turn; three for the milliseconds follow."""

SPAN_MS = 10_000_000
"""How long a file may last: four digits of seconds."""

_START = int(MOMENT) * 1000
_SYLLABLES = (
    "ba",
    "co",
    "de",
    "fi",
    "gu",
    "la",
    "me",
    "ni",
    "or",
    "pra",
    "que",
    "ro",
    "sta",
    "ti",
    "un",
    "ver",
)
_NAMES = ("github__search_code", "sql__query", "web__fetch", "filesystem__read_file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One turn as text, without the ids and times of a file."""

    text: bytes
    packed: int
    """About how many bytes it adds to a file."""
    tools: int
    agents: int
    tokens_in: int
    tokens_out: int
    cost_usd: float

    def at(self, name: bytes, day: bytes, turn: int) -> bytes:
        """Return the turn of that number of the file of that name, which began at that time."""
        number = b"%04d" % turn
        text = self.text.replace(FILE_AND_TURN, name + b"-" + number).replace(MOMENT, day + number)
        return text.replace(b'"index":-1', b'"index":%d' % turn, 1)


def pieces(random: Random, lengths: tuple[int, ...], *, of_each: int) -> list[Piece]:
    """Write turns whose tools return texts of some lengths, the shortest first."""
    language = _Language(random)
    before = _turn(random, language, lengths[0])
    turns = [_turn(random, language, length) for length in lengths for _ in range(of_each)]
    return sorted((_piece(turn, before) for turn in turns), key=lambda piece: piece.packed)


class _Language:
    """Sentences that repeat themselves about as much as those of tools and models do."""

    def __init__(self, random: Random) -> None:
        self._random = random
        words = ["".join(random.choices(_SYLLABLES, k=random.randint(1, 4))) for _ in range(1000)]
        sentences = (" ".join(random.choices(words, k=12)).capitalize() for _ in range(180))
        # As long as a multiple of three, so that they repeat themselves in base64 too.
        self._sentences = [f"{sentence[:58]}. " for sentence in sentences]
        self.system = self.text(1500)

    def text(self, length: int) -> str:
        """Return a text of that many characters."""
        return "".join(self._random.choices(self._sentences, k=length // 60 + 1))[:length]


def _piece(turn: Written, earlier: Written) -> Piece:
    """Write a turn; what it shares with other turns of its file costs nothing."""
    text, before = _encoded(turn), _encoded(earlier)
    calls = 1 + sum("childSession" in op for op in turn["ops"])
    return Piece(
        text=text,
        packed=len(igzip.compress(before + text)) - len(igzip.compress(before)),
        tools=sum(op["kind"] == "tool" for op in turn["ops"]) + calls - 1,
        agents=calls - 1,
        tokens_in=1500 * calls,
        tokens_out=200 * calls,
        cost_usd=0.0125 * calls,
    )


def _encoded(turn: Written) -> bytes:
    return json.dumps(turn, separators=(",", ":")).encode()


def _turn(random: Random, language: _Language, length: int) -> Written:
    """Write a turn down; one in five calls a sub-agent."""
    texts = [language.text(random.randint(length // 2, length)) for _ in range(random.randint(1, 3))]
    prompts = {"system": language.system, "user": texts[0][:200]}
    ops = _operations(random, texts, language.text(300), session=0)
    if random.random() < 0.2:
        ops.append(_call(_child(_operations(random, texts[:1], language.text(300), session=1), prompts)))
    return {
        "id": _id(0, 0),
        "index": -1,
        "startedAt": _START,
        "attributes": {"prompts": prompts},
        "ops": ops,
        "endedAt": _START + 999,
    }


def _operations(random: Random, texts: list[str], said: str, *, session: int) -> list[Written]:
    asked = [{"role": "user", "content": text} for text in texts]
    request = json.dumps({"model": "claude-sonnet-4-5", "stream": True, "messages": asked})
    response = "".join(f"data: {json.dumps({'delta': word})}\n\n" for word in said.split())
    tools = [_tool(random, text, session, number) for number, text in enumerate(texts, start=2)]
    return [_llm(request, response, said, session), *tools]


def _llm(request: str, response: str, said: str, session: int) -> Written:
    return {
        "opId": _id(session, 1),
        "kind": "llm",
        "startedAt": _START + 1,
        "attributes": {"provider": "anthropic", "model": "claude-sonnet-4-5", "isFinalTurn": False},
        "logs": [
            _line("LLM request prepared", 1, llmRequestPayload={"format": "http", "body": request}),
            _line("researcher: (message missing)", 2, severity="THK"),
            _line("LLM response received", 400, llmResponsePayload={"format": "sse", "body": response}),
        ],
        "accounting": [_charge()],
        "request": {
            "kind": "llm",
            "payload": {"messages": 2, "bytes": len(request), "raw": _raw("http", request)},
            "size": len(request),
        },
        "response": {"payload": {"textPreview": said, "raw": _raw("sse", response)}, "size": len(said)},
        "endedAt": _START + 401,
        "status": "ok",
    }


def _tool(random: Random, text: str, session: int, number: int) -> Written:
    name, parameters = random.choice(_NAMES), {"query": text[:80], "limit": random.randint(1, 100)}
    failed = random.random() < 0.03
    logs = [_line("started", 410), _line("finished", 800, details={"result_chars": len(text)})]
    if failed:
        logs.append(_line("Tool execution timed out", 801, severity="ERR", stack="Error\n    at call"))
    return {
        "opId": _id(session, number),
        "kind": "tool",
        "startedAt": _START + 410,
        "attributes": {"name": name, "provider": name.partition("__")[0], "kind": "mcp", "latency": 390},
        "logs": logs,
        "accounting": [_tool_charge(name, text, failed=failed)],
        "request": {"kind": "tool", "payload": parameters, "size": len(json.dumps(parameters))},
        **({} if failed else {"response": {"payload": text, "size": len(text), "truncated": False}}),
        "endedAt": _START + 801,
        "status": "failed" if failed else "ok",
    }


def _child(ops: list[Written], prompts: Written) -> Written:
    turn = {
        "id": _id(1, 0),
        "index": 1,
        "startedAt": _START + 850,
        "attributes": {"prompts": prompts},
        "ops": ops,
        "endedAt": _START + 980,
    }
    return {
        "id": _id(1, 99),
        "traceId": f"{FILE_AND_TURN.decode()}-4000-8000-000000000001",
        "agentId": "web-search",
        "callPath": "researcher:web-search",
        "sessionTitle": "look it up",
        "startedAt": _START + 850,
        "endedAt": _START + 980,
        "success": True,
        "turns": [turn],
    }


def _call(child: Written) -> Written:
    return {
        "opId": _id(0, 90),
        "kind": "session",
        "startedAt": _START + 840,
        "attributes": {"name": "agent__web-search", "provider": "subagent", "kind": "agent"},
        "logs": [],
        "accounting": [],
        "request": {"kind": "tool", "payload": {"prompt": "look it up"}, "size": 23},
        "response": {"payload": "found", "size": 5},
        "childSession": child,
        "endedAt": _START + 990,
        "status": "ok",
    }


def _id(session: int, number: int) -> str:
    return f"{FILE_AND_TURN.decode()}-{session}-{number:02}"


def _line(message: str, after: int, *, severity: str = "VRB", **more: Any) -> Written:
    return {
        "timestamp": _START + after,
        "severity": severity,
        "turn": 1,
        "subturn": 0,
        "direction": "response",
        "type": "llm",
        "remoteIdentifier": "anthropic:claude-sonnet-4-5",
        "fatal": False,
        "message": message,
        "headendId": "cli",
        "agentId": "researcher",
        "callPath": "researcher",
        "path": "1-1",
        **more,
    }


def _charge() -> Written:
    tokens = {"inputTokens": 1500, "outputTokens": 200, "cachedTokens": 0, "totalTokens": 1700}
    return {
        "type": "llm",
        "timestamp": _START + 401,
        "status": "ok",
        "latency": 400,
        "provider": "anthropic",
        "model": "claude-sonnet-4-5",
        "costUsd": 0.0125,
        "stopReason": "tool_use",
        "tokens": tokens,
        "agentId": "researcher",
        "callPath": "researcher",
    }


def _tool_charge(name: str, text: str, *, failed: bool) -> Written:
    return {
        "type": "tool",
        "timestamp": _START + 410,
        "status": "failed" if failed else "ok",
        "latency": 390,
        "mcpServer": name.partition("__")[0],
        "command": name,
        "charactersIn": 100,
        "charactersOut": 0 if failed else len(text),
        **({"error": "Tool execution timed out"} if failed else {}),
    }


def _raw(form: str, text: str) -> Written:
    return {"format": form, "encoding": "base64", "value": b64encode(text.encode()).decode()}
