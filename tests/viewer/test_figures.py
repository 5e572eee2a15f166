"""How differences and periods read, and where the things of a graph are drawn."""

from datetime import date
from itertools import pairwise

import pytest

from rearview.render.amount import share, short
from rearview.render.html.viewer.charts import trend
from rearview.render.html.viewer.graph import Edge, Node, graph
from rearview.viewer.numbers.figures import Difference, Figure, difference
from rearview.viewer.numbers.period import Period, span, usual

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("now", "before", "kind", "told"),
    [
        (110, 100, "number", Difference(words="10 %", up=True, good=False)),
        (90, 100, "number", Difference(words="10 %", up=False, good=True)),
        (300, 100, "number", Difference(words="3.0-fold", up=True, good=False)),
        (0.12, 0.1, "share", Difference(words="2.0 points", up=True, good=False)),
        (5, 0, "number", Difference(words="5", up=True, good=False)),
        (100, 100, "number", Difference(words="as before", up=None)),
        (None, 100, "number", None),
        (100, None, "number", None),
    ],
)
def test_a_difference_is_told(
    now: float | None, before: float | None, kind: str, told: Difference | None
) -> None:
    """More or less, by how much, and whether that is good; nothing, where one side isn't known."""
    assert difference(now, before, kind, more_is_good=False) == told  # type: ignore[arg-type]


def test_what_can_be_chance_is_neither_good_nor_bad() -> None:
    """A difference that chance may bring has its arrow and no judgement."""
    found = difference(0.2, 0.1, "share", more_is_good=False, beyond_chance=False)
    assert found == Difference(words="10.0 points", up=True, good=None, beyond_chance=False)


def test_no_data_is_said() -> None:
    """What nobody knows reads as that, and a zero as a zero."""
    assert Figure(title="Cost", value=None, kind="money").words == "no data"
    assert Figure(title="Cost", value=0.0, kind="money").words == "$0.00"


def test_amounts_fit_a_table() -> None:
    """Parts of a whole are finer near to none and to all; large counts are short."""
    assert [share(part) for part in (0, 0.004, 0.5, 0.996, 1)] == ["0 %", "0.4 %", "50 %", "99.6 %", "100 %"]
    assert [short(n) for n in (0, 8412, 640_000, 1_290_000, 3.2e9)] == [
        "0",
        "8,412",
        "640 k",
        "1.29 m",
        "3.20 bn",
    ]


@pytest.mark.parametrize(
    ("days", "shown"), [(1, 1), (2, 1), (3, 1), (10, 5), (14, 7), (27, 7), (60, 30), (400, 90)]
)
def test_the_usual_period_has_one_before_it(days: int, shown: int) -> None:
    """Of all days the newest are shown, so many that as many lie before; of a single day, that."""
    whole = Period(since=DAY, until=date.fromordinal(DAY.toordinal() + days - 1))
    found = usual(whole)
    assert (found.days, found.until) == (shown, whole.until)
    assert found.before is not None
    assert days == 1 or found.before.since >= whole.since


@pytest.mark.parametrize("days", [1, 5, 62, 63, 434, 435, 5_000])
def test_pieces_fill_a_period(days: int) -> None:
    """They follow each other without a gap, end with the last day, and are few enough to be told apart."""
    period = Period(since=DAY, until=date.fromordinal(DAY.toordinal() + days - 1))
    pieces = period.pieces
    assert (pieces[0].since, pieces[-1].until) == (period.since, period.until)
    assert all(
        later.since.toordinal() == earlier.until.toordinal() + 1 for earlier, later in pairwise(pieces)
    )
    assert len(pieces) <= 62


def test_days_read_as_people_say_them() -> None:
    """A day, days of a month, of two, of two years; and before the first day of all there is none."""
    assert span(DAY, DAY) == "2 Mar 2026"
    assert span(DAY, date(2026, 3, 9)) == "2 to 9 Mar 2026"
    assert span(DAY, date(2026, 4, 1)) == "2 Mar to 1 Apr 2026"
    assert span(date(2025, 12, 30), DAY) == "30 Dec 2025 to 2 Mar 2026"
    assert Period(since=date(1, 1, 1), until=date(1, 1, 2)).before is None


def test_a_graph_leaves_out_what_leads_nowhere() -> None:
    """Ways to themselves and to what isn't shown aren't drawn; of too many, the most used are."""
    nodes = [Node(name=name, weight=weight, words=name) for name, weight in (("a", 9), ("b", 1), ("c", 0))]
    ways = [("a", "b", 3), ("b", "a", 1), ("a", "a", 9), ("a", "gone", 9)]
    found = graph(nodes, [Edge(origin=a, goal=b, weight=n, words="") for a, b, n in ways])
    assert [(way.edge.origin, way.edge.goal) for way in found.ways] == [("b", "a"), ("a", "b")]
    assert found.ways[0].path != found.ways[1].path
    assert found.dots[0].radius > found.dots[1].radius
    many = graph(nodes, [Edge(origin="a", goal="b", weight=n, words="") for n in range(1, 60)])
    assert (len(many.ways), many.more) == (48, 11)
    assert graph([], []).dots == ()


def test_a_line_beside_a_number_is_broken_where_nothing_is_known() -> None:
    """It begins anew behind a gap, and is flat where all values are the same."""
    assert trend([1, 3, None, 2]) == "M0.0 22.0L33.3 2.0M100.0 12.0"
    assert trend([5, 5]) == "M0.0 12.0L100.0 12.0"
    assert trend([]) == ""
