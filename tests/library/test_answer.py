"""Answers and lakes as code and notebooks see them."""

import re
from html import unescape

import polars as pl
import pytest

import rearview
from rearview.library.answer import Answer
from rearview.library.lake import open_lakes
from tests.lakes import kept_lake, kept_snapshots, older_folder


def _cells(html: str) -> list[str]:
    return [
        unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", html, re.DOTALL)
    ]


def test_an_answer_is_a_frame() -> None:
    """What is asked is a Polars DataFrame, and holds plain numbers."""
    answer = rearview.open(kept_lake()).ask("topics")
    assert isinstance(answer, pl.DataFrame)
    assert answer["turns"].dtype == pl.Int64
    assert isinstance(answer.filter(pl.col("turns") > 5), pl.DataFrame)


def test_numbers_read_as_what_they_are() -> None:
    """In a notebook moments, durations, money and shares read as such, and the unknown is a dash."""
    answer = Answer(
        {
            "name": ["a", None],
            "share": [0.25, None],
            "mean_ms": [1_500.0, 12.0],
            "first_ms": [1_769_908_421_648, 10**18],
            "cost_usd": [0.5, None],
            "calls": [1_234, 0],
            "rest": [0.125, 2.0],
            "flagged": [True, False],
        }
    )
    cells = _cells(answer._repr_html_())
    assert cells[:8] == ["a", "25.0%", "1.5 s", "2026-02-01 01:13", "$0.5000", "1,234", "0.12", "True"]
    assert cells[8:11] == ["—", "—", "12 ms"]
    assert cells[11] == "1,000,000,000,000,000,000 ms"


def test_the_display_is_safe_and_short() -> None:
    """No recorded text becomes markup, long texts are cut, and of many rows the first are shown."""
    answer = Answer({"name": ["<script>alert(1)</script>" + "x" * 400] * 60})
    html = answer._repr_html_()
    assert "<script" not in html
    assert "20 more rows" in html
    assert max(map(len, _cells(html))) <= 201


def test_a_lake_says_what_it_holds() -> None:
    """A lake is shown by where it is, what is asked about and how much it holds."""
    lake = rearview.open(kept_lake())
    html = lake._repr_html_()
    assert "121 rows" in _cells(html)
    assert "up to 1,179 rows" in _cells(html)
    part = lake.period(0, 86_400_000).of_agents("Support<b>")
    html = part._repr_html_()
    assert "from 1970-01-01 00:00 until 1970-01-02 00:00 UTC" in _cells(html)
    assert "Support&lt;b&gt;" in html
    assert "from the beginning until" in lake.period(None, 1)._repr_html_()
    assert "until the end" in lake.period(1, None)._repr_html_()


def test_a_lake_of_some_agents() -> None:
    """The rows of other agents' sessions are in no table."""
    lake = rearview.open(kept_lake()).of_agents("Concierge_Agent")
    sessions = lake.sessions.collect()
    assert set(sessions["agent"]) == {"Concierge_Agent"}
    assert set(lake.steps.collect()["session_id"]) <= set(sessions["session_id"])
    few = rearview.open(kept_lake()).of_sessions(sessions["session_id"][:2])
    assert set(few.turns.collect()["session_id"]) <= set(sessions["session_id"][:2])
    assert few.sessions.collect().height == 2


def test_several_lakes_as_one() -> None:
    """Lakes of several sources answer as one, and a session is found in whichever has it."""
    both = open_lakes([kept_lake(), kept_snapshots()])
    assert both.ask("volume", by=()).row(0, named=True)["sessions"] == 124
    assert both.frame("steps").collect().shape[0] == 1_179 + 16
    assert both.session("7d1e").root.agent == "researcher"
    assert both.session("20a762c0a4ae").root.agent == "Product_FAQ_Agent"
    mixed = open_lakes([kept_lake(), older_folder()])
    assert mixed.ask("volume", by=()).row(0, named=True)["sessions"] == 242
    with pytest.raises(rearview.RearviewError, match="holds no session"):
        both.session("nowhere")
