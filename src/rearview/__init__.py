"""Rearview shows what an AI agent did in a session, and why.

Owns the public names. Each is imported when it is first asked for: importing this package must never load a room.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rearview.errors import RearviewError
    from rearview.library import Lake, load_session
    from rearview.library import open_lake as open  # noqa: A004 - as it reads: rearview.open(path)
    from rearview.model.session import Tree

__version__ = "0.1.0"
__all__ = ["Lake", "RearviewError", "Tree", "__version__", "load_session", "open"]

_HOMES = {
    "Lake": ("rearview.library", "Lake"),
    "RearviewError": ("rearview.errors", "RearviewError"),
    "Tree": ("rearview.model.session", "Tree"),
    "load_session": ("rearview.library", "load_session"),
    "open": ("rearview.library", "open_lake"),
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    home, called = _HOMES[name]
    return getattr(import_module(home), called)


def __dir__() -> list[str]:
    return sorted(__all__)
