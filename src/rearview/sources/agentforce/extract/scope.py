"""Whose rows are fetched: everybody's, those of some agents, or those of some sessions.

A scope is a condition on the server's side. A session is in scope or it isn't; any other row is in scope if one of
the rows that it hangs on is, which a subquery finds by the links of the catalog. So no list of ids grows with an org,
and what is left out is left out at the source. A vocabulary, such as the tags there are, belongs to nobody and is
fetched whole. No text of a user's gets into SQL but as a literal.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

from rearview.engines.view import SENTINELS
from rearview.errors import ArgumentError, NotFoundError
from rearview.sources.agentforce.catalog import CATALOG, Dmo, Link
from rearview.sources.agentforce.extract.probe import Source, SourceTable
from rearview.sources.agentforce.query.sql import literal

LONGEST_LIST = 200
"""How many ids one statement names at most."""
AGENT = "ssot__AiAgentApiName__c"
"""The field that names an agent, in whichever table."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_SESSIONS = "sessions"
_WAYS = {"tag_associations": 3, "generations": 2}
"""Tables whose rows hang on one thing or on another: how many of their links to follow. Of others, the first will do."""
_IN_QUOTES = frozenset({"gateway_requests"})
"""Tables in which a session's id stands in double quotes."""
_SESSION_ID = "ssot__AiAgentSessionId__c"
_TRACE = "ssot__TelemetryTrace__c"
_ATTRIBUTES = "ssot__AttributeText__c"
_NOTHING = "FALSE"


class Scope(Protocol):
    """Which rows are fetched."""

    @property
    def filters(self) -> dict[str, list[str]]:
        """What a lake remembers of it."""
        ...

    def condition(self, folder: str, source: Source) -> str | None:
        """Return what must hold for a row of a table; None if any will do."""
        ...


@dataclass(frozen=True, slots=True)
class Everything:
    """No row is left out."""

    filters: ClassVar[dict[str, list[str]]] = {}

    def condition(self, folder: str, source: Source) -> None:
        """Return no condition."""


EVERYTHING = Everything()


@dataclass(frozen=True, slots=True)
class Agents:
    """The sessions in which one of some agents took part, in whatever role, or which a moment says are its own."""

    names: tuple[str, ...]
    """Their API names, letter for letter."""

    @property
    def filters(self) -> dict[str, list[str]]:
        """What a lake remembers: the names."""
        return {"agent": sorted(set(self.names))}

    def condition(self, folder: str, source: Source) -> str | None:
        """Return what must hold for a row of a table."""
        return _Chain(source, self._is_theirs).condition(folder)

    def _is_theirs(self, session_id: str, source: Source) -> str:
        named = f"IN {_listed(self.filters['agent'])}"
        return _any(
            f"{session_id} IN {_set(table.asked(_SESSION_ID), table, f'{table.asked(AGENT)} {named}')}"
            for table in naming(source)
        )


def naming(source: Source) -> list[SourceTable]:
    """Return the tables that say which agents a session is with.

    Either may lack a name: an org without Agent Optimization has no moments, and a participant's name may stand in a
    row of whatever role.
    """
    tables = (source.tables[folder] for folder in ("participants", "moments") if folder in source.tables)
    found = [table for table in tables if table.has(_SESSION_ID) and table.has(AGENT)]
    if not found:
        raise NotFoundError.agents()
    return found


@dataclass(frozen=True, slots=True)
class Sessions:
    """Some sessions by their ids."""

    ids: tuple[str, ...]

    filters: ClassVar[dict[str, list[str]]] = {"sessions": ["by id"]}

    @classmethod
    def of(cls, ids: Iterable[str]) -> list[Self]:
        """Return scopes that name each id once, and none of them more than a statement should hold."""
        wanted = list(dict.fromkeys(ids))
        for id_ in wanted:
            if not _ID.fullmatch(id_):
                raise ArgumentError.session_id(id_)
        return [cls(tuple(wanted[at : at + LONGEST_LIST])) for at in range(0, len(wanted), LONGEST_LIST)]

    def condition(self, folder: str, source: Source) -> str | None:
        """Return what must hold for a row of a table."""
        ids = _listed(self.ids)
        return _Chain(source, lambda session_id, _: f"{session_id} IN {ids}").condition(folder)


