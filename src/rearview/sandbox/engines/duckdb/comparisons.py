"""Comparisons between types that the real engine doesn't mix: a text with a number, a truth value with a number.

DuckDB would convert one of them. Only columns next to constants and to each other are looked at: that is how clients go
wrong.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from rearview.sandbox.engines.error import SqlError
from rearview.sandbox.engines.sql.selects import is_path, results, select_lists
from rearview.sandbox.engines.sql.tokens import Token
from rearview.sandbox.engines.sql.tree import Group, Node, Nodes, is_symbol, levels, split, text
from rearview.sandbox.engines.sql.words import GRAMMAR
from rearview.sources.agentforce.catalog import Dmo

Types = Mapping[str, str]
"""The columns that a statement may mean, and their types; a name with several types has the type ''."""

_NAMED = {"text": "text", "boolean": "boolean", "number": "numeric(38,18)", "timestamp": "timestamptz"}
_STRICT = {
    "text": ["integer", "numeric", "boolean", "date", "timestamp", "timestamptz"],
    "boolean": ["integer", "numeric"],
}
"""What a column of a type can't be compared with."""

_OPERATORS = frozenset({"=", "<>", "!=", "<", ">", "<=", ">="})
_WORDS = {
    **dict.fromkeys(("true", "false"), "boolean"),
    "current_date": "date",
    "current_timestamp": "timestamptz",
    "localtimestamp": "timestamp",
}
_PREFIXES = {word: word for word in ("date", "timestamp", "timestamptz")} | {"now": "timestamptz"}
_LIKE = {
    "number": re.compile(r"'\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*'", re.IGNORECASE),
    "timestamp": re.compile(r"'\s*\d"),
}
"""What a text looks like that can be compared with a column of a type."""
_WHY = {
    "number": "invalid number format: invalid character in numeric string",
    "timestamp": "Invalid string token in timestamp literal {}",
}


def types_of(tables: Iterable[Dmo]) -> Types:
    """Return the types of all columns of some tables."""
    types: dict[str, str] = {}
    for field in (field for dmo in tables for field in dmo.fields):
        types[field.name] = field.type if types.get(field.name, field.type) == field.type else ""
    return types


def compared(nodes: Nodes, types: Types) -> Types:
    """Return the types without those of names that the statement gives to something else."""
    taken = {
        result.alias
        for _, level in levels(nodes)
        for span in select_lists(level)
        for result in results(level[span])
        if not (is_path(result.value) and result.value[-1].name == result.alias)
    }
    return {name: type_ for name, type_ in types.items() if name not in taken}


def refuse_mixed(level: Nodes, types: Types) -> None:
    """Refuse comparisons, on one level of brackets, of a column with something that doesn't fit."""
    for (_, left), (between, right) in pairwise(_terms(level)):
        if between in _OPERATORS:
            _refuse(left, right, types)
            _refuse(right, left, types, turned=True)
        elif between == "between":
            _refuse(left, right, types)
        elif between == "in" and isinstance(right[0], Group):
            _refuse(left, split(right[0].nodes)[0], types)


def _terms(level: Nodes) -> list[tuple[str, Nodes]]:
    """Return what stands between words of the grammar and comparisons, each with the last of these before it."""
    terms: list[tuple[str, Nodes]] = []
    separator, term = "", list[Node]()
    for node in level:
        mark = _separator(node)
        if not mark:
            term.append(node)
            continue
        if term:
            terms.append((separator, tuple(term)))
        separator, term = mark, []
    return [*terms, (separator, tuple(term))] if term else terms


def _separator(node: Node) -> str:
    if isinstance(node, Token) and node.kind == "symbol":
        return node.text if node.text in _OPERATORS | {","} else ""
    return node.word if node.word in GRAMMAR and node.word not in _WORDS else ""


def _refuse(column: Nodes, other: Nodes, types: Types, *, turned: bool = False) -> None:
    type_ = _type_of_column(column, types)
    if not type_:
        return
    found = _NAMED.get(_type_of_column(other, types), "") or _type_of_constant(other)
    if found.partition("(")[0] in _STRICT.get(type_, ()):
        pair = (_NAMED[type_], found)
        raise SqlError.cannot_compare(*(reversed(pair) if turned else pair))
    if type_ in _LIKE and text(other).startswith("'") and not _LIKE[type_].match(text(other)):
        raise SqlError.unlike(_NAMED[type_], _WHY[type_].format(text(other)))


def _type_of_column(nodes: Nodes, types: Types) -> str:
    return types.get(nodes[-1].name, "") if is_path(nodes) else ""


def _type_of_constant(constant: Nodes) -> str:
    """Return the type of a constant, in the engine's words; empty for what is none."""
    unsigned = constant[1:] if any(is_symbol(constant[0], sign) for sign in "+-") else constant
    match unsigned:
        case [Token(kind="number") as number]:
            return _type_of_number(number.text)
        case [Token(kind="string")]:
            return "text"
        case [Token() as word]:
            return _WORDS.get(word.word, "")
        case [Token() as word, Token(kind="string") | Group(nodes=())]:
            return _PREFIXES.get(word.word, "")
        case _:
            return ""


def _type_of_number(number: str) -> str:
    whole, point, fraction = number.partition(".")
    if "e" in number.lower():
        return "double precision"
    return f"numeric({len(whole.lstrip('0') + fraction)},{len(fraction)})" if point else "integer"
