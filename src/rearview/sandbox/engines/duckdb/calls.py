"""Calls of functions in DuckDB's words."""

from collections.abc import Callable

from rearview.sandbox.engines.duckdb.functions import FIELDS, SAME, TEMPLATES
from rearview.sandbox.engines.duckdb.patterns import strftime
from rearview.sandbox.engines.error import REAL_ENGINE, SqlError
from rearview.sandbox.engines.sql.selects import Call, word_at
from rearview.sandbox.engines.sql.tokens import Token
from rearview.sandbox.engines.sql.tree import Nodes, is_symbol, split

TABLES = frozenset({"unnest", "generate_series"})
"""The functions that can stand where a table does."""

Spell = Callable[[Nodes], str]


def spelled_call(called: Call, spell: Spell) -> str:
    """Return a call as DuckDB takes it, or refuse what one of the engines doesn't know."""
    match called.name:
        case "extract":
            return _extract(called, spell)
        case "to_char":
            return _to_char(called, spell)
        case "generate_series":
            raise SqlError.beyond(what="generate_series")
        case "json_value":
            raise SqlError.no_json_value()
        case name if name in TEMPLATES:
            return _filled(TEMPLATES[name], called, spell)
        case name if name in SAME:
            template = (
                "{name}({args}) WITHIN GROUP ({within}){tail}" if called.within else "{name}({args}){tail}"
            )
            return _filled(template, called, spell)
        case name:
            raise SqlError.unknown_function(name, hint=REAL_ENGINE)


def _filled(template: str, called: Call, spell: Spell) -> str:
    arguments = split(called.arguments)
    if "{1}" in template and len(arguments) == 1:
        raise SqlError.argument_count(called.name)
    return template.format(
        *map(spell, arguments),
        name=called.name,
        args=spell(called.arguments),
        within=spell(called.within),
        tail=f" {spell(called.tail)}" if called.tail else "",
    )


def _extract(called: Call, spell: Spell) -> str:
    """EXTRACT(field FROM moment)."""
    field, of = word_at(called.arguments, 0), called.arguments[2:]
    if (
        field == "epoch"
        and any(is_symbol(node, "-") for node in of)
        and not any(node.word == "interval" for node in of)
    ):
        # A difference of moments is an interval, and its seconds are no decimal.
        return f"extract(epoch FROM {spell(of)})"
    if word_at(called.arguments, 1) != "from" or not of:
        raise SqlError.syntax(got="')'")
    if field not in FIELDS:
        raise SqlError.unknown_field(field)
    return FIELDS[field].format(of=spell(of))


def _to_char(called: Call, spell: Spell) -> str:
    """TO_CHAR(moment, 'pattern')."""
    match split(called.arguments):
        case [moment, [Token(kind="string") as pattern]] if pattern.text.startswith("'"):
            written = strftime(pattern.text[1:-1])
            return f"strftime({spell(moment)}, '{written}')"
        case _:
            raise SqlError.beyond(what="to_char of anything but a moment with a constant pattern")
