"""An org of a few rows made by hand, each with the moments from which and until which it is seen."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from rearview.lake.grid import DAY_MS, moment
from rearview.sandbox.engines import SqlEngine, open_engine
from rearview.sandbox.engines.rows import form
from rearview.sandbox.server import Behaviour
from rearview.sources.agentforce.catalog import CATALOG, Dmo
from tests.sources.agentforce.extract.build import TINY, Rig, rig

DAY = 20_000 * DAY_MS
"""The day on which nearly everything happens."""


class Source:
    """What the org has."""

    def __init__(self, engine: SqlEngine, tables: Mapping[str, Dmo]) -> None:
        self._engine = engine
        self._tables = tables
        self._rows: dict[str, list[pa.Table]] = defaultdict(list)
        for dmo in tables.values():
            engine.load(dmo, iter([form(dmo).empty_table()]))

    def add(
        self,
        folder: str,
        *,
        at_ms: int | None = DAY,
        seen_ms: int = 0,
        gone_ms: int | None = None,
        **values: Any,
    ) -> None:
        """Add a row, or a version of one; fields are named without what is around their names."""
        dmo = self._tables[folder]
        fields = {_short(field.name): field.name for field in dmo.fields}
        row = {fields[name]: value for name, value in values.items()}
        timed = {dmo.time: None if at_ms is None else moment(at_ms)} if dmo.time else {}
        self._load(folder, [{**timed, **row, "visible_ms": seen_ms, "gone_ms": gone_ms}])

    def fill(self, folder: str, count: int, **values: Any) -> None:
        """Add many rows that are alike but for their keys."""
        dmo = self._tables[folder]
        fields = {_short(field.name): field.name for field in dmo.fields}
        row: dict[str, Any] = {dmo.time: moment(DAY)} if dmo.time else {}
        row |= {fields[name]: value for name, value in values.items()}
        keys = [f"{number:09}" for number in range(count)]
        self._load(folder, [{**row, dmo.key: key, "visible_ms": 0} for key in keys])

    def _load(self, folder: str, rows: list[dict[str, Any]]) -> None:
        made = pa.Table.from_pylist(rows, schema=form(self._tables[folder]))
        self._rows[folder].append(made)
        self._engine.load(self._tables[folder], iter([made]))

    def loaded(self, folder: str) -> pa.Table:
        """Return every version of every row of a table."""
        return pa.concat_tables([form(self._tables[folder]).empty_table(), *self._rows[folder]])


@contextmanager
def handmade(
    root: Path, *, now_ms: int, behaviour: Behaviour = TINY, tables: Mapping[str, Dmo] | None = None
) -> Iterator[tuple[Rig, Source]]:
    """Start a stand-in for an org without rows, some of whose tables have other fields, and sign in to it."""
    with closing(open_engine("duckdb", strict=True)) as engine:
        source = Source(engine, {**CATALOG, **(tables or {})})
        with rig(root, source=engine, now_ms=now_ms, behaviour=behaviour) as at:
            yield replace(at, loaded=source.loaded), source


def _short(name: str) -> str:
    return name.removeprefix("ssot__").removesuffix("__c")
