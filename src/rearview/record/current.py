"""What is going on just now, as each thread and each asyncio task sees it for itself."""

import os
from contextlib import suppress
from contextvars import ContextVar, Token
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rearview.record.node import Node

_current: "ContextVar[Node | None]" = ContextVar("rearview.record", default=None)


def current() -> "Node | None":
    """Return the innermost session, turn or operation that is open here."""
    return _current.get()


def enter(node: "Node") -> "Token[Node | None]":
    """Let a node be the current one."""
    return _current.set(node)


def leave(token: "Token[Node | None]") -> None:
    """Let what was current before be so again."""
    # An event loop may run the end of a generator elsewhere than its beginning: there, nothing was entered.
    with suppress(ValueError):
        _current.reset(token)


# A process that was forked records nothing of what its parent was doing.
os.register_at_fork(after_in_child=lambda: _current.set(None))
