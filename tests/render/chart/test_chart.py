"""Answers as charts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rearview.analyses import ANALYSES, load_analysis
from rearview.analyses.analysis import Column
from rearview.errors import ArgumentError
from rearview.library import open_lake
from rearview.render import chart
from rearview.render.chart.shapes import MOST
from tests.lakes import kept_lake

HEADS = (Column(name="name", type="text", meaning=""), Column(name="calls", type="int", meaning=""))


def _spec(name: str, **said: Any) -> dict[str, Any]:
    question = load_analysis(name)
    rows = open_lake(kept_lake()).ask(name, **said).rows(named=True)
    return chart.spec(name, question.question, question.heads(**said), rows)


def _marks(said: dict[str, Any]) -> list[str]:
    layers = said.get("layer", [said])
    return [layer["mark"]["type"] if isinstance(layer["mark"], dict) else layer["mark"] for layer in layers]


def _data(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for rows in said.get("datasets", {}).values() for row in rows] or said["data"]["values"]


@pytest.mark.parametrize("name", [name for name in ANALYSES if name != "facts"])
def test_every_answer_can_be_drawn(name: str) -> None:
    """Whatever is asked, its answer makes a chart, also without a row."""
    question = load_analysis(name)
    assert _spec(name)["title"]["text"] == question.question
    chart.drawn(chart.spec(name, question.question, question.heads(), []), title="", kind=".svg")


@pytest.mark.parametrize(
    ("name", "said", "marks"),
    [
        ("topics", {}, ["bar"]),
        ("volume", {"by": "day"}, ["line"]),
        ("volume", {"by": "hour"}, ["bar"]),
        ("transitions", {}, ["rect"]),
        (
            "change",
            {"before": "agent=Customer_Support_Agent", "after": "agent=Order_Tracking_Agent"},
            ["rule", "point"],
        ),
        ("lengths", {}, ["bar"]),
    ],
)
def test_the_shape_follows_from_the_columns(name: str, said: dict[str, Any], marks: list[str]) -> None:
    """Days are a line, pairs a map, differences dots with intervals, all else bars."""
    assert _marks(_spec(name, **said)) == marks


def test_the_numbers_are_those_of_the_answer() -> None:
    """A bar is as long as its number; hours stand in their order, and what has no time isn't drawn."""
    rows = open_lake(kept_lake()).ask("topics").rows(named=True)
    drawn = {row["of"]: row["value"] for row in _data(_spec("topics"))}
    assert drawn == {row["topic"] or "(not recorded)": row["turns"] for row in rows}
    hours = _spec("volume", by="hour")
    assert hours["encoding"]["x"]["sort"][:2] == ["00:00", "01:00"]
    assert sum(row["value"] for row in _data(hours)) == 120


def test_many_bars_are_cut() -> None:
    """No more bars are drawn than can be told apart, and the title says so."""
    rows = [{"name": f"n{number}", "calls": number} for number in range(MOST + 9)]
    said = chart.spec("tools", "Which?", HEADS, rows)
    assert len(_data(said)) == MOST
    assert said["title"]["subtitle"] == "The first 30 of 39"


def test_strangers_texts_stay_texts() -> None:
    """No recorded text becomes a page's code or a picture's markup, nor makes a label without end."""
    nasty = "</script><script>alert(1)</script><!--"
    said = chart.spec("tools", f"Which{nasty}", HEADS, [{"name": f"{nasty}\x1b{'x' * 500}", "calls": 1}])
    page = chart.drawn(said, title=nasty, kind=".html").decode()
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 2
    assert json.loads(re.search(r"vegaEmbed\('#chart', (.*)\);", scripts[1], re.DOTALL)[1]) == said  # type: ignore[index]
    assert "alert(1)</script>" not in page
    assert "<script" not in chart.drawn(said, title=nasty, kind=".svg").decode()
    (row,) = _data(said)
    assert len(row["of"]) <= 61
    assert "\x1b" not in row["of"]


def test_other_files_are_refused() -> None:
    """A chart can be drawn into three kinds of files."""
    for name in ("a.svg", "a.PNG", "a.html"):
        chart.refuse_unknown(Path(name))
    with pytest.raises(ArgumentError, match=r"No chart can be drawn into a\.pdf"):
        chart.refuse_unknown(Path("a.pdf"))
