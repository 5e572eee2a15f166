"""What a callback is told of a run: `snapshot`, `accounting`, `log` and `op_tree` events, as ai-agent's library tells them.

Owns what a callback may do: look, or take the writing over by returning True. One that fails is as one that only looked.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Literal, TypeAlias

from rearview.record.notices import Notice

EventType: TypeAlias = Literal["snapshot", "accounting", "log", "op_tree"]


class Event:
    """One event. Its payload is made when it is first asked for: that of a large run is large."""

    def __init__(self, event_type: EventType, make: Callable[[], Any]) -> None:
        self.type = event_type
        self._make = make

    @cached_property
    def payload(self) -> Any:
        """What happened, as JSON values: a log entry, a charge, a tree, or a snapshot in its envelope."""
        return self._make()


OnEvent: TypeAlias = Callable[[Event], object]
"""Returns True for a snapshot or a charge that it wrote itself."""


def told(on_event: OnEvent | None, event_type: EventType, make: Callable[[], Any]) -> bool:
    """Tell a callback of an event, and return whether it took the writing over."""
    if on_event is None:
        return False
    try:
        return on_event(Event(event_type, make)) is True
    except Exception as error:  # noqa: BLE001 - whatever a callback does, the agent goes on
        Notice.callback(error).tell()
        return False
