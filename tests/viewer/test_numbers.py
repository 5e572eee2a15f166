"""The pages of numbers: what they say is what `ask` says, and every number leads to just the sessions behind it."""

import re
from html import unescape
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import polars as pl
import pytest

from rearview.analyses.flags import FLAGS
from rearview.analyses.measures import NAMES
from rearview.errors import ArgumentError
from rearview.render.html.viewer import render
from rearview.viewer.numbers import failures, health, money, overview, quality, sums, tools, topics
from rearview.viewer.numbers.asked import Asked, Source
from rearview.viewer.numbers.bar import bar
from rearview.viewer.numbers.changes import told
from rearview.viewer.numbers.period import DAY_MS
from rearview.viewer.numbers.said import Said
from rearview.viewer.registry import NUMBERS, PAGES
from rearview.viewer.sessions.filters import Filters
from rearview.viewer.sessions.listing import Listing
from tests.viewer.conftest import Client, Viewing
from tests.viewer.hostile import ID

PATHS = [page.path for page in PAGES if page.module == NUMBERS]
ALL = "place=lake&since=1970-01-01"


def asked(viewer: Client, query: str = ALL, *, linked: bool = True) -> Asked:
    """Return what a query asks of what a viewer shows."""
    every = [
        Source(slug=place.slug, lake=place.lake, facts=place.facts, version=place.version)
        for place in viewer.places.all
        if place.lake is not None and place.facts is not None
    ]
    return Asked.of(every, Filters.of(parse_qsl(query, keep_blank_values=True)), linked=linked)


def listed(viewer: Client, href: str | None) -> int:
    """Return how many sessions there are where a number leads."""
    assert href is not None
    address = urlsplit(href)
    assert address.path == "/sessions"
    return Listing.of(viewer.places, parse_qsl(address.query, keep_blank_values=True)).page.total


@pytest.mark.parametrize("path", PATHS)
def test_strangers_text_is_text(viewer: Client, path: str) -> None:
    """Every page of numbers over sessions that mean harm holds their names as text, and no script but its own."""
    answer = viewer.get(f"{path}?place=runs&place=lake")
    assert answer.status == 200, answer.text
    page = answer.text
    assert page.count("<script") == 2
    assert "<img" not in page
    assert "{{" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("path", PATHS)
def test_every_way_out_of_a_page_leads_somewhere(viewer: Client, path: str) -> None:
    """Of all links that choose sessions by the same filters one is followed: none is refused, none finds nothing."""
    page = viewer.get(f"{path}?{ALL}").text
    links = [unescape(link) for link in re.findall(r'href="(/sessions?[^"]*)"', page)]
    kinds = {tuple(name for name, _ in parse_qsl(urlsplit(link).query)): link for link in links}
    assert kinds
    for link in kinds.values():
        address = urlsplit(link)
        if address.path.startswith("/session/"):
            assert viewer.get(address.path).status == 200
        elif "trouble" not in link and "outcome" not in link:
            assert listed(viewer, link) > 0, link


def test_sums_are_what_ask_says(viewer: Client) -> None:
    """Outcomes, verdicts, tokens and costs are those of the questions of these names; percentiles to within 1 %."""
    of = asked(viewer)
    total = sums.total(of)
    (outcomes,) = of.ask("outcomes", by=())
    (durations,) = of.ask("durations", of="sessions")
    (costs,) = of.ask("costs", by=("kind",))
    judged = {row["measure"]: row for row in of.ask("quality")}
    for name in (*sums.OUTCOMES, "sessions", "completion_rate"):
        assert total[name] == outcomes[name], name
    for name in ("p50_ms", "p95_ms"):
        assert total[name] == pytest.approx(durations[name], rel=0.011)
    assert (total["tokens_in"], total["tokens_out"]) == (costs["tokens_in"], costs["tokens_out"])
    assert (total["cost_usd"], total["costs_unknown"]) == (costs["cost_usd"], costs["costs_unknown"])
    for flag in FLAGS:
        row = judged[flag.measure]
        told = (total[f"{flag.name}_judged"], total[f"{flag.name}_flagged"] or None)
        assert told == (row["judged"], row["flagged"] or None), flag.name


def test_every_measure_that_can_change_leads_somewhere(viewer: Client) -> None:
    """Whatever has changed by more than chance, the sessions that it is about are a filter or an order away."""
    of = asked(viewer)
    rows = {name: {"beyond_chance": True, "difference": 1, "before": 0, "after": 1} for name in NAMES}
    found = [*told(of, rows)]
    assert len(found) == len(NAMES)
    for change in found:
        assert change.href is not None
        assert viewer.get(change.href).status == 200


