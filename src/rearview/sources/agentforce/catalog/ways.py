"""Which ways lead from a row to its session, derived from the links of the catalog. It looks at no row.

A table whose rows all name their session needs no more. Every other table from which links lead to a session, over
however many tables, gets a column of our own that holds it. From the vocabulary of tags no link leads there.
"""

from functools import cache

from rearview.sources.agentforce.catalog import CATALOG, Link

SESSION_ID = "session_id"
"""The column of our own."""


@cache
def ways(folder: str) -> tuple[Link, ...]:
    """Return the links by which a row of a table may be led to its session, in the order to try them in."""
    return tuple(link for link in CATALOG[folder].parents if link.to != folder and _leads_there(link.to))


@cache
def session_field(folder: str) -> str | None:
    """Return the field in which every row of a table names its session, if there is one."""
    if folder == "sessions":
        return CATALOG[folder].key
    # A link with a note holds only sometimes, or its value isn't written as the session's key is.
    named = [link.field for link in ways(folder) if link.to == "sessions" and not link.note]
    return named[0] if named else None


@cache
def owns_session(folder: str) -> bool:
    """Whether the rows of a table belong to sessions and don't all name them: those get `session_id`."""
    return session_field(folder) is None and bool(ways(folder))


def _leads_there(folder: str) -> bool:
    return folder == "sessions" or bool(ways(folder))
