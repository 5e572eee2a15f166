"""The tables that a statement mentions, and the shim for names that are written without quotes.

Production finds unquoted names whatever their case; the engine it is made of folds them and then finds nothing. Both
are faithful: `recased` makes the difference.
"""

from collections.abc import Mapping

from rearview.sandbox.engines.sql.selects import node_at
from rearview.sandbox.engines.sql.tokens import folded, quoted
from rearview.sandbox.engines.sql.tree import Group, Node, Nodes, flat
from rearview.sandbox.engines.sql.words import RESERVED
from rearview.sources.agentforce.catalog import Dmo

Tables = Mapping[str, Dmo]
"""What has been loaded, by the exact name."""


def mentioned(nodes: Nodes, tables: Tables) -> list[Dmo]:
    """Return the tables that a statement may read: those whose exact names stand in it."""
    named = {token.name for token in flat(nodes)}
    return [dmo for name, dmo in tables.items() if name in named]


def recased(nodes: Nodes, tables: Tables) -> Nodes:
    """Return the tree with the exact name of a table or column in the place of one without quotes."""
    written = {token.word or token.name for token in flat(nodes)}
    named = [dmo for name, dmo in tables.items() if {name, folded(name)} & written]
    columns = [field.name for dmo in named for field in dmo.fields]
    # Where two tables spell a column differently, the first one's spelling holds.
    exact = {folded(name): name for name in (*reversed(columns), *(dmo.api_name for dmo in named))}
    return _respelled(nodes, {name: exact[name] for name in exact.keys() - RESERVED})


def _respelled(nodes: Nodes, exact: Mapping[str, str]) -> Nodes:
    respelled: list[Node] = []
    for place, node in enumerate(nodes):
        if isinstance(node, Group):
            respelled.append(Group(_respelled(node.nodes, exact), node.opening))
        elif node.word in exact and not isinstance(node_at(nodes, place + 1), Group):
            respelled.append(quoted(exact[node.word]))
        else:
            respelled.append(node)
    return tuple(respelled)
