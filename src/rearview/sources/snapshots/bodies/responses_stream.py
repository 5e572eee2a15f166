"""What OpenAI's responses tell, whole or event by event.

A stream tells each item three times: growing, when it is done, and in the whole response at the end. The last of them that
came is taken.
"""

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.conversation import (
    Answered,
    Figure,
    Message,
    Part,
    Reasoning,
    Refusal,
    Text,
)
from rearview.sources.snapshots.bodies.documents import Documents
from rearview.sources.snapshots.bodies.failure import failure
from rearview.sources.snapshots.bodies.figures import figures
from rearview.sources.snapshots.bodies.flow import Flow, Kind
from rearview.sources.snapshots.bodies.lenient import NOTHING, decoded, text_of
from rearview.sources.snapshots.bodies.openai_responses import Item, gathered

_WORDS: dict[str, Kind] = {
    "response.output_text.delta": Text,
    "response.refusal.delta": Refusal,
    "response.reasoning_text.delta": Reasoning,
    "response.reasoning_summary_text.delta": Reasoning,
}
_ARGUMENTS = frozenset(
    {
        "response.function_call_arguments.delta",
        "response.custom_tool_call_input.delta",
        "response.mcp_call_arguments.delta",
    }
)
_LAST = frozenset({"response.completed", "response.incomplete", "response.failed"})


class _Incomplete(Struct):
    reason: str | None = None


class _Response(Struct):
    """A response, as far as it is there."""

    output: list[Item] | None = None
    model: str | None = None
    status: str | None = None
    incomplete_details: _Incomplete | None = None
    usage: Raw = NOTHING
    error: Raw = NOTHING


class _Event(Struct):
    """One event of a stream."""

    type: str = ""
    response: _Response | None = None
    output_index: int | None = None
    content_index: int | None = None
    summary_index: int | None = None
    item: Item | None = None
    delta: Raw = NOTHING
    error: Raw = NOTHING
    message: str | None = None


def answered(documents: Documents) -> Answered | None:
    """Return what a response tells, or None where it isn't one."""
    answer = _Answer()
    for document in documents.items:
        event = decoded(document, _Event)
        if event is not None and not event.type:
            event.response = decoded(document, _Response)
            event.type = "response.completed" if event.response else ""
        if event is None or not event.type:
            return None
        answer.take(event)
    return answer.told(documents)


class _Growing:
    """An item under way."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.item: Item | None = None
        self.done = False

    def parts(self) -> tuple[Part, ...]:
        """Return it as far as it came."""
        grown = self.flow.parts()
        return self.item.parts() if self.item is not None and (self.done or not grown) else grown


class _Answer:
    """A response under way."""

    def __init__(self) -> None:
        self.items: dict[int | None, _Growing] = {}
        self.last: _Response | None = None
        self.model: str | None = None
        self.error: str | None = None
        self.usage: dict[str, Figure] = {}

    def take(self, event: _Event) -> None:
        """Take one event in."""
        if event.response is not None:
            self._whole(event.response, is_last=event.type in _LAST)
        if event.item is not None:
            growing = self._growing(event)
            growing.item = event.item
            growing.done = event.type == "response.output_item.done"
        if event.type in _WORDS:
            key = (event.content_index, event.summary_index)
            self._growing(event).flow.say(_WORDS[event.type], text_of(event.delta), key=key)
        if event.type in _ARGUMENTS:
            self._argue(event)
        if event.type == "error":
            self.error = failure(event.error) or event.message or self.error

    def _whole(self, response: _Response, *, is_last: bool) -> None:
        self.model = response.model or self.model
        self.error = failure(response.error) or self.error
        self.usage |= figures(response.usage)
        if is_last:
            self.last = response

    def _growing(self, event: _Event) -> _Growing:
        return self.items.setdefault(event.output_index, _Growing())

    def _argue(self, event: _Event) -> None:
        growing = self._growing(event)
        item = growing.item or Item()
        growing.flow.call(None, call_id=item.call_id or item.id, name=item.name, piece=text_of(event.delta))

    def _messages(self) -> tuple[Message, ...]:
        if self.last is not None and self.last.output:
            return gathered((item.speaker(), item.parts()) for item in self.last.output)
        growing = (item for _, item in sorted(self.items.items(), key=lambda told: told[0] or 0))
        return gathered((item.item.speaker() if item.item else "assistant", item.parts()) for item in growing)

    def told(self, documents: Documents) -> Answered:
        """Return the response as far as it came."""
        last = self.last or _Response()
        details = last.incomplete_details or _Incomplete()
        return Answered(
            messages=tuple(message for message in self._messages() if message.parts),
            model=self.model,
            stop_reason=details.reason or last.status,
            usage=tuple(self.usage.items()),
            error=self.error,
            cut=documents.cut(finished=self.last is not None or self.error is not None),
        )
