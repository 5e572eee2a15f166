"""The parts of a message while a stream still tells them, piece by piece and sometimes several at once."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TypeAlias

from rearview.sources.snapshots.bodies.conversation import (
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    Words,
    parts_of,
)

Kind: TypeAlias = type[Text] | type[Reasoning] | type[Refusal]


@dataclass(slots=True, kw_only=True)
class _Speech:
    """Words under way."""

    kind: Kind
    pieces: list[str] = field(default_factory=list)

    def part(self) -> Words:
        return self.kind(text="".join(self.pieces))


@dataclass(slots=True, kw_only=True)
class _Call:
    """A tool call under way."""

    id: str | None = None
    name: str | None = None
    pieces: list[str] = field(default_factory=list)

    def part(self) -> ToolCall:
        return ToolCall(id=self.id, name=self.name, arguments="".join(self.pieces))


class Flow:
    """A message's parts, in the order in which each began."""

    def __init__(self) -> None:
        self._parts: list[_Speech | _Call | Part] = []
        self._begun: dict[Hashable, _Speech] = {}
        self._calls: dict[Hashable, _Call] = {}

    def say(self, kind: Kind, piece: str | None, *, key: Hashable = None) -> None:
        """Go on with the words of a key; without one, with those that were said last, if they are of this kind."""
        if not piece:
            return
        last = self._parts[-1] if self._parts else None
        speech = last if key is None else self._begun.get((kind, key))
        if not isinstance(speech, _Speech) or speech.kind is not kind:
            speech = self._begun[kind, key] = _Speech(kind=kind)
            self._parts.append(speech)
        speech.pieces.append(piece)

    def call(self, key: Hashable, *, call_id: str | None, name: str | None, piece: str | None) -> None:
        """Go on with the call of a key; another id than the one it has begins another call."""
        call = self._calls.get(key)
        if call is None or (call_id and call.id and call_id != call.id):
            call = self._calls[key] = _Call()
            self._parts.append(call)
        call.id = call.id or call_id or None
        call.name = call.name or name or None
        call.pieces.append(piece or "")

    def add(self, *parts: Part) -> None:
        """Add parts that are told as a whole."""
        self._parts += parts

    def parts(self) -> tuple[Part, ...]:
        """Return the parts as far as they were told."""
        return parts_of(part.part() if isinstance(part, _Speech | _Call) else part for part in self._parts)
