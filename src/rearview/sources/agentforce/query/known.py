"""Types that msgspec knows before threads ask for them.

Version 0.22 crashes when several threads are the first to decode into one type. Built once, when a module is loaded, a
type is safe.
"""

from typing import TypeVar

import msgspec

Kind = TypeVar("Kind", bound=type[msgspec.Struct])


def known(kind: Kind) -> Kind:
    """Let msgspec get to know a type."""
    msgspec.json.Decoder(kind)
    return kind
