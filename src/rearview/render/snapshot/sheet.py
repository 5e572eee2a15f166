"""Rows of an answer as a table to read. Columns that would be empty, or the same all the way down, can be left out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rich.text import Text

from rearview.render.facts import across
from rearview.render.table import Value, table

_SEVERAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its heading, and what stands in it for a row."""

    heading: str
    value: Callable[[Any], Value]
    telling: bool = False
    """Whether it is only worth its room where its values differ."""


def sheet(rows: Sequence[Any], columns: Sequence[Column], *, width: int, none: str) -> Iterator[Text]:
    """Yield the lines of a table, or the sentence that says that there is nothing."""
    if not rows:
        yield from across(none, width=width)
        return
    yield from _table(rows, _kept(rows, columns), width)


def by_session(rows: Sequence[Any], columns: Sequence[Column], *, width: int, none: str) -> Iterator[Text]:
    """Yield a table for each session, where rows of a session stand together; else one, whose first column says whose."""
    groups = [(key, list(group)) for key, group in groupby(rows, key=lambda row: (row.session_id, row.agent))]
    if len(groups) < _SEVERAL or len({key for key, _ in groups}) < len(groups):
        yield from sheet(rows, columns, width=width, none=none)
        return
    for place, ((session_id, agent), group) in enumerate(groups):
        if place:
            yield Text()
        yield from across(
            agent if agent == session_id else f"{agent}  {session_id}", width=width, style="bold"
        )
        yield from _table(group, _kept(group, columns[1:]), width)


def _table(rows: Sequence[Any], columns: Sequence[Column], width: int) -> Iterator[Text]:
    cells = [[column.value(row) for column in columns] for row in rows]
    return table([column.heading for column in columns], cells, width=width)


def _kept(rows: Sequence[Any], columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if _is_worth_it(column, {column.value(row) for row in rows})]


def _is_worth_it(column: Column, values: set[Value]) -> bool:
    held = values - {None, ""}
    return len(held) > 1 or (len(held) == 1 and not column.telling)
