"""What every test of the analyses needs: canonical rows, seen through each engine."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import count
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rearview.analyses.analysis import Analysis, Frame
from rearview.engines import ENGINES, open_engine
from rearview.engines.engine import Engine
from rearview.engines.view import identity
from rearview.model.tables import TABLES, Rows

Answer = list[dict[str, Any]]
Asked = Callable[[Analysis, Rows], Answer]
Frames = Callable[[Rows], Iterator[tuple[Engine[Any], dict[str, Frame]]]]

_TYPES = {"text": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}


@pytest.fixture(scope="session")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """Show rows as frames of every canonical table: by each engine, and in another order."""
    folder = tmp_path_factory.mktemp("analyses")
    engines = [open_engine(name, [folder]) for name in ENGINES]
    numbers = count()

    def shown(rows: Rows) -> Iterator[tuple[Engine[Any], dict[str, Frame]]]:
        for engine, shuffled in [*((engine, False) for engine in engines), (engines[0], True)]:
            tables: dict[str, Frame] = {}
            for table in TABLES:
                files = []
                if held := getattr(rows, table):
                    files = [folder / f"{table}-{next(numbers)}.parquet"]
                    pq.write_table(_arrow(table, held, shuffled=shuffled), files[0])
                tables[table] = nw.from_native(engine.view(identity(table), files))
            yield engine, tables

    return shown


@pytest.fixture(scope="session")
def asked(frames: Frames) -> Asked:
    """Ask a question of rows, of every engine and in another order; all must answer alike."""

    def answered(analysis: Analysis, rows: Rows) -> Answer:
        answers: list[Answer] = [
            engine.collect(analysis.ask(**tables).to_native()).to_pylist() for engine, tables in frames(rows)
        ]
        assert len({repr(answer) for answer in answers}) == 1, answers
        return answers[0]

    return answered


def _arrow(table: str, rows: Sequence[Any], *, shuffled: bool) -> Any:
    schema = pa.schema([(column.name, _TYPES[column.type]) for column in TABLES[table].columns])
    listed = [asdict(row) for row in rows]
    if shuffled:
        random.Random(1).shuffle(listed)  # noqa: S311 - an order, not a secret
    return pa.Table.from_pylist(listed, schema=schema)
