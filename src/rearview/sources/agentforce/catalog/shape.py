"""What the catalog lists: how a table of Data 360, a field and a link are described. It names no table."""

from dataclasses import dataclass
from typing import Literal

FieldType = Literal["text", "timestamp", "number", "boolean"]
"""What a field holds. A number is NUMERIC(38,18), whatever it counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a DMO."""

    name: str
    """Its API name, letter for letter."""
    type: FieldType
    meaning: str
    later: bool = False
    """Whether a later release brought it: not every org has it, and asking for it there fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How a row names a row of another table, or of its own, that it hangs on."""

    field: str
    """The field of the row itself."""
    to: str
    """The folder of the other table."""
    column: str
    """The field of the other table that holds the same value."""
    note: str = ""
    """When it holds, and what to mind, where that isn't plain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dmo:
    """One data model object: a table of Data 360."""

    api_name: str
    """What SQL calls it, letter for letter."""
    folder: str
    """What a lake calls it."""
    meaning: str
    """What one row is."""
    fields: tuple[Field, ...]
    key: str
    """The field that names a row."""
    time: str | None
    """The field that windows go by; None for a table that is read whole, or by the ids of its parents."""
    parents: tuple[Link, ...] = ()
    """What it hangs on, the shortest way to a session first."""
    needs: str
    """What an org must have switched on, or bought, to have it."""
