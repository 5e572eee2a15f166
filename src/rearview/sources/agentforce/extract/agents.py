"""Which agents an org has had sessions with, so that a name that is mistyped doesn't pass for one without sessions."""

from collections.abc import Iterable

from rearview.engines.view import SENTINELS
from rearview.errors import ArgumentError
from rearview.sources.agentforce.extract.probe import Source
from rearview.sources.agentforce.extract.scope import AGENT, naming
from rearview.sources.agentforce.query import Api, rows_of

_MOST = 10_000


def known(api: Api, source: Source) -> list[str]:
    """Return the names of all agents that an org has had sessions with."""
    found: set[str] = set()
    for table in naming(source):
        sql = f"SELECT DISTINCT {table.asked(AGENT)} AS agent FROM {table.sql}"  # noqa: S608 - quoted names
        found |= {row["agent"] for row in rows_of(api, sql, _MOST)}
    return sorted(found - {None, *SENTINELS})


def check(names: Iterable[str], api: Api, source: Source) -> None:
    """Refuse a name that no agent of the org has."""
    there = known(api, source)
    for name in names:
        if name not in there:
            raise ArgumentError.unknown_name(name, of="agent", known=there)
