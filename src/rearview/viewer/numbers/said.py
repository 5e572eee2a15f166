"""What pages of numbers said last, kept for as long as it is true. It knows no page."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

_KEPT = 64


class Said:
    """What was said, by what it was said about."""

    def __init__(self) -> None:
        self._said: OrderedDict[object, Any] = OrderedDict()
        self._lock = Lock()

    def of(self, about: object, find: Callable[[], Any]) -> Any:
        """Return what is kept, or what is found, and keep that."""
        with self._lock:
            if about in self._said:
                self._said.move_to_end(about)
                return self._said[about]
        found = find()
        with self._lock:
            self._said[about] = found
            if len(self._said) > _KEPT:
                self._said.popitem(last=False)
        return found
