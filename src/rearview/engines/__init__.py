"""The engines: scan Parquet files and compile a view for each; nothing outside this room knows an engine.

An engine's library is imported when the engine is opened, not before.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from rearview.engines.engine import Engine
from rearview.errors import ArgumentError, MissingExtraError

ENGINES = {
    "polars": "rearview.engines.polars:Polars",
    "duckdb": "rearview.engines.duckdb:DuckDB",
    "spark": "rearview.engines.spark:Spark",
}
"""Every engine by its name, and the class that is it."""


def open_engine(name: str, folders: Sequence[Path], **settings: str) -> Engine[Any]:
    """Open an engine that reads files inside these folders; `master` is a setting of Spark's: its cluster."""
    if name not in ENGINES:
        raise ArgumentError.unknown_name(name, of="engine", known=list(ENGINES))
    module, _, engine = ENGINES[name].partition(":")
    try:
        loaded = import_module(module)
    except ModuleNotFoundError as error:
        library = _EXTRAS.get((error.name or "").partition(".")[0])
        if library is None:
            raise
        raise MissingExtraError.of(name, library=library, what=f"The engine {name}") from error
    opened: Engine[Any] = getattr(loaded, engine)(folders, **settings)
    return opened


_EXTRAS = {"pyspark": "pyspark", "py4j": "pyspark"}
"""The libraries that come with an extra of the engine's name, by the modules that are missing without them."""
