"""An agent on Anthropic's client, in asyncio, with two sub-agents that work side by side, and a record of it all.

    pip install rearview anthropic
    ANTHROPIC_API_KEY=... python examples/record_anthropic.py
    rearview snapshot agents

ANTHROPIC_BASE_URL names another server that speaks as Anthropic's does; REARVIEW_SESSIONS the folder of the sessions.
"""

import asyncio

from anthropic import AsyncAnthropic

from rearview import record


async def research(client: AsyncAnthropic, topic: str) -> str:
    """Answer a part of the question: a sub-agent, for it is called while another agent's session is open."""
    with record.session(agent="researcher", title=topic) as session, session.turn(f"Research {topic}."):
        async with client.messages.stream(
            model="claude-sonnet-4-5",
            max_tokens=500,
            messages=[{"role": "user", "content": f"Research {topic}."}],
        ) as stream:
            found = await stream.get_final_text()
        session.report(found)
        return found


async def main() -> None:
    """Let two sub-agents research, and put together what they found."""
    record.install("anthropic")
    async with AsyncAnthropic() as client:
        with record.session(agent="editor", title="Bees and wasps") as session:
            with session.turn("Compare bees and wasps."):
                found = await asyncio.gather(research(client, "bees"), research(client, "wasps"))
            with session.turn("Put it together."):
                answer = await client.messages.create(
                    model="claude-sonnet-4-5",
                    max_tokens=500,
                    system="Be brief.",
                    messages=[{"role": "user", "content": "\n\n".join(found)}],
                )
                words = "".join(block.text for block in answer.content if block.type == "text")
            session.report(words)
    print(words)


if __name__ == "__main__":
    asyncio.run(main())
