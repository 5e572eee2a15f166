"""A statement of SQL as DuckDB understands it: whether it only reads, and what it names. It runs nothing.

Whatever isn't known to be harmless is refused: of statements all but queries, of functions that stand for a table all
but a few that compute theirs.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from rearview.errors import StatementError

_QUERIES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
_TABLE_FUNCTIONS = frozenset({"generate_series", "range", "repeat", "unnest", "json_each", "json_tree"})
_FORBIDDEN = frozenset({"getenv", "current_setting", "write_log"})
"""Functions of values that tell of the machine, or leave something there."""
_OWN = frozenset({"", "main", "memory"})
"""The schemas and catalogs that a table of ours may be said to be in."""
_INFORMATION = "information_schema"
_EXPLAIN = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*explain\b(?:\s+analyze\b)?(?:\s*\([^)]*\))?", re.IGNORECASE | re.DOTALL
)

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)

Node = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement that only reads."""

    text: str
    tables: frozenset[str]
    """The tables that it reads, as it spells them."""
    made: frozenset[str]
    """The tables that it makes for itself, in lower case."""
    names: frozenset[str]
    """All that it names, in lower case."""
    whole: bool
    """Whether it may read columns that it doesn't name."""
    catalog: bool
    """Whether it asks which tables there are."""


def parse(text: str) -> Statement:
    """Return what a text says, if that is one statement which only reads."""
    try:
        statements = duckdb.extract_statements(text)
    except duckdb.Error as error:
        raise refusal(error, text) from error
    if not statements:
        raise StatementError.nothing()
    if len(statements) > 1:
        raise StatementError.several(len(statements))
    (statement,) = statements
    kind = statement.type.name
    if kind not in {"SELECT", "EXPLAIN"}:
        raise StatementError.only_reads(_word(text) or kind)
    explained = _EXPLAIN.match(text) if kind == "EXPLAIN" else None
    nodes = list(_nodes(_tree(text[explained.end() :] if explained else text)))
    _refuse(nodes)
    made = {entry["key"].casefold() for node in nodes for entry in _entries(node)}
    tables = [node for node in nodes if node.get("type") == "BASE_TABLE"]
    named = {table["table_name"] for table in tables if table["schema_name"] != _INFORMATION}
    words = frozenset(word.casefold() for node in nodes for word in _words(node))
    aliases = {word.casefold() for table in tables for word in (table["alias"], table["table_name"])}
    return Statement(
        text=text,
        tables=frozenset(named),
        made=frozenset(made),
        names=words,
        whole=any(map(_takes_all, nodes)) or not words.isdisjoint(aliases - {""}),
        catalog=any(map(_asks_for_tables, nodes)),
    )


def refusal(error: duckdb.Error, text: str) -> StatementError:
    """Return what DuckDB says of a text as an error of ours: what is wrong, where, and what may have been meant."""
    told, _, line = re.sub(r"^[\w -]* Error: ", "", str(error)).partition("\n\nLINE ")
    message, _, more = told.partition("\n")
    meant = re.search(r"Candidate bindings: (.*)|Did you mean (.*)\?", more)
    hint = f"did you mean {meant[1] or meant[2]}?" if meant else ""
    place = f"\nLINE {line}" if line else place_of(re.findall('"([^"]+)"', message), text)
    return StatementError.refused(message.rstrip("!"), hint, place=place)


def place_of(names: Iterable[str], text: str) -> str:
    """Show the line of a text in which the first of some names stands, comments aside; nothing if none does."""
    code = _COMMENT.sub(lambda comment: " " * len(comment[0]), text)
    for name in names:
        at = code.casefold().find(name.casefold())
        if at >= 0:
            before, begin = text.count("\n", 0, at), text.rfind("\n", 0, at) + 1
            lead = f"LINE {before + 1}: "
            line = text[begin:].partition("\n")[0]
            return f"\n{lead}{line}\n{' ' * (len(lead) + at - begin)}^"
    return ""


def _tree(text: str) -> Node:
    row = duckdb.connect(":memory:").execute("SELECT json_serialize_sql(?)", [text]).fetchone()
    tree: Node = json.loads(row[0]) if row else {"error": True}
    if tree["error"]:
        raise StatementError.only_reads(_word(text) or "This")
    return tree


def _nodes(value: Any) -> Iterator[Node]:
    """Yield every node of a tree."""
    left = [value]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield node
            left += node.values()
        elif isinstance(node, list):
            left += node


def _refuse(nodes: list[Node]) -> None:
    for node in nodes:
        type_ = str(node.get("type", ""))
        if type_.endswith("_NODE") and type_ not in _QUERIES:
            raise StatementError.only_reads(type_.partition("_")[0])
        if type_ == "TABLE_FUNCTION":
            name = node["function"]["function_name"]
            if name.lower() not in _TABLE_FUNCTIONS:
                raise StatementError.function(name)
        if node.get("class") == "FUNCTION" and str(node["function_name"]).lower() in _FORBIDDEN:
            raise StatementError.function(node["function_name"])
        if type_ == "BASE_TABLE" and not _may_be_read(node):
            raise StatementError.elsewhere(node["table_name"])


def _may_be_read(table: Node) -> bool:
    """Whether a table's name can only be that of a table, and not of a file, or of another database's."""
    schema, catalog = table["schema_name"], table["catalog_name"]
    if schema == _INFORMATION:
        return not catalog
    return {schema, catalog} <= _OWN and not set("./\\:*?") & set(table["table_name"])


def _entries(node: Node) -> list[Node]:
    """Return the tables that a query makes for itself."""
    made = node.get("cte_map")
    return made["map"] if isinstance(made, dict) else []


def _words(node: Node) -> Iterator[str]:
    for key in ("column_names", "using_columns"):
        yield from (word for word in node.get(key) or [] if isinstance(word, str))


def _takes_all(node: Node) -> bool:
    return node.get("class") == "STAR" or node.get("type") == "SHOW_REF" or node.get("ref_type") == "NATURAL"


def _asks_for_tables(node: Node) -> bool:
    special = node.get("type") == "SHOW_REF" and str(node.get("show_type", "")).startswith("SHOW")
    return special or node.get("schema_name") == _INFORMATION


def _word(text: str) -> str:
    """Return the first word of a statement."""
    found = re.match(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(\w+)", text, re.DOTALL)
    return found[1].upper() if found else ""
