"""Two sessions laid side by side: their lines, of which long stretches that are alike are folded, and what differs.

Owns what is said and what is folded; how it looks is the templates' affair.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rearview.model.diff import Change, Comparison, Difference, side_by_side
from rearview.model.diff.items import Item
from rearview.model.diff.totals import totals
from rearview.model.session import Tree
from rearview.render.comparison import TEXTS, worded

_AROUND = 1
"""So many lines that are alike are shown before and after one that isn't."""
_FEWEST = 4
"""Fewer lines are not worth folding."""
_HELD = 4

Mark = Literal["same", "changed", "missing", "added"]


class Line(NamedTuple):
    """What stands side by side: a node of each, or of one of the two."""

    number: int
    a: Item | None
    b: Item | None
    difference: Difference | None

    @property
    def mark(self) -> Mark:
        """How the two stand to each other."""
        return self.difference.kind if self.difference else "same"

    @property
    def words(self) -> list[str]:
        """What differs and is said in a word or two."""
        return [worded(change) for change in self._changes if change.what not in TEXTS]

    @property
    def texts(self) -> list[Change]:
        """What differs and is shown."""
        return [change for change in self._changes if change.what in TEXTS]

    @property
    def _changes(self) -> Sequence[Change]:
        return self.difference.changes if self.difference else ()


class Stretch(NamedTuple):
    """Lines that follow each other: shown, or folded since they are alike."""

    start: int
    stop: int
    folded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Two sessions side by side."""

    lines: Sequence[Line]
    compared: Comparison
    stretches: Sequence[Stretch]

    @classmethod
    def of(cls, a: Tree, b: Tree) -> "Beside":
        """Lay two trees side by side."""
        lines = [
            Line(number, here, there, found) for number, (here, there, found) in enumerate(side_by_side(a, b))
        ]
        differences = tuple(line.difference for line in lines if line.difference)
        compared = Comparison(
            a=totals(a), b=totals(b), same=len(lines) - len(differences), differences=differences
        )
        return cls(lines=lines, compared=compared, stretches=list(_stretches(lines)))


class Table:
    """The comparisons that were looked at last."""

    def __init__(self) -> None:
        self._held: OrderedDict[object, Beside] = OrderedDict()
        self._lock = threading.Lock()

    def laid(self, key: object, make: Callable[[], Beside]) -> Beside:
        """Return a comparison, made if it isn't held; only one is made at a time, since that is work."""
        with self._lock:
            if key not in self._held:
                self._held[key] = make()
            self._held.move_to_end(key)
            while len(self._held) > _HELD:
                self._held.popitem(last=False)
            return self._held[key]


def _stretches(lines: Sequence[Line]) -> Iterator[Stretch]:
    """Yield all lines in order, in stretches."""
    shown = _shown(lines)
    start = 0
    while start < len(lines):
        stop = start
        while stop < len(lines) and (stop in shown) == (start in shown):
            stop += 1
        yield Stretch(start, stop, start not in shown and stop - start >= _FEWEST)
        start = stop


def _shown(lines: Sequence[Line]) -> Mapping[int, None]:
    """Return the lines that differ, those around them, and the beginnings of the sessions and turns that they are in."""
    shown: dict[int, None] = {}
    heads: dict[str, int] = {}
    for line in lines:
        held = line.a or line.b
        node = held.node if held else "step"
        if node == "session":
            heads.pop("turn", None)
        if node != "step":
            heads[node] = line.number
        if line.difference:
            shown.update(dict.fromkeys(heads.values()))
            around = range(max(0, line.number - _AROUND), min(len(lines), line.number + _AROUND + 1))
            shown.update(dict.fromkeys(around))
    return shown
