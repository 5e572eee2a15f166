"""The clock of a query: what it calls now is what it is told, not what the machine says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from rearview.sandbox.engines.sql.tokens import Token, literal
from rearview.sandbox.engines.sql.tree import Group, Node, Nodes

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_MOMENT: Callable[[datetime], str] = "{:%Y-%m-%d %H:%M:%S.%f}+00".format
_WORDS: dict[str, tuple[str, Callable[[datetime], str]]] = {
    "current_timestamp": ("timestamptz", _MOMENT),
    "current_date": ("date", "{:%Y-%m-%d}".format),
    "current_time": ("time", "{:%H:%M:%S.%f}".format),
    "localtime": ("time", "{:%H:%M:%S.%f}".format),
    "localtimestamp": ("timestamp", "{:%Y-%m-%d %H:%M:%S.%f}".format),
}
_CALLS = dict.fromkeys(("now", "getdate"), ("timestamptz", _MOMENT))


def asks_time(nodes: Nodes) -> bool:
    """Whether a statement has a word for now in it."""
    return any(
        asks_time(node.nodes) if isinstance(node, Group) else _told(nodes, place) is not None
        for place, node in enumerate(nodes)
    )


def at(nodes: Nodes, now_ms: int) -> Nodes:
    """Return the tree with that moment in the place of every word for now."""
    now = _EPOCH + timedelta(milliseconds=now_ms)
    changed: list[Node] = []
    skipped = False
    for place, node in enumerate(nodes):
        told = _told(nodes, place)
        if skipped:
            skipped = False
        elif told:
            type_, written = told
            changed.append(Group((Token("word", type_), literal(written(now)))))
            skipped = node.word in _CALLS
        elif isinstance(node, Group):
            changed.append(Group(at(node.nodes, now_ms), node.opening))
        else:
            changed.append(node)
    return tuple(changed)


def _told(nodes: Nodes, place: int) -> tuple[str, Callable[[datetime], str]] | None:
    """Return how now is written here, if the node there asks for it."""
    word = nodes[place].word
    if word in _CALLS and place + 1 < len(nodes) and nodes[place + 1] == Group(()):
        return _CALLS[word]
    return _WORDS.get(word)
