"""Two trees side by side, step by step: what the second has that the first hasn't, and what went differently in it."""

from rearview.model.diff.alignment import align
from rearview.model.diff.comparison import Comparison, compare, side_by_side
from rearview.model.diff.difference import Change, Difference, Place
from rearview.model.diff.totals import Totals

__all__ = [
    "Change",
    "Comparison",
    "Difference",
    "Place",
    "Totals",
    "align",
    "compare",
    "side_by_side",
]
