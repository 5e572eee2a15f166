"""What every test of the analyses needs: canonical rows, seen through each engine."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rearview.analyses import ask
from rearview.analyses.analysis import Analysis, Frame
from rearview.engines import open_engine
from rearview.engines.engine import Engine
from rearview.engines.view import identity
from rearview.model.tables import TABLES, Rows

Answer = list[dict[str, Any]]

QUICK = ("polars", "duckdb")
"""The engines that every test asks; the other one takes seconds to begin, and has a test of its own."""

_TYPES = {"text": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}


class Asked(Protocol):
    """Asks a question of rows, of every engine and in another order; all must answer alike."""

    def __call__(self, analysis: Analysis, rows: Rows, **said: object) -> Answer:
        """Return the rows of the answer."""
        ...


class Frames(Protocol):
    """Shows rows as frames of every canonical table: by each engine, and in another order."""

    def __call__(self, rows: Rows) -> Iterator[tuple[Engine[Any], dict[str, Frame]]]:
        """Yield each engine with its frames."""
        ...


@pytest.fixture(scope="session")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """Show rows as frames of every canonical table: by each engine, and in another order."""
    folder = tmp_path_factory.mktemp("analyses")
    engines = [open_engine(name, [folder]) for name in QUICK]
    known: dict[tuple[Rows, bool], dict[str, list[Path]]] = {}

    def shown(rows: Rows) -> Iterator[tuple[Engine[Any], dict[str, Frame]]]:
        for engine, shuffled in [*((engine, False) for engine in engines), (engines[0], True)]:
            if (rows, shuffled) not in known:
                known[rows, shuffled] = written(rows, folder / str(len(known)), shuffled=shuffled)
            files = known[rows, shuffled]
            yield engine, {name: nw.from_native(engine.view(identity(name), files[name])) for name in TABLES}

    return shown


@pytest.fixture(scope="session")
def asked(frames: Frames) -> Asked:
    """Ask a question of rows, of every engine and in another order; all must answer alike."""

    def told(analysis: Analysis, rows: Rows, **said: object) -> Answer:
        answers: list[Answer] = [
            engine.collect(ask(analysis.name, tables, **said).to_native()).to_pylist()
            for engine, tables in frames(rows)
        ]
        assert all(repr(answer) == repr(answers[0]) for answer in answers), answers
        return answers[0]

    return told


@pytest.fixture(scope="session")
def answered(frames: Frames) -> Asked:
    """Ask a question of rows, of the first engine alone: for what is the same on all, which other tests show."""

    def told(analysis: Analysis, rows: Rows, **said: object) -> Answer:
        engine, tables = next(frames(rows))
        answer: Answer = engine.collect(ask(analysis.name, tables, **said).to_native()).to_pylist()
        return answer

    return told


def written(rows: Rows, folder: Path, *, shuffled: bool) -> dict[str, list[Path]]:
    """Write rows as Parquet, in their order or in another, and return each table's files."""
    folder.mkdir()
    files: dict[str, list[Path]] = {table: [] for table in TABLES}
    for table, held in files.items():
        if of_table := getattr(rows, table):
            held.append(folder / f"{table}.parquet")
            pq.write_table(_arrow(table, of_table, shuffled=shuffled), held[0])
    return files


def _arrow(table: str, rows: Sequence[Any], *, shuffled: bool) -> Any:
    schema = pa.schema([(column.name, _TYPES[column.type]) for column in TABLES[table].columns])
    listed = [asdict(row) for row in rows]
    if shuffled:
        random.Random(1).shuffle(listed)  # noqa: S311 - an order, not a secret
    return pa.Table.from_pylist(listed, schema=schema)
