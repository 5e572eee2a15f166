"""The order of SELECT DISTINCT: the real engine sorts what is selected, and by nothing else."""

from itertools import takewhile

from rearview.sandbox.engines.error import SqlError
from rearview.sandbox.engines.sql.selects import Result, clause, is_path, results, select_lists, word_at
from rearview.sandbox.engines.sql.tokens import Token
from rearview.sandbox.engines.sql.tree import Nodes, split
from rearview.sandbox.engines.sql.words import UNIONS

_DIRECTIONS = frozenset({"asc", "desc", "nulls"})


def refuse_order(level: Nodes) -> None:
    """Refuse to sort what SELECT DISTINCT finds by something that it doesn't select."""
    for span in select_lists(level):
        if any(node.word == "distinct" for node in level[max(span.start - 3, 0) : span.start]):
            listed = results(level[span])
            for part in _order(level, span.stop):
                sorted_by = tuple(takewhile(lambda node: node.word not in _DIRECTIONS, part))
                if not _is_selected(sorted_by, listed):
                    raise SqlError.outside_distinct()


def _order(level: Nodes, place: int) -> list[Nodes]:
    """Return what a query is sorted by, given where its list of results ends."""
    while place < len(level) and level[place].word not in {"order", *UNIONS}:
        place = clause(level, place + 1)
    return split(level[place + 2 : clause(level, place + 1)]) if word_at(level, place) == "order" else []


def _is_selected(sorted_by: Nodes, listed: list[Result]) -> bool:
    if any(result.star for result in listed) or sorted_by in [result.value for result in listed]:
        return True
    if is_path(sorted_by):
        return sorted_by[-1].name in {result.alias or result.value[-1].name for result in listed}
    return len(sorted_by) == 1 and isinstance(sorted_by[0], Token) and sorted_by[0].kind == "number"
