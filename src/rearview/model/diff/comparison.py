"""Two trees compared: their nodes laid side by side, what differs, and where they first part."""

from collections.abc import Iterator
from dataclasses import dataclass

from rearview.model.diff.alignment import Pair, align
from rearview.model.diff.changes import changes
from rearview.model.diff.difference import Difference
from rearview.model.diff.items import Item, items
from rearview.model.diff.sliding import slid
from rearview.model.diff.totals import Totals, totals
from rearview.model.session import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the second of two trees does differently."""

    a: Totals
    b: Totals
    same: int
    """How many nodes are in both and don't differ."""
    differences: tuple[Difference, ...]
    """In reading order."""

    @property
    def parting(self) -> Difference | None:
        """The first difference in what was done; None where the two differ only in pace, price and wording.

        How a session ended is the last thing that happened in it, though it is told first.
        """
        diverging = [difference for difference in self.differences if difference.diverges]
        done = (one for one in diverging if one.node != "session" or one.kind != "changed")
        return next(done, diverging[0] if diverging else None)


def compare(a: Tree, b: Tree) -> Comparison:
    """Compare two trees, node by node, aligned by what the nodes are and by their order."""
    first, second = items(a), items(b)
    pairs = _pairs(first, second)
    found = [_difference(first, second, pair) for pair in pairs]
    differences = tuple(difference for difference in found if difference is not None)
    return Comparison(a=totals(a), b=totals(b), same=len(found) - len(differences), differences=differences)


def side_by_side(a: Tree, b: Tree) -> Iterator[tuple[Item | None, Item | None, Difference | None]]:
    """Yield all nodes of two trees, opposite each other where they are alike, each with what differs."""
    first, second = items(a), items(b)
    for pair in _pairs(first, second):
        here, there = pair
        yield (
            None if here is None else first[here],
            None if there is None else second[there],
            _difference(first, second, pair),
        )


def _pairs(first: list[Item], second: list[Item]) -> list[Pair]:
    numbers: dict[object, int] = {}
    keys = tuple([numbers.setdefault(item.key, len(numbers)) for item in side] for side in (first, second))
    pairs = align(keys[0], keys[1])
    return slid(pairs, (keys[0], keys[1]), lambda i, j: first[i].is_like(second[j]))


def _difference(first: list[Item], second: list[Item], pair: Pair) -> Difference | None:
    a = None if pair[0] is None else first[pair[0]]
    b = None if pair[1] is None else second[pair[1]]
    if a is None or b is None:
        only = a or b
        assert only is not None  # noqa: S101 - one of the two is always there
        return Difference(
            kind="missing" if b is None else "added",
            node=only.node,
            name=only.name,
            a=a.place if a else None,
            b=b.place if b else None,
        )
    changed = tuple(changes(a, b))
    if not changed:
        return None
    return Difference(kind="changed", node=a.node, name=b.name, a=a.place, b=b.place, changes=changed)
