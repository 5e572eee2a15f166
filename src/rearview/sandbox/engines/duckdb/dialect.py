"""Data 360's SQL in DuckDB's words.

DuckDB parses what comes out, but it parses far more than the real engine does. So nothing gets through here by being
left alone: a word is a word of the grammar that both have, or it becomes a name in quotes; a function, a type and an
operator stand in our lists, or they don't exist. What looks right and isn't is for `refusals`.
"""

import re
from functools import partial

from rearview.sandbox.engines.duckdb.arrows import bracketed
from rearview.sandbox.engines.duckdb.calls import TABLES, spelled_call
from rearview.sandbox.engines.duckdb.kinds import kind, literal_kind
from rearview.sandbox.engines.duckdb.spelling import encoded
from rearview.sandbox.engines.error import SqlError
from rearview.sandbox.engines.sql.selects import (
    Call,
    call,
    in_from,
    is_query,
    names_function,
    node_at,
    word_at,
)
from rearview.sandbox.engines.sql.tokens import Token
from rearview.sandbox.engines.sql.tree import Group, Nodes, is_symbol, split, text
from rearview.sandbox.engines.sql.words import GRAMMAR, RESERVED, UNITS, words

OPERATORS = words("+ - * / % ^ = <> != < > <= >= || -> ->> ~ ~* !~ !~* ~~ !~~ ~~* !~~* & | << >>")
_ONLY_REAL = frozenset({"#", "@", "|/", "||/"})
_BEYOND = frozenset({"collate", "similar", "tablesample"})
_CASTS = frozenset({"cast", "try_cast"})

_POINT = re.compile(r"(\d*)\.(\d*)")


def spelled(nodes: Nodes, *, divided: bool = False) -> str:
    """Return what DuckDB has to be asked; the numbers of a division get six digits, for the sake of its result."""
    parts = (_Part(part, divided=divided) for part in split(nodes))
    return ", ".join(part.spelled() for part in parts)


class _Part:
    """What stands between two commas, with the place that has been read up to."""

    def __init__(self, nodes: Nodes, *, divided: bool) -> None:
        self._nodes = bracketed(nodes)
        self._divided = divided or any(is_symbol(node, "/") for node in nodes)
        self._place = 0

    def spelled(self) -> str:
        written = []
        while self._place < len(self._nodes):
            escaped = self._is_pattern(self._place)
            written.append(self._piece(self._nodes[self._place]))
            if escaped and word_at(self._nodes, self._place) != "escape":
                written.append("ESCAPE '\\'")
        return " ".join(written)

    def _is_pattern(self, place: int) -> bool:
        """Whether a constant is what LIKE compares with: a backslash escapes in it, which DuckDB has to be told."""
        constant = node_at(self._nodes, place)
        written = isinstance(constant, Token) and (constant.kind == "string" or constant.word == "cast")
        return written and word_at(self._nodes, place - 1) in {"like", "ilike"}

    def _piece(self, node: Token | Group) -> str:
        if isinstance(node, Group):
            self._place += 1
            return self._brackets(node)
        match node.kind:
            case "symbol":
                return self._symbol(node.text)
            case "word" | "name":
                return self._named(node)
            case _:
                self._place += 1
                return self._constant(node)

    def _brackets(self, group: Group) -> str:
        inside = spelled(group.nodes, divided=self._divided and not is_query(group))
        return f"{group.opening}{inside}{group.closing}"

    def _constant(self, token: Token) -> str:
        point = _POINT.fullmatch(token.text) if self._divided else None
        if point:
            return f"{point[1] or 0}.{point[2]:0<6}"
        if token.text[:1] in "uU":
            raise SqlError.beyond(what="U&'...'")
        return token.text

    def _symbol(self, symbol: str) -> str:
        self._place += 1
        if symbol == "::":
            named, self._place = kind(self._nodes, self._place)
            return f":: {named}"
        if symbol in _ONLY_REAL:
            raise SqlError.beyond(what=f"operator '{symbol}'")
        if symbol not in OPERATORS and symbol not in {".", ":"}:
            raise SqlError.unknown_operator(symbol)
        return symbol

    def _named(self, token: Token) -> str:
        """Write what a word begins: a literal of a type, a cast, a call; or the word itself."""
        nodes, place = self._nodes, self._place
        after, called, typed = node_at(nodes, place + 1), call(nodes, place), literal_kind(nodes, place)
        if token.word == "interval" and isinstance(after, Token) and after.kind == "string":
            return self._interval(after)
        if token.word in _CASTS and isinstance(after, Group):
            return self._cast(token.word, after)
        if typed:
            named, self._place = typed
            return f"CAST({text(nodes[self._place - 1 : self._place])} AS {named})"
        if called and names_function(nodes, place):
            return self._call(called)
        self._place += 1
        return self._word(token, place)

    def _word(self, token: Token, place: int) -> str:
        """Write a word of the grammar, or a name."""
        word = token.word
        if word in GRAMMAR or (word == "time" and word_at(self._nodes, place + 1) == "zone"):
            return word
        if word == "unknown" and word_at(self._nodes, place - 1) in {"is", "not"}:
            return "null"
        if word in _BEYOND:
            raise SqlError.beyond(what=word.upper())
        if word in RESERVED:
            raise SqlError.syntax(got=word.upper())
        return encoded(token.name)

    def _call(self, called: Call) -> str:
        if in_from(self._nodes, self._place) and called.name not in TABLES:
            raise SqlError.no_table_function(called.name)
        self._place = called.end
        return spelled_call(called, partial(spelled, divided=self._divided))

    def _interval(self, value: Token) -> str:
        self._place += 2
        unit = word_at(self._nodes, self._place)
        if unit not in UNITS:
            return f"CAST({value.text} AS INTERVAL)"
        self._place += 1
        return f"INTERVAL {value.text} {unit}"

    def _cast(self, word: str, inside: Group) -> str:
        """Write CAST(value AS type): within it, what follows AS is a type."""
        nodes = inside.nodes
        place = next((place for place in range(len(nodes)) if word_at(nodes, place) == "as"), None)
        if place is None:
            raise SqlError.syntax(got="')'")
        named, end = kind(nodes, place + 1)
        if end != len(nodes):
            raise SqlError.syntax(got=text(nodes[end : end + 1]))
        self._place += 2
        return f"{word}({spelled(nodes[:place], divided=self._divided)} AS {named})"
