"""Model calls where they pass: the HTTP client inside a provider's own client.

Every way of calling a model ends in one `send` of that client: plain or streamed, once or tried again, at once or in
asyncio. Owns how a request and its response become an operation. Headers are never looked at: keys are in them.
"""

import inspect
from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar

from msgspec import DecodeError, Struct, json

from rearview.record.adapters.answer import told_of
from rearview.record.model_call import ModelCall
from rearview.record.notices import Notice
from rearview.record.recorder import llm

_PROVIDER = "_rearview_provider"

_clients: dict[type, type] = {}
_streams: "dict[tuple[type[_Seen], type], type[_Seen]]" = {}


class _Asked(Struct):
    """What tells that a request is for a model."""

    model: str
    messages: list[Any] | None = None
    input: Any = None


def watch(client: Any, library: str, provider: str | None) -> None:
    """Record the model calls that pass through an HTTP client, under a provider's name or the library's."""
    before = getattr(client, _PROVIDER, None)
    setattr(client, _PROVIDER, provider or before or library)
    if before is None:
        # A class of its own, and not a function on the object, which would keep the client alive for ever.
        client.__class__ = _watched(type(client))


def _watched(client: Any) -> type:
    """Return a class of HTTP clients whose model calls are recorded."""
    if client not in _clients:
        _clients[client] = type(client.__name__, (client,), {"send": _recording(client.send)})
    return _clients[client]


def _recording(plain: Any) -> Any:
    """Return a client's way of sending, recorded."""

    def send(self: Any, request: Any, *args: Any, **options: Any) -> Any:
        call = _begun(request, getattr(self, _PROVIDER))
        if call is None:
            return plain(self, request, *args, **options)
        try:
            response = plain(self, request, *args, **options)
        except BaseException as error:
            call.end(error)
            raise
        _follow(call, request, response, _Tee if options.get("stream") else None)
        return response

    async def send_later(self: Any, request: Any, *args: Any, **options: Any) -> Any:
        call = _begun(request, getattr(self, _PROVIDER))
        if call is None:
            return await plain(self, request, *args, **options)
        try:
            response = await plain(self, request, *args, **options)
        except BaseException as error:
            call.end(error)
            raise
        _follow(call, request, response, _LaterTee if options.get("stream") else None)
        return response

    return send_later if inspect.iscoroutinefunction(plain) else send


def _begun(request: Any, provider: str) -> ModelCall | None:
    """Return the call of a model that a request is; None where it is another, or can't be looked at."""
    try:
        body = bytes(request.content)
        asked = json.decode(body, type=_Asked)
    except DecodeError:
        return None
    except Exception as error:  # noqa: BLE001 - such as a file that is sent piece by piece
        Notice.adapter(provider, error).tell()
        return None
    call = llm(provider, asked.model, prompts=_prompts(asked))
    call.begin()
    call.request(body, messages=len(asked.messages) if asked.messages is not None else None)
    return call


def _prompts(asked: _Asked) -> dict[str, str]:
    """Return what the system and the user say, where both are plain texts."""
    said = asked.messages or (asked.input if isinstance(asked.input, list) else [])
    prompts = {"user": asked.input} if isinstance(asked.input, str) else {}
    for message in said:
        if isinstance(message, dict) and isinstance(message.get("content"), str):
            role = "system" if message.get("role") == "developer" else message.get("role")
            if role in {"system", "user"}:
                prompts[role] = message["content"]
    return prompts


def _follow(call: ModelCall, request: Any, response: Any, tee: "type[_Seen] | None") -> None:
    try:
        if tee is None:
            _ended(call, request, response, response.content, None)
        else:
            response.stream = _fitting(tee, type(response.stream))(call, request, response)
    except Exception as error:  # noqa: BLE001 - recording never breaks the agent
        Notice.adapter(call.provider, error).tell()
        call.end()


def _ended(call: ModelCall, request: Any, response: Any, body: bytes, error: BaseException | None) -> None:
    """Record the end of a call, now that its whole response was seen, or all that will ever be."""
    if call.ended_ms is not None:
        return
    try:
        kind = response.headers.get("content-type", "")
        told_of(
            call, bytes(request.content), body, is_stream="event-stream" in kind, status=response.status_code
        )
    except Exception as failure:  # noqa: BLE001 - recording never breaks the agent
        Notice.adapter(call.provider, failure).tell()
    call.end(error)


def _fitting(tee: "type[_Seen]", stream: type) -> "type[_Seen]":
    """Return a stream of a kind that its client takes for one of its own."""
    own = next((it for it in stream.__mro__ if it.__name__ == tee.stands_for), object)
    if (tee, own) not in _streams:
        _streams[tee, own] = type(tee.__name__, (tee, own), {})
    return _streams[tee, own]


class _Seen:
    """The bytes of a response, as they pass."""

    stands_for: ClassVar[str]
    """What HTTP clients call the class of such streams."""

    def __init__(self, call: ModelCall, request: Any, response: Any) -> None:
        self._call, self._request, self._response = call, request, response
        self._stream = response.stream
        self._parts: list[bytes] = []

    def _end(self, error: BaseException | None = None) -> None:
        response = self._response
        try:
            # As they came over the wire, which may be packed: a response of the same kind knows how to unpack them.
            whole = type(response)(
                response.status_code, headers=response.headers, content=b"".join(self._parts)
            )
            body = whole.content
        except Exception:  # noqa: BLE001 - a stream that was left in the middle can't be unpacked
            body = b""
        _ended(self._call, self._request, response, body, error)


class _Tee(_Seen):
    """A stream that is read by the agent, and seen on its way."""

    stands_for: ClassVar[str] = "SyncByteStream"

    def __iter__(self) -> Iterator[bytes]:
        try:
            for part in self._stream:
                self._parts.append(part)
                yield part
        except Exception as error:
            self._end(error)
            raise
        self._end()

    def close(self) -> None:
        """Close the stream; what was read of it by then is all."""
        self._end()
        self._stream.close()


class _LaterTee(_Seen):
    """A stream that is read by the agent in asyncio, and seen on its way."""

    stands_for: ClassVar[str] = "AsyncByteStream"

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._stream:
                self._parts.append(part)
                yield part
        except Exception as error:
            self._end(error)
            raise
        self._end()

    async def aclose(self) -> None:
        """Close the stream; what was read of it by then is all."""
        self._end()
        await self._stream.aclose()
