"""What goes over the wire: a request, its reply, and the two ways in which a reply comes to nothing.

It must never show what a request holds: headers and bodies carry secrets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self


class Garbled(Exception):  # noqa: N818 -- it is met and dealt with, not an error for anybody to see
    """A reply isn't what it must be: cut short, HTML, no valid text; its request is sent again."""

    @classmethod
    def cut(cls) -> Self:
        """What should unpack doesn't."""
        return cls("its compressed body is cut or damaged")

    @classmethod
    def compressed(cls, encoding: str) -> Self:
        """It is compressed in a way that nobody asked for."""
        return cls(f"it is compressed as {encoding[:20]!a}")


class Stopped(Exception):  # noqa: N818 -- see Garbled
    """The run was told to stop, and nothing is sent any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of a host."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    again: bool = True
    """Whether it may be sent again when it may have arrived already."""
    final: Callable[["Reply"], bool] = field(default=lambda _: False, repr=False)
    """Tells of a reply whose status says "not now" that it is an answer all the same, which the reader gets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a host answered: whole, and no longer compressed."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Their names are in lower case."""
    body: bytes = field(repr=False)
