"""Parameters: a value that came as text becomes a literal of its type.

A value is checked before it is written, and written in quotes or as digits, so it can't become SQL.
"""

import re
from collections.abc import Sequence

from rearview.sandbox.engines.engine import Parameter
from rearview.sandbox.engines.error import SqlError
from rearview.sandbox.engines.sql.tokens import Token, encodable, literal, tokens
from rearview.sandbox.engines.sql.tree import Group, Node, Nodes, grow, replaced

_WHOLE = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_FLOAT = re.compile(rf"{_NUMBER.pattern}|[+-]?inf(inity)?|nan", re.IGNORECASE)
_BOOL = re.compile(r"t(rue)?|f(alse)?|y(es)?|no?|on|off|[01]", re.IGNORECASE)
_CLOCK = r"\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(_CLOCK)
_MOMENT = re.compile(rf"{_DATE.pattern}([T ]{_CLOCK})?")
_ZONED = re.compile(rf"{_MOMENT.pattern} ?(Z|[+-]\d{{2}}(:?\d{{2}})?)?")
_ANYTHING = re.compile(r".*", re.DOTALL)

_TYPES = {
    **dict.fromkeys(("varchar", "text", "char"), ("text", _ANYTHING)),
    "smallint": ("smallint", _WHOLE),
    "integer": ("integer", _WHOLE),
    **dict.fromkeys(("bigint", "oid"), ("bigint", _WHOLE)),
    "numeric": ("numeric(38,18)", _NUMBER),
    **dict.fromkeys(("float", "float8", "double"), ("double precision", _FLOAT)),
    "float4": ("real", _FLOAT),
    **dict.fromkeys(("bool", "boolean"), ("boolean", _BOOL)),
    "date": ("date", _DATE),
    "time": ("time", _TIME),
    "timestamp": ("timestamp", _MOMENT),
    "timestamptz": ("timestamptz", _ZONED),
}
"""The types of both APIs, in lower case: the SQL type, and what a value of it looks like."""


def bound(nodes: Nodes, parameters: Sequence[Parameter]) -> Nodes:
    """Return the tree with a literal in the place of every `?`, `$1` and `:name`."""
    named = {parameter.name: parameter for parameter in parameters if parameter.name}
    in_turn = iter(parameters)

    def change(token: Token) -> Sequence[Node]:
        if token.kind != "mark":
            return [token]
        if token.text == "?":
            parameter = next(in_turn, None)
        elif token.text.startswith("$"):
            place = int(token.text[1:]) - 1
            parameter = parameters[place] if 0 <= place < len(parameters) else None
        else:
            parameter = named.get(token.text[1:])
        if parameter is None:
            raise SqlError.unknown_parameter(token.text, len(parameters))
        return _cast(parameter)

    return replaced(nodes, change)


def _cast(parameter: Parameter) -> Sequence[Node]:
    """Write `CAST('value' AS type)`; a text of no stated type stays bare, as the engine reads those by context."""
    named = parameter.type.strip().lower()
    value = literal(encodable(parameter.value)) if parameter.value is not None else Token("word", "NULL")
    if named == "unspecified":
        return [value]
    if named not in _TYPES:
        raise SqlError.unsupported_parameter(parameter.type)
    type_, pattern = _TYPES[named]
    if parameter.value is not None and not pattern.fullmatch(parameter.value):
        raise SqlError.invalid_text(type_, parameter.value)
    return [Token("word", "CAST"), Group((value, Token("word", "AS"), *grow(tokens(type_))))]
