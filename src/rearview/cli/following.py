"""A session that still goes on, read again and again until it has ended."""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rearview.model.session import Tree

_LEAST_S = 1.0
_SHARE = 4
"""Reading takes no more than one part in so many of the time."""


def readings(first: "Tree", load: Callable[[], "Tree"]) -> Iterator["Tree"]:
    """Yield a session as it was first read, and then as it is after a while, the last time when it has ended."""
    tree, took_s = first, 0.0
    yield tree
    while tree.root.outcome == "open":
        time.sleep(max(_LEAST_S, _SHARE * took_s))
        began = time.monotonic()
        tree = load()
        took_s = time.monotonic() - began
        yield tree
