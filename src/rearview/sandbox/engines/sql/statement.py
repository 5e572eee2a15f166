"""What counts as a statement: one query, with its parameters in place. Everything else is refused here.

The engines behind could do more: write, read files, load code. Nothing that isn't a query may get past this door.
"""

from collections.abc import Sequence
from itertools import pairwise

from rearview.sandbox.engines.engine import Parameter
from rearview.sandbox.engines.error import SqlError
from rearview.sandbox.engines.sql.parameters import bound
from rearview.sandbox.engines.sql.tokens import Token, tokens
from rearview.sandbox.engines.sql.tree import Group, Nodes, flat, grow, is_symbol
from rearview.sandbox.engines.sql.words import QUERY

OUTSIDE = frozenset({"external", "external_lake", "external_query"})
"""The functions by which the real engine reads files and other systems."""


def read(sql: str, parameters: Sequence[Parameter] = ()) -> Nodes:
    """Return the tree of a query with the values of its parameters in it."""
    written = _without_end(list(tokens(sql)))
    if any(is_symbol(token, ";") for token in written):
        raise SqlError.several()
    if not written:
        raise SqlError.syntax(got="end of input")
    if written[0].word not in QUERY and not is_symbol(written[0], "("):
        raise SqlError.no_query(got=written[0].text.upper())
    nodes = grow(written)
    _fence(nodes)
    return bound(nodes, parameters)


def spellings(nodes: Nodes) -> dict[str, str]:
    """Return what is named without quotes though it has capitals: by its folded name, as it was written."""
    return {token.word: token.text for token in flat(nodes) if token.word and token.text != token.word}


def _without_end(written: list[Token]) -> list[Token]:
    while written and is_symbol(written[-1], ";"):
        written.pop()
    return written


def _fence(nodes: Nodes) -> None:
    for node in nodes:
        if isinstance(node, Group):
            _fence(node.nodes)
    for node, after in pairwise(nodes):
        if isinstance(after, Group) and node.name.lower() in OUTSIDE:
            raise SqlError.forbidden(node.name)
