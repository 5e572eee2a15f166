"""What one line of a mapping is: an attribute, the spans that have it, the columns that it is taken from.

Owns how lines are read off a span. A value that isn't known gives no attribute.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, get_args

from rearview.render.export.span import Attributes, Sort, Span, Value

EACH = "{n}"
"""Stands in a key for the numbers from 0 on: such an attribute has as many keys as its value has parts."""

SORTS: tuple[Sort, ...] = get_args(Sort)
Known: TypeAlias = Value | Sequence[Value | None] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute of some sorts of span."""

    key: str
    on: tuple[Sort, ...]
    origin: str
    """The columns that it is taken from, as documentation names them."""
    read: Callable[[Span], Known]


Mapped: TypeAlias = Mapping[Sort, Sequence[Attribute]]


def by_sort(*tables: Sequence[Attribute]) -> Mapped:
    """Return the attributes that each sort of span can have, of several tables."""
    return {
        sort: [attribute for table in tables for attribute in table if sort in attribute.on] for sort in SORTS
    }


def read(mapped: Mapped, span: Span) -> Attributes:
    """Return the attributes of a span."""
    found: Attributes = {}
    for attribute in mapped[span.sort]:
        value = attribute.read(span)
        if value is None:
            continue
        if EACH not in attribute.key:
            found[attribute.key] = value  # type: ignore[assignment]
            continue
        for number, part in enumerate(value):  # type: ignore[arg-type]
            if part is not None:
                found[attribute.key.replace(EACH, str(number))] = part
    return found
