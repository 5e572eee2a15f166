"""The types that a statement can name, and what DuckDB calls each."""

from rearview.sandbox.engines.error import SqlError
from rearview.sandbox.engines.sql.selects import node_at, word_at
from rearview.sandbox.engines.sql.tokens import Token
from rearview.sandbox.engines.sql.tree import Group, Nodes, text

_KINDS = {
    **dict.fromkeys(("text", "varchar"), "VARCHAR"),
    **dict.fromkeys(("smallint", "int2"), "SMALLINT"),
    **dict.fromkeys(("int", "integer", "int4"), "INTEGER"),
    **dict.fromkeys(("bigint", "int8"), "BIGINT"),
    **dict.fromkeys(("numeric", "decimal"), "DECIMAL"),
    **dict.fromkeys(("real", "float4"), "FLOAT"),
    **dict.fromkeys(("double", "float", "float8"), "DOUBLE"),
    **dict.fromkeys(("bool", "boolean"), "BOOLEAN"),
    "date": "DATE",
    "time": "TIME",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ",
    "interval": "INTERVAL",
    "json": "JSON",
    "bytea": "BLOB",
}
KINDS = frozenset(_KINDS)
"""The first words of types."""

_SECOND_WORDS = {"double": "precision", "character": "varying"}
_SIZED = {"VARCHAR", "DECIMAL"}


def kind(nodes: Nodes, place: int) -> tuple[str, int]:
    """Return DuckDB's name of the type that stands at a place, and the place behind it."""
    word = word_at(nodes, place)
    place += 1
    if word in _SECOND_WORDS and word_at(nodes, place) == _SECOND_WORDS[word]:
        word, place = ("varchar" if word == "character" else word), place + 1
    if word in {"timestamp", "time"} and word_at(nodes, place + 1) == "time":
        word, place = (f"{word}tz" if word_at(nodes, place) == "with" else word), place + 3
    if word in {"char", "character", "bit", "oid"}:
        raise SqlError.beyond(what=f"type {word}")
    if word not in _KINDS:
        raise SqlError.unknown_type(word or text(nodes[place - 1 : place]))
    named = _KINDS[word]
    size = node_at(nodes, place)
    if isinstance(size, Group) and size.opening == "(":
        named, place = (f"{named}({text(size.nodes)})" if named in _SIZED else named), place + 1
    elif named == "DECIMAL":
        named = "DECIMAL(38, 0)"
    while node_at(nodes, place) == Group((), "["):
        named, place = f"{named}[]", place + 1
    return named, place


def literal_kind(nodes: Nodes, place: int) -> tuple[str, int] | None:
    """Return the type of a literal like `DATE '2026-01-28'`, and the place behind it, if one stands at a place."""
    if word_at(nodes, place) not in _KINDS:
        return None
    named, end = kind(nodes, place)
    value = node_at(nodes, end)
    return (named, end + 1) if isinstance(value, Token) and value.kind == "string" else None
