"""What DuckDB would let by and the real engine refuses: here it fails as it fails there.

The checks look at the shape of a statement, and must not refuse what the real engine takes. They don't see all that it
does: a union of numbers and texts, a number for a condition, a text computed by a query and compared with a number.
"""

from rearview.sandbox.engines.duckdb.aliases import refuse_aliases
from rearview.sandbox.engines.duckdb.comparisons import Types, compared, refuse_mixed
from rearview.sandbox.engines.duckdb.order import refuse_order
from rearview.sandbox.engines.error import SqlError
from rearview.sandbox.engines.sql.selects import in_from, is_identifier, is_query, node_at, word_at
from rearview.sandbox.engines.sql.tokens import Token
from rearview.sandbox.engines.sql.tree import Group, Node, Nodes, is_symbol, levels, split
from rearview.sandbox.engines.sql.words import CLAUSES, UNIONS

_SETS = frozenset({"sets", "rollup", "cube"})
_BEFORE_A_LIST = _SETS | {
    *(
        "in",
        "values",
        "using",
        "on",
        "any",
        "some",
        "all",
        "as",
        "group",
        "grouping",
        "left",
        "right",
        "exclude",
    )
}
"""Words before brackets that hold a list, and not a row."""


def refuse(nodes: Nodes, types: Types) -> None:
    """Raise what the real engine would raise, and DuckDB wouldn't; every result must have its name by now."""
    seen = compared(nodes, types)
    for opener, level in levels(nodes):
        _refuse_gaps(level)
        if opener not in _SETS:
            _refuse_rows(level)
        refuse_order(level)
        refuse_mixed(level, seen)
    refuse_aliases(nodes, types)


def _refuse_gaps(level: Nodes) -> None:
    """Refuse a comma at the end of a list, a query that begins with FROM, and other things DuckDB made up."""
    for place, node in enumerate(level):
        before = node_at(level, place - 1)
        word, earlier = word_at(level, place - 1), node_at(level, place - 2)
        joined = word in UNIONS or (word == "all" and word_at(level, place - 2) in UNIONS)
        if (node.word in CLAUSES and is_symbol(before, ",")) or (node.word in {"from", "by"} and joined):
            raise SqlError.syntax(got=node.word.upper())
        if node.word == "from" and before is None:
            raise SqlError.syntax(got="FROM")
        if node.word == "replace" and is_symbol(before, "*") and _begins_result(earlier):
            raise SqlError.syntax(got="REPLACE")
        if isinstance(node, Token) and node.kind == "string" and _is_table(level, place):
            raise SqlError.syntax(got="<string constant>")
        if isinstance(node, Group) and node.opening == "[" and not _has_elements(before):
            raise SqlError.syntax(got="'['")
    if level and is_symbol(level[-1], ","):
        raise SqlError.syntax(got="')'")


def _is_table(level: Nodes, place: int) -> bool:
    """Whether something stands where a table does: there, DuckDB takes a text for a file."""
    return in_from(level, place) and any(node.word == "select" for node in level)


def _begins_result(before: Node | None) -> bool:
    return (
        is_symbol(before, ",") or is_symbol(before, ".") or (before is not None and before.word == "select")
    )


def _has_elements(before: Node | None) -> bool:
    """Whether square brackets behind something hold the elements of an array, or say which one is meant."""
    return before is not None and (
        isinstance(before, Group) or before.word == "array" or is_identifier(before)
    )


def _refuse_rows(level: Nodes) -> None:
    """Refuse (a, b) as a value: rows aren't compared, nor looked for among rows."""
    for place, node in enumerate(level):
        several = isinstance(node, Group) and node.opening == "(" and len(split(node.nodes)) > 1
        if several and not is_query(node) and not _is_list(level, place):
            raise SqlError.row_type()
        if isinstance(node, Group) and word_at(level, place - 1) == "row":
            raise SqlError.row_type()


def _is_list(level: Nodes, place: int) -> bool:
    """Whether brackets hold a list: of arguments, names, choices, or the row of a VALUES."""
    before = node_at(level, place - 1)
    if before is None:
        return False
    if is_symbol(before, ","):
        while place > 1 and is_symbol(node_at(level, place - 1), ",") and isinstance(level[place - 2], Group):
            place -= 2
        return word_at(level, place - 1) == "values"
    if before.word == "by":
        return word_at(level, place - 2) == "group"
    return isinstance(before, Group) or before.word in _BEFORE_A_LIST or is_identifier(before)
