"""A span as it was sent, whichever way it came. What it means is nothing to it.

Every attribute is kept, known or not, in the plain values that JSON has.
"""

from typing import Any, TypeAlias

import msgspec

Attributes: TypeAlias = dict[str, Any]

FAILED = 2
"""The status of a span that failed; of one that doesn't say, nothing is known."""
KINDS = ("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")
STATUSES = ("UNSET", "OK", "ERROR")


class Event(msgspec.Struct, frozen=True, gc=False):
    """Something that happened within a span."""

    name: str
    at_ns: int
    attributes: Attributes


class Span(msgspec.Struct, frozen=True, gc=False):
    """One span."""

    trace_id: str
    span_id: str
    parent_id: str | None
    name: str
    kind: int
    start_ns: int
    end_ns: int
    """Zero where it hasn't ended."""
    status: int
    said: str
    """What its status says in words."""
    attributes: Attributes
    events: tuple[Event, ...]
    links: tuple[Attributes, ...]
    resource: Attributes
    """What is told of the service that it is of."""
    scope: str
    """The library that wrote it."""

    @property
    def id(self) -> str:
        """What no other span is called."""
        return f"{self.trace_id}-{self.span_id}"

    @property
    def start_ms(self) -> int | None:
        """When it began."""
        return self.start_ns // 1_000_000 or None

    @property
    def end_ms(self) -> int | None:
        """When it ended."""
        return self.end_ns // 1_000_000 or None


class Batch(msgspec.Struct, frozen=True):
    """The spans of one request or file."""

    spans: list[Span]
    rejected: int = 0
    """How many had no ids by which they could be told apart."""
