"""Tool calls through the real client of MCP, to a real server in the same process."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from mcp import Client
from mcp.server import MCPServer

from rearview import record
from rearview.sources.snapshots.answers.bodies import Exchanged

Exchanges = Callable[[], list[Exchanged]]


def server() -> MCPServer:
    """A server with two tools."""
    made = MCPServer("weather")

    @made.tool()
    def forecast(city: str) -> str:
        """Tell the weather."""
        return f"Rain in {city}."

    @made.tool()
    def broken() -> str:
        """Fail."""
        reason = "the sensor is broken"
        raise ValueError(reason)

    return made


def ask(agent: Callable[[Any], Awaitable[Any]]) -> None:
    """Let an agent talk to the server through a recorded session."""

    async def run() -> None:
        async with Client(server()) as client:
            with record.session("agent"), record.turn("Rain?"):
                await agent(record.wrap(client.session, provider="weather"))

    asyncio.run(run())


def test_a_tool_is_called(exchanges: Exchanges) -> None:
    """A call is recorded with its server, its arguments and the words that came back."""
    ask(lambda session: session.call_tool("forecast", {"city": "Oslo"}))
    (call,) = exchanges()
    attributes = call.step.op.attributes
    assert (attributes.name, attributes.provider, attributes.kind) == ("forecast", "weather", "mcp")
    assert call.request is not None
    assert call.response is not None
    assert (call.request.text, call.response.text) == ('{"city":"Oslo"}', "Rain in Oslo.")
    assert call.step.op.status == "ok"


def test_a_tool_fails(exchanges: Exchanges) -> None:
    """A tool that says that it failed is recorded as failed; its result still reaches the agent."""
    results: list[Any] = []

    async def agent(session: Any) -> None:
        results.append(await session.call_tool("broken", {}))

    ask(agent)
    (call,) = exchanges()
    assert results[0].is_error
    assert call.step.op.status == "failed"
    assert call.step.op.attributes.error == results[0].content[0].text


def test_wrapped_twice(exchanges: Exchanges) -> None:
    """A session that is wrapped again records each call once."""
    ask(lambda session: record.wrap(session).call_tool("forecast", {"city": "Oslo"}))
    assert len(exchanges()) == 1


def test_an_exception_passes_through(exchanges: Exchanges) -> None:
    """What the client raises reaches the agent, and is recorded."""

    async def agent(session: Any) -> None:
        with pytest.raises(TypeError):
            await session.call_tool("forecast", {}, unheard_of=True)

    ask(agent)
    (call,) = exchanges()
    assert call.step.op.status == "failed"
