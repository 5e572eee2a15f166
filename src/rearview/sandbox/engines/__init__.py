"""The SQL engines of the stand-in: DuckDB, which is always there, and Hyper, which is what Data 360 runs on.

Both take the same statements and give the same answers; what one would forgive and the other wouldn't is refused. An
engine's library is imported when the engine is opened, not before.
"""

from importlib import import_module

from rearview.errors import ArgumentError, MissingExtraError
from rearview.sandbox.engines.engine import Parameter, SqlEngine
from rearview.sandbox.engines.error import SqlError

__all__ = ["ENGINES", "Parameter", "SqlEngine", "SqlError", "open_engine"]

ENGINES = {
    "duckdb": "rearview.sandbox.engines.duckdb.engine:DuckDB",
    "hyper": "rearview.sandbox.engines.hyper.engine:Hyper",
}
"""Every engine by its name, and the class that is it."""


def open_engine(name: str, *, strict: bool = False) -> SqlEngine:
    """Open an engine without tables; a strict one folds names without quotes, as the engine of Data 360 does alone."""
    if name not in ENGINES:
        raise ArgumentError.unknown_name(name, of="engine", known=list(ENGINES))
    module, _, engine = ENGINES[name].partition(":")
    try:
        loaded = import_module(module)
    except ModuleNotFoundError as error:
        if error.name not in _EXTRAS:
            raise
        raise MissingExtraError.of(name, library=error.name, what=f"The engine {name}") from error
    opened: SqlEngine = getattr(loaded, engine)(strict=strict)
    return opened


_EXTRAS = frozenset({"tableauhyperapi"})
"""The libraries that come with an extra of the engine's name."""
