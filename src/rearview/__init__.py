"""Rearview shows what an AI agent did in a session, and why.

Owns the public names. Each is imported when it is first asked for: importing this package must never load a room.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rearview.errors import RearviewError
    from rearview.library import load_session
    from rearview.model.session import Tree

__version__ = "0.1.0"
__all__ = ["RearviewError", "Tree", "__version__", "load_session"]

_HOMES = {
    "RearviewError": "rearview.errors",
    "Tree": "rearview.model.session",
    "load_session": "rearview.library",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
