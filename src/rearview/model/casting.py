"""Many objects of one class at once, cast from columns of values.

Slot by slot, because the constructor of a frozen class takes ten times as long, and a session of fifty thousand steps is
a quarter of a million objects. It must never be used for classes that do anything when they are made.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields
from itertools import repeat
from typing import Any, TypeVar

Made = TypeVar("Made")


def cast(made: type[Made], columns: Mapping[str, Iterable[Any]], number: int) -> list[Made]:
    """Return so many objects of a frozen dataclass with slots; a field without a column has its default."""
    objects = [object.__new__(made) for _ in range(number)]
    for field in fields(made):  # type: ignore[arg-type]
        fill = getattr(made, field.name).__set__
        deque(map(fill, objects, _values(field, columns)), maxlen=0)
    return objects


def _values(field: Field[Any], columns: Mapping[str, Iterable[Any]]) -> Iterable[Any]:
    if field.name in columns or field.default is MISSING:
        return columns[field.name]
    return repeat(field.default)
