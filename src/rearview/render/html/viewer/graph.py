"""A graph of a few things and the ways between them, laid out on a circle: what is drawn where.

Ways that go both directions bend apart, so that each can be seen and followed. It must not know a tag.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

WIDTH, HEIGHT = 760, 460
_ROUND, _HIGH = 190, 165
"""How far from the middle things stand, aside and above."""
_LEAST, _LARGEST = 5.0, 22.0
_THIN, _THICK = 1.0, 9.0
_WAYS = 48
"""So many ways are drawn, the most used ones."""
_BEND = 0.22
_TIP = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One thing."""

    name: str
    weight: float
    words: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A way from one thing to another."""

    origin: str
    goal: str
    weight: float
    words: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A thing where it is drawn."""

    node: Node
    x: float
    y: float
    radius: float
    label_x: float
    label_y: float
    anchor: str
    """Which end of the label stands there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way as it is drawn."""

    edge: Edge
    path: str
    width: float
    tip: str
    """The corners of the arrow's tip."""
    strength: float
    """How much it stands out, from 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A graph, ready to be drawn."""

    dots: tuple[Dot, ...]
    ways: tuple[Way, ...]
    more: int
    """How many ways aren't drawn."""


def graph(nodes: Sequence[Node], edges: Sequence[Edge]) -> Graph:
    """Return where things and the ways between them are drawn; ways of things that aren't there are left out."""
    most = max((node.weight for node in nodes), default=1)
    dots = {node.name: _dot(node, number, len(nodes), most) for number, node in enumerate(nodes)}
    held = [edge for edge in edges if edge.origin in dots and edge.goal in dots and edge.origin != edge.goal]
    ranked = sorted(held, key=lambda edge: -edge.weight)
    widest = ranked[0].weight if ranked else 1
    drawn = [_way(edge, dots[edge.origin], dots[edge.goal], edge.weight / widest) for edge in ranked[:_WAYS]]
    # The strongest last: what is drawn later lies on top.
    return Graph(dots=tuple(dots.values()), ways=tuple(reversed(drawn)), more=max(0, len(ranked) - _WAYS))


def _dot(node: Node, number: int, of: int, most: float) -> Dot:
    angle = 2 * pi * number / max(1, of) - pi / 2
    radius = max(_LEAST, _LARGEST * sqrt(node.weight / most) if most else _LEAST)
    x, y = WIDTH / 2 + _ROUND * cos(angle), HEIGHT / 2 + _HIGH * sin(angle)
    away = radius + 6
    aside = cos(angle)
    anchor = "middle" if abs(aside) < _BEND else "start" if aside > 0 else "end"
    return Dot(
        node=node,
        x=x,
        y=y,
        radius=radius,
        label_x=x if anchor == "middle" else x + (away if aside > 0 else -away),
        label_y=y + (0 if anchor != "middle" else away + 4 if sin(angle) > 0 else -away - 2),
        anchor=anchor,
    )


def _way(edge: Edge, origin: Dot, goal: Dot, part: float) -> Way:
    width = max(_THIN, _THICK * sqrt(part))
    dx, dy = goal.x - origin.x, goal.y - origin.y
    far = hypot(dx, dy)
    # To the left of where it goes: the way back bends to the other side.
    bend_x = (origin.x + goal.x) / 2 + dy * _BEND
    bend_y = (origin.y + goal.y) / 2 - dx * _BEND
    from_x, from_y = _towards(origin.x, origin.y, bend_x, bend_y, origin.radius + 1)
    tip = _TIP + width * 1.2
    to_x, to_y = _towards(goal.x, goal.y, bend_x, bend_y, goal.radius + 1)
    base_x, base_y = _towards(to_x, to_y, bend_x, bend_y, min(tip, far / 2))
    side_x, side_y = (to_y - base_y) * 0.5, (base_x - to_x) * 0.5
    corners = ((to_x, to_y), (base_x + side_x, base_y + side_y), (base_x - side_x, base_y - side_y))
    return Way(
        edge=edge,
        path=f"M{from_x:.1f} {from_y:.1f}Q{bend_x:.1f} {bend_y:.1f} {base_x:.1f} {base_y:.1f}",
        width=round(width, 1),
        tip=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners),
        strength=round(0.25 + 0.65 * sqrt(part), 2),
    )


def _towards(x: float, y: float, to_x: float, to_y: float, by: float) -> tuple[float, float]:
    """Return the point that lies some way from one to another."""
    far = hypot(to_x - x, to_y - y) or 1
    return x + (to_x - x) * by / far, y + (to_y - y) * by / far