class _Chain:
    """The way from a row up to its session, as conditions within conditions."""

    def __init__(self, source: Source, holds: Callable[[str, Source], str]) -> None:
        self._source = source
        self._holds = holds
        """Says in SQL that a session's id, as a statement writes it, is in scope."""

    def condition(self, folder: str) -> str | None:
        """Return what must hold for a row of a table; None where no way leads to a session."""
        table = self._source.tables[folder]
        if folder == _SESSIONS:
            return self._holds(table.asked(table.dmo.key), self._source)
        if not _belongs(table.dmo):
            return None
        arms = [self._through(table, link) for link in self._open(table)]
        if folder == "trace_spans":
            arms.append(self._traced(table))
        return _any(arms)

    def _open(self, table: SourceTable) -> list[Link]:
        """Return the links that can be followed in this org: one, or all where rows hang on different things."""
        above = [link for link in table.dmo.parents if link.to != table.dmo.folder]
        several = _WAYS.get(table.dmo.folder)
        there = [link for link in above[:several] if self._leads(table, link)]
        return there if several else [link for link in there if link.field == there[0].field]

    def _leads(self, table: SourceTable, link: Link) -> bool:
        parent = self._source.tables.get(link.to)
        return table.has(link.field) and (
            link.to == _SESSIONS or (parent is not None and parent.has(link.column))
        )

    def _through(self, table: SourceTable, link: Link) -> str:
        """Return what must hold for a row whose parent a link names."""
        field = table.asked(link.field)
        if link.to == _SESSIONS:
            quotes = table.dmo.folder in _IN_QUOTES
            return self._holds(f"replace({field}, '\"', '')" if quotes else field, self._source)
        parent, condition = self._source.tables[link.to], self.condition(link.to)
        ids = _set(parent.asked(link.column), parent, condition, keys=link.column == parent.dmo.key)
        return _NOTHING if condition == _NOTHING else f"{field} IN {ids}"

    def _traced(self, table: SourceTable) -> str:
        """Return what must hold for a span whose trace a turn names in its attributes alone."""
        turns = self._source.tables.get("interactions")
        if turns is None or not turns.has(_ATTRIBUTES) or not table.has(_TRACE):
            return _NOTHING
        condition = self.condition("interactions")
        plain = f"replace({turns.asked(_ATTRIBUTES)}, '&quot;', '\"')"
        trace_id = f"split_part(split_part({plain}, '\"internalTraceId\"', 2), '\"', 2)"
        return (
            _NOTHING
            if condition == _NOTHING
            else f"{table.asked(_TRACE)} IN {_set(trace_id, turns, condition)}"
        )


def _belongs(dmo: Dmo) -> bool:
    """Whether rows of a table hang on sessions at all."""
    above = (CATALOG[link.to] for link in dmo.parents if link.to != dmo.folder)
    return dmo.folder == _SESSIONS or any(map(_belongs, above))


def _set(value: str, table: SourceTable, condition: str | None, *, keys: bool = False) -> str:
    """Return the query for the values of the rows for which a condition holds, without those that mean nothing."""
    told = "" if keys else f"{value} NOT IN {_listed(SENTINELS)} AND "
    return f"(SELECT {value} FROM {table.sql} WHERE {told}{condition})"  # noqa: S608


def _listed(texts: Iterable[str]) -> str:
    return f"({', '.join(map(literal, texts))})"


def _any(arms: Iterable[str]) -> str:
    """Return that one of some conditions holds."""
    open_ = [arm for arm in arms if arm != _NOTHING]
    return f"({' OR '.join(open_)})" if open_ else _NOTHING
