"""Agents that talk to models through the real clients of OpenAI and Anthropic, over a real socket."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import anthropic
import openai
import pytest

from rearview import record
from rearview.sources.snapshots.answers.bodies import Exchanged
from rearview.sources.snapshots.reasoning import reasoning
from tests.record.adapters.endpoint import CACHED, IN, OUT, SAID, THOUGHT

Exchanges = Callable[[], list[Exchanged]]
KEY = "sk-canary-5f0c1a52"
ASKED: list[Any] = [{"role": "user", "content": "Say hello."}]


@pytest.fixture
def open_ai(address: str) -> Iterator[openai.OpenAI]:
    """A recorded client of OpenAI."""
    with openai.OpenAI(base_url=f"{address}/v1", api_key=KEY, max_retries=1) as client:
        yield record.wrap(client)


@pytest.fixture
def claude(address: str) -> Iterator[anthropic.Anthropic]:
    """A recorded client of Anthropic."""
    with anthropic.Anthropic(base_url=address, api_key=KEY, max_retries=1) as client:
        yield record.wrap(client)


def the_call(exchanges: Exchanges, *, model: str, form: str = "json") -> Exchanged:
    """Return the one call, which has all that every provider tells."""
    (call,) = exchanges()
    op = call.step.op
    (charge,) = op.accounting
    assert (op.kind, op.status, op.attributes.model) == ("llm", "ok", model)
    assert charge.tokens is not None
    assert charge.tokens.input_tokens == IN - CACHED
    assert charge.tokens.cache_read_input_tokens == CACHED
    assert charge.tokens.output_tokens == OUT
    assert call.response is not None
    assert call.response.text == SAID
    assert call.response.body is not None
    assert call.response.body.format == form
    assert call.request is not None
    assert call.request.body is not None
    assert json.loads(call.request.body.content)["model"] == model
    said = call.conversation()
    assert said is not None
    assert said.answered is not None
    assert said.answered.cut is False
    return call


def test_a_chat(open_ai: openai.OpenAI, exchanges: Exchanges, recorded: Callable[[], Any]) -> None:
    """A call is recorded with its bodies, words, tokens, prompts and the model that answered; no key is."""
    with record.session("agent"):
        answer = open_ai.chat.completions.create(model="large", messages=ASKED)
    assert answer.choices[0].message.content == SAID
    call = the_call(exchanges, model="large")
    (charge,) = call.step.op.accounting
    assert (charge.provider, charge.actual_model, charge.stop_reason) == ("openai", "gpt-large-2026", "stop")
    (turn,) = recorded().op_tree.turns
    assert turn.attributes.prompts.user == "Say hello."
    assert KEY not in str(recorded())


def test_a_streamed_chat(open_ai: openai.OpenAI, exchanges: Exchanges) -> None:
    """A stream is recorded as it passes, and ends when it does."""
    with record.session("agent"):
        stream = open_ai.chat.completions.create(
            model="large", messages=ASKED, stream=True, stream_options={"include_usage": True}
        )
        words = [chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices]
    assert "".join(words) == SAID
    the_call(exchanges, model="large", form="sse")


def test_a_response(open_ai: openai.OpenAI, exchanges: Exchanges) -> None:
    """OpenAI's newer way of asking is recorded alike."""
    with record.session("agent"):
        answer = open_ai.responses.create(model="large", input="Say hello.")
    assert answer.output_text == SAID
    the_call(exchanges, model="large")


def test_a_message(claude: anthropic.Anthropic, exchanges: Exchanges) -> None:
    """A call of Anthropic's is recorded with what the model thought."""
    with record.session("agent"):
        claude.messages.create(model="claude", max_tokens=9, system="Be kind.", messages=ASKED)
    call = the_call(exchanges, model="claude")
    assert reasoning(call.step.op) == THOUGHT


def test_a_streamed_message(claude: anthropic.Anthropic, exchanges: Exchanges) -> None:
    """A stream of Anthropic's is recorded as it passes."""
    with (
        record.session("agent"),
        claude.messages.stream(model="claude", max_tokens=9, messages=ASKED) as stream,
    ):
        assert "".join(stream.text_stream) == SAID
    the_call(exchanges, model="claude", form="sse")


def test_asyncio(address: str, exchanges: Exchanges) -> None:
    """Calls that run side by side in asyncio are recorded each in the turn that it was made in."""

    async def ask(client: Any, number: int) -> None:
        with record.turn(f"Question {number}"):
            if number % 2:
                await client.messages.create(model="claude", max_tokens=9, messages=ASKED)
                return
            async for _ in await client.messages.create(
                model="claude", max_tokens=9, messages=ASKED, stream=True
            ):
                pass

    async def agent() -> None:
        client = record.wrap(anthropic.AsyncAnthropic(base_url=address, api_key=KEY))
        async with client:
            with record.session("agent"):
                await asyncio.gather(*(ask(client, number) for number in range(4)))

    asyncio.run(agent())
    calls = exchanges()
    assert [call.step.turn.node.index for call in calls] == [1, 2, 3, 4]
    assert {call.response.text for call in calls if call.response} == {SAID}
    assert all(len(call.step.op.accounting) == 1 for call in calls)


