"""The engines: scan Parquet files and compile a view for each; nothing outside this room knows an engine.

An engine's library is imported when the engine is opened, not before.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from rearview.engines.engine import Engine
from rearview.errors import ArgumentError

ENGINES = {
    "polars": "rearview.engines.polars:Polars",
    "duckdb": "rearview.engines.duckdb:DuckDB",
}
"""Every engine by its name, and the class that is it."""


def open_engine(name: str, folders: Sequence[Path]) -> Engine[Any]:
    """Open an engine that reads files inside these folders."""
    if name not in ENGINES:
        raise ArgumentError.unknown_name(name, of="engine", known=list(ENGINES))
    module, _, engine = ENGINES[name].partition(":")
    opened: Engine[Any] = getattr(import_module(module), engine)(folders)
    return opened
