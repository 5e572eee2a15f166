"""The errors of the real engine, with the code that its Python package keeps to itself."""

import re

from tableauhyperapi import Connection
from tableauhyperapi.impl import hapi
from tableauhyperapi.impl.dll import ffi
from tableauhyperapi.impl.dllutil import Error

from rearview.sandbox.engines.error import SqlError

_PLACE = re.compile(r":?\s*\nline \d+, column \d+: .*", re.DOTALL)
"""Where in the statement it is; of no use to whoever wrote another one, before parameters and tables were put in."""


def execute(connection: Connection, sql: str) -> None:
    """Run a statement that returns no rows, or raise what the engine says of it."""
    # The package's own call raises an exception without the SQLSTATE, and a client's retries depend on that.
    failed = hapi.hyper_execute_command(connection._cdata, sql.encode(), ffi.new("int*"))  # noqa: SLF001
    if failed == ffi.NULL:
        return
    error = Error(failed)
    sqlstate, message, hint = (
        error.get_string_field(field)
        for field in (
            hapi.HYPER_ERROR_FIELD_SQL_STATE,
            hapi.HYPER_ERROR_FIELD_MESSAGE,
            hapi.HYPER_ERROR_FIELD_HINT_MESSAGE,
        )
    )
    raise SqlError(sqlstate, _PLACE.sub("", message), hint or None)
