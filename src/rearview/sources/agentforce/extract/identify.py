"""Which sessions ids mean: those of sessions themselves, and of messaging sessions, in either of their two lengths."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract.probe import Source, SourceTable
from rearview.sources.agentforce.extract.scope import LONGEST_LIST, Sessions
from rearview.sources.agentforce.query import Api, rows_of
from rearview.sources.agentforce.query.sql import literal

MOST_SESSIONS = 10_000
"""How many sessions one list of messaging sessions may stand for."""

_SESSIONS = CATALOG["sessions"]
_RELATED = "ssot__RelatedMessagingSessionId__c"
_MESSAGING = re.compile(r"0Mw[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?", re.ASCII)
_SHORT = 15
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def identify(api: Api, source: Source, ids: Iterable[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the ids of the sessions that are meant and exist, and those of the given ids that mean none."""
    wanted = list(dict.fromkeys(ids))
    Sessions.of(wanted)  # refuses what can't be an id
    table = source.tables.get(_SESSIONS.folder)
    if table is None:
        return [], tuple(wanted)
    messaging = [id_ for id_ in wanted if _MESSAGING.fullmatch(id_)]
    behind: dict[str, list[str]] = {}
    for session, related in _find(api, table, _RELATED, [form for id_ in messaging for form in _forms(id_)]):
        behind.setdefault(related[:_SHORT], []).append(session)
    own = [id_ for id_ in wanted if id_ not in messaging]
    there = {session for session, _ in _find(api, table, _SESSIONS.key, own)}
    found = [id_ for id_ in own if id_ in there]
    found += [session for id_ in messaging for session in behind.get(id_[:_SHORT], ())]
    unknown = (id_ for id_ in wanted if id_ not in there and id_[:_SHORT] not in behind)
    return list(dict.fromkeys(found)), tuple(unknown)


def _find(api: Api, table: SourceTable, field: str, values: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the sessions that have one of some values in a field, each with that value."""
    if not table.has(field):
        return
    key, column = table.asked(_SESSIONS.key), table.asked(field)
    for start in range(0, len(values), LONGEST_LIST):
        named = ", ".join(map(literal, values[start : start + LONGEST_LIST]))
        sql = f"SELECT {key} AS id, {column} AS named FROM {table.sql} WHERE {column} IN ({named}) ORDER BY 1"  # noqa: S608
        for row in rows_of(api, sql, MOST_SESSIONS):
            yield row["id"], row["named"]


def _forms(id_: str) -> tuple[str, str]:
    """Return a record's id with 15 characters and with 18: both stand in tables for the same record."""
    short = id_[:_SHORT]
    ending = "".join(
        _CAPITALS[
            sum(1 << place for place, letter in enumerate(short[start : start + 5]) if letter.isupper())
        ]
        for start in range(0, _SHORT, 5)
    )
    return short, short + ending
