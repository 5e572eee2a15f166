"""Brackets around `value -> 'key'`: DuckDB's arrow binds more loosely than a comparison, since lambdas have it too."""

from rearview.sandbox.engines.error import SqlError
from rearview.sandbox.engines.sql.tree import DEEPEST, Group, Node, Nodes, is_symbol
from rearview.sandbox.engines.sql.words import GRAMMAR

_STEPS = (".", "::", "->", "->>")


def bracketed(part: Nodes) -> Nodes:
    """Return a part of a statement with brackets around every arrow and what it binds."""
    arrows = [place for place, node in enumerate(part) if _is_arrow(node)]
    if len(arrows) > DEEPEST:
        raise SqlError.too_deep()
    if not arrows:
        return part
    begin, end = _begin(part, arrows[0]), min(arrows[0] + 2, len(part))
    if (begin, end) == (0, len(part)):
        return part
    return bracketed((*part[:begin], Group(part[begin:end]), *part[end:]))


def _is_arrow(node: Node | None) -> bool:
    return is_symbol(node, "->") or is_symbol(node, "->>")


def _begin(part: Nodes, arrow: int) -> int:
    """Return where the value begins: a name, a call, brackets, each perhaps behind dots, casts and other arrows."""
    place = arrow - 1
    while place > 0:
        before = part[place - 1]
        if isinstance(part[place], Group) and before.name and before.word not in GRAMMAR - {"left", "right"}:
            place -= 1
        elif any(is_symbol(before, step) for step in _STEPS):
            place -= 2
        else:
            break
    return max(place, 0)
