"""SQL over tables that were put on show, on a private DuckDB: answered as a stream, and broken off from another thread.

It runs what it is given. Whoever passes on a stranger's SQL has it parsed by `statement` first, or writes it anew.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import duckdb

from rearview.engines.duckdb import DuckDB

BATCH = 2048
"""How many rows an answer comes in at a time."""

Types = Mapping[str, str]
"""Columns by name, each with its type in DuckDB's words."""


class Sql:
    """The tables that statements can name, and the answers to statements."""

    def __init__(self, engine: DuckDB) -> None:
        self._engine = engine

    def show(self, name: str, frame: duckdb.DuckDBPyRelation) -> None:
        """Let statements name a frame of the engine."""
        frame.create_view(name)

    def teach(self, definition: str) -> None:
        """Define what statements can call."""
        self._engine.database.execute(definition)

    def typed(
        self, frame: duckdb.DuckDBPyRelation, types: Types, *, spelled: Callable[[str], str] = str
    ) -> duckdb.DuckDBPyRelation:
        """Return a frame with these columns, whether it has them or not, of these types, and under other names if need be."""
        held = {
            name.casefold(): (name, str(type_))
            for name, type_ in zip(frame.columns, frame.types, strict=True)
        }
        listed = [
            f"{_cast(held.get(name.casefold()), wanted)} AS {_name(spelled(name))}"
            for name, wanted in types.items()
        ]
        return frame.project(", ".join(listed))

    def answer(self, text: str, refusal: Callable[[duckdb.Error, str], Exception]) -> Iterator[Any]:
        """Yield the names of the answer's columns, then its rows as Arrow record batches."""
        try:
            answer = self._engine.database.sql(text)
            yield tuple(answer.columns)
            yield from answer.to_arrow_reader(BATCH)
        except duckdb.Error as error:
            raise refusal(error, text) from error

    def interrupt(self) -> None:
        """Break off what is being answered."""
        self._engine.database.interrupt()


def _cast(held: tuple[str, str] | None, wanted: str) -> str:
    if held is None:
        return f"CAST(NULL AS {wanted})"
    name, type_ = held
    return _name(name) if type_ == wanted else f"TRY_CAST({_name(name)} AS {wanted})"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
