"""How a conversation reads."""

from pathlib import Path
from typing import Any

from rearview.render.snapshot.exchange import conversation, exchange
from rearview.sources.snapshots.answers.bodies import exchange as exchanged
from rearview.sources.snapshots.bodies.conversation import (
    Answered,
    Asked,
    Conversation,
    Message,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
    Unshown,
)
from tests.sources.snapshots.written import laid_out, llm, session, tool


def lines(*parts: Part, **answered: Any) -> list[str]:
    """Return how a conversation with these parts reads."""
    held = Conversation(
        dialect=None,
        asked=Asked(messages=(Message(role="user", parts=parts),)),
        answered=Answered(messages=(Message(role="assistant"),), **answered) if answered else None,
    )
    found = exchanged(laid_out(session(llm())).steps[0], Path())
    return [line.plain for line in conversation(found, held, width=60)]


def test_every_kind_of_part() -> None:
    """Words, thoughts, refusals, calls, results and things that aren't text each read as what they are."""
    told = lines(
        Text(text="hello"),
        Reasoning(text="hm"),
        Refusal(text="no"),
        ToolCall(name="search", arguments='{"q":1}'),
        ToolCall(arguments="{}"),
        ToolResult(name="search", text="found", failed=True, unshown=(Unshown(kind="image", name="a.png"),)),
        ToolResult(text="fine"),
        Unshown(kind="file"),
    )
    assert told[4:13] == [
        "  hello",
        "  (thinking) hm",
        "  (refusal) no",
        '  → search {"q":1}',
        "  → a tool {}",
        "  ← search: failed: found",
        "  [image a.png]",
        "  ← fine",
        "  [file]",
    ]


def test_how_it_ended() -> None:
    """An error, a stream that broke off, and why the model stopped are said; so is that there is no answer."""
    told = lines(error="too long", cut=True, stop_reason="length", usage=(("input_tokens", 1200),))
    assert "Error: too long" in told
    assert "The answer breaks off here." in told
    assert "stopped: length; input_tokens 1,200" in told
    assert "The answer wasn't captured, or can't be understood." in lines(Text(text="hi"))


def test_what_a_tool_gave_back() -> None:
    """JSON is laid out, other text and JSON that is none stay as they are; what was cut short is marked."""
    op = tool(request={"payload": {"q": [1]}}, response={"payload": "{broken", "truncated": True})
    found = exchanged(laid_out(session(op)).steps[0], Path())
    told = [line.plain for line in exchange(found, ("request", "response"), width=60)]
    assert told[2:7] == ["REQUEST", "  {", '    "q": [', "      1", "    ]"]
    assert told[-2:] == ["RESPONSE (truncated)", "  {broken"]
