"""Sessions without what is private in them: the columns that are named are blanked, in all other texts it is masked.

The shape stays: every row, every id and every time is there, and what was null is null. Ids are never changed, since rows
hang together by them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from rearview.errors import ArgumentError
from rearview.model.session import Session, Step, Tree, Turn
from rearview.model.tables import TABLES, Column
from rearview.render.private import masked

BLANK = "[redacted]"
"""What stands in a text that was blanked; a number is null."""

Node = TypeVar("Node")
Plan = dict[str, Callable[[Any], Any]]
"""The columns of a table that may change, and what becomes of a value."""


@dataclass(frozen=True)
class Redaction:
    """What is to be blanked, and whether the rest is searched for what is private."""

    blank: frozenset[str] = frozenset()
    """Columns, each by its name, or by table and name such as `steps.input_text`."""
    detect: bool = True

    @classmethod
    def of(cls, blank: Collection[str], *, detect: bool) -> "Redaction":
        """Return a redaction; refuse a column that no table has, or by which rows hang together."""
        free = {name for table in TABLES for name in _free(table)}
        known = free | {f"{table}.{name}" for table in TABLES for name in _free(table)}
        for name in blank:
            if name not in known:
                raise ArgumentError.unknown_name(name, of="column to blank", known=sorted(free))
        return cls(frozenset(blank), detect)

    def tree(self, tree: Tree) -> Tree:
        """Return a tree without what is private."""
        return replace(tree, sessions=tuple(map(self._session, tree.sessions)))

    def column(self, table: str, column: str, values: Iterable[Any]) -> list[Any] | None:
        """Return the values of a column without what is private; None where it can't hold any."""
        how = self._plans[table].get(column)
        return None if how is None else [None if value is None else how(value) for value in values]

    @cached_property
    def _plans(self) -> dict[str, Plan]:
        return {table: dict(self._plan(table)) for table in TABLES}

    def _plan(self, table: str) -> Iterator[tuple[str, Callable[[Any], Any]]]:
        for name, column in _free(table).items():
            if self.blank & {name, f"{table}.{name}"}:
                yield name, _blank if _is_open(column) else _null
            elif self.detect and _is_open(column):
                yield name, masked

    def _session(self, session: Session) -> Session:
        found = {table: self._all(table, getattr(session, table)) for table in _OF_SESSIONS}
        turns = tuple(map(self._turn, session.turns))
        return self._changed("sessions", session, turns=turns, **found, **self._held(session))

    def _turn(self, turn: Turn) -> Turn:
        found = {
            "steps": tuple(map(self._step, turn.steps)),
            "messages": self._all("messages", turn.messages),
        }
        return self._changed("turns", turn, **found, **self._held(turn))

    def _step(self, step: Step) -> Step:
        return self._changed("steps", step, **self._held(step))

    def _held(self, node: Session | Turn | Step) -> dict[str, tuple[Any, ...]]:
        return {table: self._all(table, getattr(node, table)) for table in _ATTACHED}

    def _all(self, table: str, rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(self._changed(table, row) for row in rows)

    def _changed(self, table: str, row: Node, **held: tuple[Any, ...]) -> Node:
        """Return a row, or a node with what it holds; as it is where nothing changes."""
        values = ((name, how, getattr(row, name)) for name, how in self._plans[table].items())
        found = {name: how(value) for name, how, value in values if value is not None}
        found = {name: value for name, value in found.items() if value is not getattr(row, name)}
        return replace(row, **found, **held) if found or any(held.values()) else row  # type: ignore[type-var]


_OF_SESSIONS = ("messages", "moments", "participants")
_ATTACHED = ("usage", "logs", "assessments")


def _free(table: str) -> dict[str, Column]:
    """Return the columns of a table that may change: neither ids nor the name of the source."""
    return {
        column.name: column
        for column in TABLES[table].columns
        if column.nullable and not column.name.endswith("_id")
    }


def _is_open(column: Column) -> bool:
    """Whether a column holds any text."""
    return column.type == "text" and not column.values


def _blank(_: object) -> str:
    return BLANK


def _null(_: object) -> None:
    return None
