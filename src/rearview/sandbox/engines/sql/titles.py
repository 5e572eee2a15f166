"""What results are called when the statement doesn't say: as the real engine calls them.

A column keeps its name, also through casts; a call has the name of its function; anything else has its place, from 1.
"""

from itertools import takewhile

from rearview.sandbox.engines.sql.selects import (
    call,
    is_path,
    is_query,
    names_function,
    node_at,
    results,
    select_lists,
    word_at,
)
from rearview.sandbox.engines.sql.tokens import Token, quoted
from rearview.sandbox.engines.sql.tree import Group, Node, Nodes, is_symbol, split

_CLOCK = {
    "current_date": "date",
    "current_time": "timetz",
    "current_timestamp": "now",
    "localtime": "time",
    "localtimestamp": "timestamp",
}
_FUNCTIONS = {"extract": "date_part", "trim": "btrim"}
_TRIMS = {"leading": "ltrim", "trailing": "rtrim"}


def titled(nodes: Nodes) -> Nodes:
    """Return the tree with a name after every result that has none of its own."""
    done = tuple(
        Group(titled(node.nodes), node.opening) if isinstance(node, Group) else node for node in nodes
    )
    for span in reversed(list(select_lists(done))):
        done = (*done[: span.start], *_listed(done[span]), *done[span.stop :])
    return done


def _listed(nodes: Nodes) -> Nodes:
    listed: list[Node] = []
    for place, (part, result) in enumerate(zip(split(nodes), results(nodes), strict=True), start=1):
        listed += [Token("symbol", ","), *result.value] if place > 1 else result.value
        if result.alias is not None:
            listed += [Token("word", "AS"), quoted(result.alias)]
        elif part and not result.star and not is_path(part):
            listed += [Token("word", "AS"), quoted(_title(part) or str(place))]
    return tuple(listed)


def _title(value: Nodes) -> str | None:
    """Return the name that a value has by itself."""
    first, last = value[0], value[-1]
    if is_path(value):
        return last.name
    if len(value) == 1 and isinstance(first, Group):
        return None if is_query(first) or first.opening == "[" or not first.nodes else _title(first.nodes)
    if isinstance(last, Group) and last.opening == "[" and first.word != "array":
        return _title(value[:-1])
    casts = [place for place, node in enumerate(value) if is_symbol(node, "::")]
    if casts and casts[-1]:
        only_a_type = not any(
            isinstance(node, Token) and node.kind != "word" for node in value[casts[-1] + 1 :]
        )
        return _title(value[: casts[-1]]) if only_a_type else None
    if first.word == "case":
        return "case" if _is_one_case(value) else None
    return _title_of_call(value) or (_CLOCK.get(first.word) if len(value) == 1 else None)


def _title_of_call(value: Nodes) -> str | None:
    called = call(value, 0)
    if not called or called.end != len(value):
        return None
    if called.name in {"cast", "try_cast"}:
        kept = tuple(takewhile(lambda node: node.word != "as", called.arguments))
        return _title(kept) if kept else None
    if called.name == "trim" and word_at(called.arguments, 0) in _TRIMS:
        return _TRIMS[word_at(called.arguments, 0)]
    return _FUNCTIONS.get(called.name, called.name) if names_function(value, 0) else None


def _is_one_case(value: Nodes) -> bool:
    """Whether the END of the first CASE is the end of the value."""
    depth = 0
    for place, node in enumerate(value):
        depth += (node.word == "case") - (node.word == "end")
        if not depth:
            return node_at(value, place + 1) is None
    return False