@pytest.mark.parametrize("column", ["agent", "agent_version", "channel", "topic"])
def test_groups_lead_to_their_sessions(viewer: Client, column: str) -> None:
    """Each group of the overview says as many sessions as there are where it leads, and as `ask` counts."""
    of = asked(viewer)
    told = next(one for one in overview.gather(of).breakdowns if one.title == overview.COLUMNS[column])
    counted = {row[column]: row["sessions"] for row in of.ask("outcomes", by=(column,))}
    if column == "topic":
        counted = {row["topic"]: row["sessions"] for row in of.ask("topics")}
    assert told.groups
    for group in told.groups:
        assert group.sums["sessions"] == listed(viewer, group.href)
        assert group.sums["sessions"] in counted.values()
        assert group.sums["erring"] == listed(viewer, group.hrefs["error_rate"])
        assert group.sums["flagged"] == listed(viewer, group.hrefs["flagged"])


def test_columns_over_time_lead_to_their_sessions(viewer: Client) -> None:
    """Each piece of the chart of outcomes leads to as many sessions as it is high."""
    chart = overview.gather(asked(viewer)).charts[0]
    found = [(piece.words, piece.href) for piece in chart.pieces]
    assert found
    for words, href in found[:: max(1, len(found) // 12)]:
        assert int(re.findall(r": ([\d,]+) ", words)[0].replace(",", "")) == listed(viewer, href)


def test_failures_are_what_ask_says_and_lead_to_their_steps(viewer: Client) -> None:
    """Failures are counted as `errors` counts them; each leads to its sessions, and its newest steps to themselves."""
    of = asked(viewer)
    told = failures.gather(of)
    rows = of.ask("errors")
    assert [(one.errors, one.sessions, one.last_ms) for one in told.failures] == [
        (row["errors"], row["sessions"], row["last_ms"]) for row in rows
    ]
    for one in told.failures:
        assert listed(viewer, one.href) == one.sessions
        assert sum(one.pieces) == one.errors
        newest = one.examples[0]
        assert newest.at_ms == one.last_ms
        assert newest.href is not None
        assert re.fullmatch(r"/session/lake/[^/#]+#step=.+", newest.href)


def test_topics_tools_and_verdicts_lead_to_their_sessions(viewer: Client) -> None:
    """A way, a call, a verdict and a model lead to the sessions that show them, as they are counted."""
    of = asked(viewer)
    for topic in topics.gather(of).topics:
        assert listed(viewer, topic.href) == topic.sums["sessions"]
    for verdict in quality.gather(of).verdicts[:12]:
        assert listed(viewer, verdict.href) == verdict.row["sessions"]
    failing = [tool for tool in tools.gather(of).tools if tool.row["failures"]]
    assert failing
    for tool in failing:
        assert 0 < listed(viewer, tool.failed_href) <= min(tool.row["failures"], listed(viewer, tool.href))


def test_ways_are_drawn_and_listed(viewer: Client) -> None:
    """Every way between two topics that are shown is drawn once; none goes nowhere or to itself."""
    told = topics.gather(asked(viewer))
    shown = {dot.node.name for dot in told.graph.dots}
    drawn = {(way.edge.origin, way.edge.goal) for way in told.graph.ways}
    assert drawn == {
        (one.origin, one.goal)
        for one in told.routes
        if one.origin != one.goal and {one.origin, one.goal} <= shown
    }
    assert all(0 < dot.x < 760 and 0 < dot.y < 460 for dot in told.graph.dots)


def test_money_adds_up(viewer: Client) -> None:
    """By model and by agent it is the same sum, and a cost that nobody knows is unknown and no zero."""
    of = asked(viewer)
    told = money.gather(of)
    for name in ("calls", "tokens_in", "tokens_out", "costs_unknown"):
        assert sum(one.row[name] or 0 for one in told.models) == sum(
            one.row[name] or 0 for one in told.agents
        )
    (cost,) = (one for one in told.figures if one.title == "Cost")
    assert (cost.value, cost.words) == (None, "no data")
    assert not told.is_priced
    asking = {(row["provider"], row["model"]): row for row in of.ask("costs")}
    for one in told.models:
        if (one.provider, one.model) in asking:
            row = asking[one.provider, one.model]
            assert (
                one.row["estimated_usd"] == pytest.approx(row["estimated_usd"])
                or row["estimated_usd"] is None
            )


def test_a_lake_says_how_it_stands(viewer: Client) -> None:
    """The health of the data is what `health` and `reach` say, and which lake settles."""
    of = asked(viewer, "place=lake")
    told = health.gather(of)
    assert {one.row["gap"] for one in told.gaps} <= {row["gap"] for row in of.ask("health")}
    assert told.newest_ms == max(row["last_ms"] for row in told.reach if row["last_ms"])
    assert [one.settles for one in told.held] == [True]
    assert not next(health.stands(asked(viewer, "place=runs").sources)).settles
    for gap in told.gaps:
        of_sessions = gap.row["gap"].startswith("sessions_")
        assert 0 < listed(viewer, gap.href) <= gap.row["missing"], gap
        assert not of_sessions or listed(viewer, gap.href) == gap.row["missing"], gap
    with pytest.raises(ArgumentError, match="no gap named hole"):
        listed(viewer, "/sessions?gap=hole")


def spread(viewer: Client, query: str = "place=lake") -> Asked:
    """Return what is asked of the lake's sessions as if every other had begun two days earlier."""
    (source, *_) = asked(viewer).sources
    odd = pl.int_range(pl.len()) % 2
    facts = source.facts.with_columns(started_ms=pl.col("started_ms") - 2 * DAY_MS * odd)
    moved = Source(slug="lake", lake=source.lake, facts=facts, version=source.version)
    return Asked.of([moved], Filters.of(parse_qsl(query)))


def test_a_period_is_compared_with_the_one_before(viewer: Client) -> None:
    """What is shown by itself has days before it; the first days have none, and that is said."""
    usual = spread(viewer, "place=lake&since=2026-01-31")
    assert usual.period is not None
    assert usual.before is not None
    assert usual.before.period is not None
    assert usual.before.period.days == usual.period.days
    told = overview.gather(usual)
    assert told.figures[0].difference is not None
    assert told.changes is not None
    assert f"compared with {usual.before.facts.height:,} of" in bar(usual).compared
    first = asked(viewer, ALL)
    assert (first.before, overview.gather(first).changes) == (None, None)
    assert "no sessions before" in bar(first).compared


def test_periods_at_hand_are_those_that_fit(viewer: Client) -> None:
    """The last day, and all there is, each leading to this page with that period; the one that is shown is marked."""
    told = bar(spread(viewer))
    assert [words for words, _, _ in told.periods] == ["Last day", "All"]
    assert [current for _, _, current in told.periods] == [True, False]
    assert all(dict(parse_qsl(query))["since"] for _, query, _ in told.periods)


def test_what_nobody_is_like_is_said(viewer: Client) -> None:
    """A choice that leaves no session says so on every page, and shows no number."""
    for path in PATHS:
        page = viewer.get(f"{path}?agent=nobody").text
        assert "No session is like that." in page
        assert 'class="figure"' not in page


def test_a_page_waits_until_there_is_something_to_show(viewing: Viewing, tmp_path: Path) -> None:
    """While nothing is read yet a page of numbers says so, or shows that there is none; it fails in neither case."""
    (tmp_path / "none").mkdir()
    with viewing(tmp_path / "none", ready=False) as client:
        early = client.get("/quality")
        assert early.status == 200
        client.ready()
        assert "No session is like that." in client.get("/quality").text


def test_filters_go_along(viewer: Client) -> None:
    """What is chosen stands in the bar, as chips, and in the links to all other pages that can use it."""
    page = unescape(viewer.get("/tools?place=lake&agent=a&agent=b&topic=&call=tool+/+x+/+y&sort=-cost").text)
    assert 'href="/failures?place=lake&agent=a&agent=b&topic="' in page
    assert '<option value="">2 chosen</option>' in page
    assert page.count('<input type="hidden" name="agent"') == 2
    assert "<b>tool / x / y</b>" in page
    assert re.search(r'href="/sql"', page)


def test_nothing_leads_anywhere_without_a_server(viewer: Client) -> None:
    """What is read without a server has the same numbers and not one link."""
    of = asked(viewer, linked=False)
    for name in ("overview", "failures", "topics", "tools", "money", "quality", "health"):
        told = import_module(f"rearview.viewer.numbers.{name}").gather(of)
        body = render(f"{name}_body.html", asked=of, told=told, here="")
        assert "href=" not in body, name


def test_what_was_said_is_kept() -> None:
    """The same is found once; after many others, again."""
    said, found = Said(), []

    def find() -> str:
        found.append(1)
        return "it"

    assert [said.of("a", find), said.of("a", find)] == ["it", "it"]
    assert len(found) == 1
    for number in range(64):
        said.of(number, find)
    said.of("a", find)
    assert len(found) == 66


def test_sessions_of_several_places_are_asked_together(viewer: Client) -> None:
    """Lakes and folders of snapshots are one, and each session leads to where it lies."""
    of = asked(viewer, "")
    both = asked(viewer, "since=1970-01-01")
    assert both.facts["place"].n_unique() == len(viewer.places.all)
    assert sum(row["sessions"] for row in both.ask("volume")) == both.facts.height
    assert both.session({"session_id": ID}) == f"/session/runs/{ID}"
    assert of.whole == both.whole
