"""The front door for code: a lake to ask, and one session's tree, wherever the session lies.

The command line and the viewer use the same door; nothing here prints. Each name is imported when it is first asked
for: one session of a file needs no engine.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rearview.library.lake import Lake, open_lake
    from rearview.library.sessions import load_session

__all__ = ["Lake", "load_session", "open_lake"]

_HOMES = {
    "Lake": "rearview.library.lake",
    "load_session": "rearview.library.sessions",
    "open_lake": "rearview.library.lake",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