def test_a_second_try_is_a_call_of_its_own(open_ai: openai.OpenAI, exchanges: Exchanges) -> None:
    """What the client tries again is recorded as often as it was tried, with the provider's reason for refusing."""
    with record.session("agent"), record.turn("Hello?"):
        open_ai.chat.completions.create(model="busy", messages=ASKED)
    first, second = (call.step.op for call in exchanges())
    assert (first.status, first.attributes.error) == ("failed", "overloaded: Come back later.")
    assert second.status == "ok"
    assert [entry.status for entry in (*first.accounting, *second.accounting)] == ["failed", "ok"]


def test_a_refusal_passes_through(claude: anthropic.Anthropic, exchanges: Exchanges) -> None:
    """The client's own exception reaches the agent as it is, and both attempts are recorded as failed."""
    with pytest.raises(anthropic.APIStatusError, match=r"Come back later"), record.session("agent"):
        claude.messages.create(model="broken", max_tokens=9, messages=ASKED)
    calls = [call.step.op for call in exchanges() if call.step.op.kind == "llm"]
    assert [op.status for op in calls] == ["failed", "failed"]


def test_nobody_answers(exchanges: Exchanges, keep: object) -> None:
    """A provider that can't be reached leaves a failed call."""
    del keep
    nobody = openai.OpenAI(base_url="http://127.0.0.1:9/v1", api_key=KEY, max_retries=0)
    with nobody, pytest.raises(openai.APIConnectionError), record.session("agent"):
        record.wrap(nobody).chat.completions.create(model="large", messages=ASKED)
    failed = next(call.step.op for call in exchanges() if call.step.op.kind == "llm")
    assert failed.attributes.error is not None
    assert "ConnectError" in failed.attributes.error


def test_nobody_answers_in_asyncio(exchanges: Exchanges, keep: object) -> None:
    """So it is in asyncio, where other requests pass by too."""
    del keep

    async def agent() -> None:
        client = record.wrap(
            openai.AsyncOpenAI(base_url="http://127.0.0.1:9/v1", api_key=KEY, max_retries=0), provider="local"
        )
        async with client:
            with pytest.raises(openai.APIConnectionError):
                await client.models.list()
            await client.chat.completions.create(model="large", messages=ASKED)

    with pytest.raises(openai.APIConnectionError), record.session("agent"):
        asyncio.run(agent())
    (failed,) = (call.step.op for call in exchanges() if call.step.op.kind == "llm")
    assert (failed.status, failed.attributes.provider) == ("failed", "local")


def test_a_stream_that_breaks_off(exchanges: Exchanges, keep: object, address: str) -> None:
    """A connection that breaks in the middle of an answer leaves a failed call, with what had come by then."""
    del keep
    with openai.OpenAI(base_url=f"{address}/v1", api_key=KEY, max_retries=0) as client:
        record.wrap(client)
        with pytest.raises(openai.APIConnectionError), record.session("agent"):
            for _ in client.chat.completions.create(model="cut", messages=ASKED, stream=True):
                pass
    (failed,) = (call for call in exchanges() if call.step.op.kind == "llm")
    assert failed.step.op.status == "failed"
    assert failed.response is not None
    assert SAID.startswith(failed.response.text or "")


def test_what_cannot_be_understood(open_ai: openai.OpenAI, exchanges: Exchanges) -> None:
    """An answer in nobody's dialect reaches the agent, and is recorded as it is."""
    with record.session("agent"):
        open_ai.chat.completions.create(model="odd", messages=[{"role": "user", "content": []}])
    (call,) = exchanges()
    assert call.step.op.status == "ok"
    assert call.response is not None
    assert call.response.body is not None
    assert call.response.body.content == b'{"odd": true}'
    assert [entry.tokens for entry in call.step.op.accounting] == [None]


def test_a_stream_that_is_left(open_ai: openai.OpenAI, exchanges: Exchanges) -> None:
    """A stream that the agent doesn't read to its end ends when it is closed, with what was read by then."""
    with record.session("agent"):
        stream = open_ai.chat.completions.create(model="large", messages=ASKED, stream=True)
        next(iter(stream))
        stream.close()
    (call,) = exchanges()
    assert call.step.op.status == "ok"
    assert call.response is not None
    assert SAID.startswith(call.response.text or "")


def test_outside_of_any_session(open_ai: openai.OpenAI, folder: Any, keep: object) -> None:
    """A recorded client works without a session, and records nothing."""
    del keep
    answer = open_ai.chat.completions.create(model="large", messages=ASKED)
    assert answer.choices[0].message.content == SAID
    assert not folder.exists()


def test_what_is_no_call_of_a_model(open_ai: openai.OpenAI, laid_out: Callable[[], Any]) -> None:
    """Other requests pass by."""
    with record.session("agent"):
        assert list(open_ai.models.list()) == []
    assert laid_out().steps == []


def test_wrapped_twice(open_ai: openai.OpenAI, exchanges: Exchanges) -> None:
    """A client that is wrapped again, and one that shares its connections, record each call once."""
    again = record.wrap(record.wrap(open_ai).with_options(max_retries=0))
    with record.session("agent"):
        again.chat.completions.create(model="large", messages=ASKED)
    assert len(exchanges()) == 1
