"""VALUES with the names that its columns have on the real engine: column1, column2 and so on."""

from rearview.sandbox.engines.sql.selects import node_at
from rearview.sandbox.engines.sql.tokens import Token, quoted
from rearview.sandbox.engines.sql.tree import Group, Node, Nodes, is_symbol, split


def with_columns(nodes: Nodes) -> Nodes:
    """Return the tree with a SELECT around every VALUES."""
    written: list[Node] = []
    place = 0
    while place < len(nodes):
        end = _end(nodes, place)
        if end > place:
            written += _selected(tuple(map(_inside, nodes[place:end])))
        else:
            written.append(_inside(nodes[place]))
        place = max(end, place + 1)
    return tuple(written)


def _inside(node: Node) -> Node:
    return Group(with_columns(node.nodes), node.opening) if isinstance(node, Group) else node


def _end(nodes: Nodes, place: int) -> int:
    """Return the place behind the rows of VALUES, or the place itself if there is no VALUES."""
    if nodes[place].word != "values" or not isinstance(node_at(nodes, place + 1), Group):
        return place
    place += 2
    while is_symbol(node_at(nodes, place), ",") and isinstance(node_at(nodes, place + 1), Group):
        place += 2
    return place


def _selected(values: Nodes) -> Nodes:
    first = values[1]
    width = len(split(first.nodes)) if isinstance(first, Group) else 0
    names: list[Node] = []
    for number in range(1, width + 1):
        names += [Token("symbol", ","), quoted(f"column{number}")]
    select = (Token("word", "select"), Token("symbol", "*"), Token("word", "from"))
    return (*select, Group(values), Token("word", "as"), quoted("values"), Group(tuple(names[1:])))
