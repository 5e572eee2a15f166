"""What a statement of Data 360 names, spelled as it is there.

Production finds names whatever the case of their letters; both engines here want them exact. Owns the difference, and
what is said when a statement is refused.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from rearview.engines.statement import place_of
from rearview.engines.view import PARTITION
from rearview.errors import StatementError
from rearview.library.held import Held
from rearview.library.sql.asked import SQL_TYPES, other_columns
from rearview.library.sql.tables import dmos
from rearview.sandbox.engines import SqlError
from rearview.sandbox.engines.sql.statement import read
from rearview.sandbox.engines.sql.tables import mentioned, recased
from rearview.sandbox.engines.sql.tokens import Token, folded, quoted, tokens
from rearview.sandbox.engines.sql.tree import Node, Nodes, replaced
from rearview.sandbox.engines.sql.words import QUERY
from rearview.sources.agentforce.catalog import Dmo, Field
from rearview.sources.agentforce.catalog.ways import SESSION_ID

_OURS = frozenset({SESSION_ID, PARTITION})
"""The columns that a lake adds to a table: whoever selects all columns doesn't mean these."""
_LIKE = 0.8
_FIELD_TYPES = {type_: name for name, type_ in SQL_TYPES.items()}


def is_query_of(text: str, tables: Sequence[Dmo]) -> bool:
    """Whether a text is a query that names any of the tables; what can't be cut into words is none."""
    try:
        words = list(tokens(text))
    except SqlError:
        return False
    known = {folded(dmo.api_name) for dmo in tables}
    begins = next((word for word in words if word.text != "("), None)
    return bool(begins and begins.word in QUERY and any(folded(word.name) in known for word in words))


def tables_in(text: str, held: Held) -> list[Dmo]:
    """Return the tables of Data 360 that a statement names."""
    known = dmos(held)
    return mentioned(exact(text, known), {dmo.api_name: dmo for dmo in known})


def exact(text: str, tables: Sequence[Dmo]) -> Nodes:
    """Return a statement with the exact names of the tables and their columns in it."""
    fields = {folded(field.name): field.name for dmo in tables for field in dmo.fields}
    spelled = fields | {folded(dmo.api_name): dmo.api_name for dmo in tables}
    right = set(spelled.values()) | {field.name for dmo in tables for field in dmo.fields}

    def respelled(token: Token) -> Sequence[Node]:
        known = spelled.get(folded(token.name)) if token.kind == "name" else None
        return [token if known is None or token.name in right else quoted(known)]

    return recased(replaced(read(text), respelled), {dmo.api_name: dmo for dmo in tables})


def as_held(dmo: Dmo, frame: Any) -> Dmo:
    """Return a table with the columns that the lake holds of it beyond the catalog."""
    others = tuple(
        Field(name=name, type=_FIELD_TYPES.get(type_, "text"), meaning="")
        for name, type_ in other_columns(dmo, frame).items()
        if name not in _OURS
    )
    return replace(dmo, fields=(*dmo.fields, *others))


def refusal(error: SqlError, text: str, tables: Iterable[Dmo] = ()) -> StatementError:
    """Return what an engine says of a statement as an error of ours, with the place of what it names."""
    message = error.message[:1].upper() + error.message[1:]
    return StatementError.refused(
        f"{message} (SQL state {error.sqlstate})",
        error.hint or _nearest(error, tables),
        place=place_of(_named(error), text),
    )


def _named(error: SqlError) -> list[str]:
    """Return what an error puts in quotes."""
    return re.findall(r"""["'`]+([^"'`]+)["'`]+""", error.message)


def _nearest(error: SqlError, tables: Iterable[Dmo]) -> str:
    """Say which columns may have been meant."""
    columns = {folded(field.name): field.name for dmo in tables for field in dmo.fields}
    near = [
        found for name in _named(error) for found in get_close_matches(folded(name), columns, cutoff=_LIKE)
    ]
    return f"did you mean {' or '.join(columns[name] for name in near)}?" if near else ""
