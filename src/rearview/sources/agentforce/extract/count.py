"""How many rows an org has, without fetching any of them."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from rearview.errors import ArgumentError
from rearview.lake.grid import Window
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract import statement
from rearview.sources.agentforce.extract.period import Period
from rearview.sources.agentforce.extract.probe import Source
from rearview.sources.agentforce.extract.scope import EVERYTHING, Scope
from rearview.sources.agentforce.query import Api, rows_of

ALL = "all"


def folders_of(entities: Iterable[str]) -> list[str]:
    """Return the folders of the tables that are named, in the catalog's order; `all` names every one."""
    named = set(entities)
    for name in sorted(named - CATALOG.keys() - {ALL}):
        raise ArgumentError.unknown_name(name, of="entity", known=[*CATALOG, ALL])
    return [folder for folder in CATALOG if folder in named or ALL in named]


def count(
    api: Api,
    source: Source,
    folders: Iterable[str],
    period: Period | None,
    *,
    scope: Scope = EVERYTHING,
    jobs: int = 4,
) -> Iterator[tuple[str, int]]:
    """Yield the number of rows that each table has in a period by its own time, or in all where it has no time.

    Tables that the org lacks are left out: the source says why.
    """
    window = None if period is None else Window(period.since_ms, period.until_ms)
    there = [folder for folder in folders if folder in source.tables]

    def rows(folder: str) -> int:
        (found,) = rows_of(api, statement.count(source.tables[folder], window, scope, source), 1)
        return int(found[statement.ROWS])

    with ThreadPoolExecutor(jobs, thread_name_prefix="count") as pool:
        yield from zip(there, pool.map(rows, there), strict=True)
