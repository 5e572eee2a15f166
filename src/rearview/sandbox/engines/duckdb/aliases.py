"""Names of results where the results aren't there yet: in WHERE, in HAVING, among the other results.

DuckDB looks there, the real engine doesn't. A name is only refused if nothing else in the statement can bear it.
"""

from collections import Counter
from collections.abc import Container, Iterator
from itertools import pairwise

from rearview.sandbox.engines.duckdb.kinds import KINDS
from rearview.sandbox.engines.error import SqlError
from rearview.sandbox.engines.sql.selects import (
    clause,
    is_identifier,
    is_query,
    names_function,
    node_at,
    results,
    select_lists,
    word_at,
)
from rearview.sandbox.engines.sql.tree import Group, Nodes, is_symbol, levels
from rearview.sandbox.engines.sql.words import UNIONS


def refuse_aliases(nodes: Nodes, columns: Container[str]) -> None:
    """Refuse a statement that uses the name of a result too early; the columns of its tables are no such names."""
    made = Counter(_made(nodes))
    for _, level in levels(nodes):
        for span in select_lists(level):
            listed = results(level[span])
            own = {result.alias for result in listed if result.alias}
            unseen = {name for name in own if made[name] == 1 and name not in columns}
            for part in (*(result.value for result in listed), *_conditions(level, span.stop)):
                _refuse_names(part, unseen)


def _made(nodes: Nodes) -> Iterator[str]:
    """Return every name that a statement gives, as often as it does; and the names that VALUES has by itself."""
    yield from (f"column{number}" for number in range(1, 10) for _ in "twice")
    for _, level in levels(nodes):
        for place, (before, node) in enumerate(pairwise(level)):
            if node.name and (before.word == "as" or isinstance(before, Group)):
                yield node.name
            if isinstance(node, Group) and is_identifier(before) and not names_function(level, place):
                yield from (inside.name for inside in node.nodes if inside.name)


def _conditions(level: Nodes, place: int) -> Iterator[Nodes]:
    """Return what stands after WHERE and HAVING of a query."""
    while place < len(level) and level[place].word not in UNIONS:
        end = clause(level, place + 1)
        if level[place].word in {"where", "having"}:
            yield level[place + 1 : end]
        place = end


def _refuse_names(nodes: Nodes, unseen: Container[str]) -> None:
    for place, node in enumerate(nodes):
        if isinstance(node, Group):
            if not is_query(node):
                # The field that EXTRACT is to take out is no name of a column.
                _refuse_names(node.nodes[word_at(nodes, place - 1) == "extract" :], unseen)
        elif is_identifier(node) and node.name in unseen and _stands_alone(nodes, place):
            raise SqlError.unknown_column(node.name)


def _stands_alone(nodes: Nodes, place: int) -> bool:
    """Whether a name is that of a column, with nothing said about its table."""
    before, after = node_at(nodes, place - 1), node_at(nodes, place + 1)
    belongs = is_symbol(before, ".") or is_symbol(after, ".") or isinstance(after, Group)
    return not belongs and nodes[place].word not in KINDS
