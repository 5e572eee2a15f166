"""Charts of the viewer: what stands where, and that nothing in them is markup but their own."""

import re

import pytest

from rearview.render.html.viewer import environment
from rearview.render.html.viewer.charts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    TOP,
    WIDTH,
    Chart,
    Point,
    columns,
    lines,
    share,
)
from rearview.render.html.viewer.instant import instant

FLOOR = HEIGHT - BOTTOM


def points(*values: tuple[float | None, ...]) -> list[Point]:
    """Return points with such values."""
    return [
        Point(label=f"day {n}", values=held, href=f"/sessions?since={n}") for n, held in enumerate(values)
    ]


def drawn(chart: Chart) -> str:
    """Return a chart as it is drawn."""
    template = environment().from_string('{% import "charts.html" as charts %}{{ charts.chart(of) }}')
    return template.render(of=chart)


def test_columns_stand_on_each_other() -> None:
    """Each column begins where the one below ends, is as high as its value, and stays within the chart."""
    chart = columns("Sessions", ("completed", "failed"), points((3, 1), (0, 2), (None, None), (8, 0)), str)
    first, second = (piece for piece in chart.pieces if piece.words.startswith("day 0"))
    assert first.y + first.height == FLOOR
    assert second.y + second.height == pytest.approx(first.y)
    assert first.height == pytest.approx(3 * second.height)
    assert [piece.words for piece in chart.pieces][-1] == "day 3: 8 completed"
    for piece in chart.pieces:
        assert LEFT <= piece.x < piece.x + piece.width <= WIDTH
        assert TOP <= piece.y <= piece.y + piece.height <= FLOOR + 1e-6


def test_lines_break_where_nothing_is_known() -> None:
    """An unknown value is neither nought nor a guess: the line ends, and begins anew."""
    chart = lines("Cost", ("cost",), points((1,), (2,), (None,), (4,)), lambda value: f"${value:g}")
    assert re.sub(r"[\d. ]", "", chart.paths[0]) == "MLM"
    assert [piece.words for piece in chart.pieces] == ["day 0: $1 cost", "day 1: $2 cost", "day 3: $4 cost"]


@pytest.mark.parametrize(
    ("most", "highest"), [(0, "1"), (1, "1"), (7, "8"), (99, "100"), (0.03, "0.03"), (1e9, "1e+09")]
)
def test_axes_name_round_values(most: float, highest: str) -> None:
    """The axis goes from nought to a round number that nothing is above."""
    chart = columns("n", ("",), points((most,)), lambda value: f"{value:g}")
    assert (chart.rows[0].words, chart.rows[-1].words) == ("0", highest)
    assert 3 <= len(chart.rows) <= 6


def test_few_labels_stand_below() -> None:
    """A year of days has labels that leave each other room."""
    assert len(columns("n", ("",), points(*[(1,)] * 365), str).columns) <= 8


def test_every_piece_leads_to_its_sessions() -> None:
    """Each column is a link with words of its own, and all numbers stand in a table."""
    page = drawn(columns("Sessions", ("completed", "failed"), points((3, 1), (0, 2)), str))
    assert page.count('<a href="/sessions?since=0" aria-label="day 0: 3 completed">') == 1
    assert page.count("<rect") == 3
    assert "series-failed" in page
    assert page.count('<th scope="row">') == 2


def test_nothing_is_said_as_such() -> None:
    """A period in which nothing is known has no axis, but a sentence."""
    assert "Nothing is known for this period." in drawn(lines("Cost", ("cost",), points((None,)), str))


def test_names_of_strangers_are_text() -> None:
    """Labels and series can be anything: they are neither markup nor classes."""
    evil = '"><script>alert(1)</script>'
    chart = columns(evil, (evil, "x"), [Point(label=evil, values=(1, 2), href=f"/?{evil}")], str)
    page = drawn(chart)
    assert "<script" not in page
    assert set(re.findall(r'class="series-0 ?([^"]*)"', page)) == {""}


def test_shares_are_of_a_whole() -> None:
    """Of nothing, nothing is a share."""
    assert [share(1, 4), share(None, 4), share(3, 0)] == [25, 0, 0]


def test_moments_that_no_calendar_reaches_are_no_instants() -> None:
    """A recorder's nonsense is no time that a page could name."""
    assert [instant(0), instant(10**18)] == ["1970-01-01T00:00:00.000Z", ""]
