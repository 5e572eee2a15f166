"""Which tables SQL can name in a lake: the canonical ones, and those of Data 360 by their API names.

Owns what each means and how a name that was typed finds its table. It reads no row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from rearview.errors import StatementError
from rearview.library.held import Held
from rearview.model.tables import TABLES
from rearview.sources.agentforce.catalog import CATALOG, Dmo, dmo

_LIKE = 0.6
DATA_360 = "agentforce"
"""The source whose lakes have tables of Data 360."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownColumn:
    """A column that SQL can name."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table that SQL can name."""

    name: str
    meaning: str
    files: int | None
    """How many files of the lake it is read from; None for a canonical table, which is made of several."""
    columns: tuple[ShownColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The tables that a statement names."""

    canonical: tuple[str, ...]
    dmos: tuple[Dmo, ...]


def shown(held: Held) -> list[ShownTable]:
    """Return every table that there is in a lake."""
    canonical = [
        ShownTable(
            name=table.name,
            meaning=table.meaning,
            files=None,
            columns=tuple(
                ShownColumn(
                    name=column.name,
                    type=f"{column.type}, {column.unit}" if column.unit else column.type,
                    meaning=column.meaning,
                )
                for column in table.columns
            ),
        )
        for table in TABLES.values()
    ]
    return [*canonical, *(_shown(table, held) for table in dmos(held))]


def dmos(held: Held) -> list[Dmo]:
    """Return the tables of Data 360 that a lake can have."""
    return list(CATALOG.values()) if held.source == DATA_360 else []


def chosen(names: Iterable[str], held: Held) -> list[ShownTable]:
    """Return the tables of these names, or all of them without any."""
    tables = shown(held)
    by_name = {table.name.casefold(): table for table in tables}
    for name in names:
        if name.casefold() not in by_name:
            raise StatementError.unknown_table(name, _nearest(name, held))
    return [by_name[name.casefold()] for name in names] or tables


def named(names: Iterable[str], held: Held, *, besides: Iterable[str] = ()) -> Named:
    """Find the tables of names, whatever the case of their letters; those that a statement makes itself may be missing."""
    canonical, recorded = set(), {}
    for name in names:
        folded = name.casefold()
        if folded in TABLES:
            canonical.add(folded)
        elif found := dmo(folded):
            if held.source != DATA_360:
                raise StatementError.not_here(name, source=held.source)
            recorded[found.api_name] = found
        elif folded not in besides:
            raise StatementError.unknown_table(name, _nearest(name, held))
    return Named(canonical=tuple(sorted(canonical)), dmos=tuple(recorded.values()))


def _shown(table: Dmo, held: Held) -> ShownTable:
    columns = tuple(
        ShownColumn(name=field.name, type=field.type, meaning=field.meaning) for field in table.fields
    )
    return ShownTable(
        name=table.api_name, meaning=table.meaning, files=len(held.files(table.folder)), columns=columns
    )


def _nearest(name: str, held: Held) -> list[str]:
    known = {table.casefold(): table for table in (*TABLES, *(table.api_name for table in dmos(held)))}
    return [known[near] for near in get_close_matches(name.casefold(), known, cutoff=_LIKE)]
