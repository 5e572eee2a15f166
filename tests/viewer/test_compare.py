"""The page of comparisons: two sessions line by line, two cohorts measure by measure, and what there is to choose from."""

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import polars as pl
import pytest

from rearview.model.diff import compare
from rearview.viewer.compare.beside import Beside
from rearview.viewer.compare.cohorts import offered
from tests.conftest import EXAMPLE
from tests.viewer.conftest import Client
from tests.viewer.hostile import ID

ONE = EXAMPLE.name.removesuffix(".json.gz")


def address(path: str, **asked: str) -> str:
    """Return an address with parameters."""
    return f"{path}?{urlencode(asked)}"


def pair_of(viewer: Client) -> tuple[str, str]:
    """Return two sessions of one agent, as addresses name them."""
    facts = viewer.places.named("lake").facts
    assert facts is not None
    agent = facts["agent"].drop_nulls().mode().sort()[0]
    ids = facts.filter(facts["agent"] == agent).sort("steps", descending=True)["session_id"].head(2)
    return f"lake/{ids[0]}", f"lake/{ids[1]}"


def test_every_line_stands_once(viewer: Client) -> None:
    """All nodes of both sessions stand side by side in their order, and what differs is what `compare` finds."""
    place, (a, b) = viewer.places.named("lake"), pair_of(viewer)
    first, second = (place.tree(named.partition("/")[2]) for named in (a, b))
    beside = Beside.of(first, second)
    for side, held in (("a", first), ("b", second)):
        steps = [item.step for line in beside.lines if (item := getattr(line, side)) and item.step]
        assert steps == list(held.steps())
    assert beside.compared == compare(first, second)
    numbers = [number for one in beside.stretches for number in range(one.start, one.stop)]
    assert numbers == list(range(len(beside.lines)))
    folded = {number for one in beside.stretches if one.folded for number in range(one.start, one.stop)}
    assert not any(beside.lines[number].difference for number in folded)


def test_two_sessions_side_by_side(viewer: Client) -> None:
    """What both amount to, where they part, and each difference, with links to the steps in both sessions."""
    a, b = pair_of(viewer)
    assert viewer.get(address("/compare", a=a, b=b)).status == 200
    head = viewer.get(address("/compare/-/head", a=a, b=b))
    shown = re.findall(r'class="line (changed|missing|added) ', head.text)
    (said,) = re.findall(r'data-differences="(\d+)"', head.text)
    assert (len(shown), len(shown) > 0) == (int(said), True)
    assert "The two part at" in head.text
    for link in set(re.findall(r'href="(/session/lake/[^"#]+)#step=', head.text)):
        assert viewer.get(link).status == 200
        assert link.endswith((a.partition("/")[2], b.partition("/")[2]))


def test_a_session_and_itself(viewer: Client) -> None:
    """Nothing differs, so all of it is folded; what is folded comes when it is asked for."""
    head = viewer.get(address("/compare/-/head", a=ONE, b=f"runs/{ONE}")).text
    assert "The two don&#39;t differ" in head
    (start, stop) = re.findall(r'data-start="(\d+)" data-stop="(\d+)"', head)[0]
    lines = viewer.get(address("/compare/-/lines", a=ONE, b=f"runs/{ONE}", start=start, stop=stop)).text
    assert lines.count('class="line same') == int(stop) - int(start)
    rest = viewer.get(address("/compare/-/lines", a=ONE, b=f"runs/{ONE}", start=stop))
    assert (rest.status, rest.text.strip()) == (200, "")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (address("/compare/-/head", a="lake/nobody", b="lake/none"), 404),
        (address("/compare/-/head", a="nowhere/x", b="lake/none"), 404),
        (address("/compare", a="nowhere/x", b="lake/none"), 404),
        (address("/compare/-/lines", a=ONE, b=ONE, start="x"), 400),
        (address("/compare/-/lines", a=ONE, b=ONE, start="9999999"), 400),
        (address("/compare", place="lake", before="shoe=9", after="last=7d"), 400),
        (address("/compare", place="lake", before="last=7d"), 400),
    ],
)
def test_what_makes_no_sense_is_refused(viewer: Client, path: str, status: int) -> None:
    """Sessions that aren't there, lines that there can't be, cohorts that mean nothing: each with a hint."""
    answer = viewer.get(path)
    assert (answer.status, "<b>Hint</b>" in answer.text) == (status, True)


def test_a_hostile_session_is_text(viewer: Client) -> None:
    """Side by side with another, nothing that a session holds becomes markup."""
    head = viewer.get(address("/compare/-/head", a=ONE, b=f"runs/{ID}")).text
    assert "&lt;script&gt;" in head
    assert not re.search(r"<script|<img|<svg", head)
    page = viewer.get(address("/compare", a=f"runs/{ID}")).text
    assert not re.search(r"<img|window\.harmed</script>", page)


def test_sessions_to_compare_with_are_offered(viewer: Client) -> None:
    """Of the same agent, never the session itself, each leading to a comparison with it."""
    a, _ = pair_of(viewer)
    page = unescape(viewer.get(address("/compare", a=a)).text)
    found = [parse_qs(urlsplit(link).query) for link in re.findall(r'href="(/compare\?a=[^"]+)"', page)]
    assert found
    facts = viewer.places.named("lake").facts
    assert facts is not None
    agents = dict(facts.select("session_id", "agent").iter_rows())
    own = a.partition("/")[2]
    for asked in found:
        (other,) = asked["b"]
        assert asked["a"] == [a]
        assert other.partition("/")[2] != own
        assert agents[other.partition("/")[2]] == agents[own]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("channel='E & O'", "last=7d"),
        ("agent=Order_Tracking_Agent", "agent=Customer_Support_Agent"),
        ("agent=HR_Helpdesk_Agent", "outcome=completed"),
    ],
)
def test_cohorts_are_compared(viewer: Client, before: str, after: str) -> None:
    """Every measure once, those that are more than chance first, with the numbers that `rearview compare` has."""
    place = viewer.places.named("lake")
    assert place.lake is not None
    rows = place.lake.ask("change", before=before, after=after).to_dicts()
    page = unescape(viewer.get(address("/compare", place="lake", before=before, after=after)).text)
    verdicts = re.findall(r'<td class="verdict[^>]*>([^<]+)</td>', page)
    assert len(verdicts) == len(rows) > 0
    sure = [verdict in ("better", "worse", "differs") for verdict in verdicts]
    assert sure == sorted(sure, reverse=True)
    assert sum(sure) == sum(bool(row["beyond_chance"]) for row in rows)
    links = re.findall(r'<dd><a href="(/sessions\?[^"]+)"', page)
    assert [parse_qs(urlsplit(link).query).get("agent", [""])[0] for link in links] == [
        cohort.removeprefix("agent=") if "agent=" in cohort else ""
        for cohort in (before, after)
        if "last=" not in cohort
    ]


def test_an_agent_s_versions_are_offered() -> None:
    """Each two that followed each other, of the agents with the most sessions, in words that the form takes."""
    rows = [("a b", "v1", 1), ("a b", "v2", 2), ("a b", "v2", 3), ("c", "v1", 1), (None, "v9", 1)]
    facts = pl.DataFrame(rows, schema=["agent", "agent_version", "started_ms"], orient="row")
    assert offered(facts)[1:] == [
        ("a b: v1 and v2", "'agent=a b' agent_version=v1", "'agent=a b' agent_version=v2")
    ]


def test_the_page_offers_what_may_be_wanted(viewer: Client) -> None:
    """Without anything asked, it says how, and each comparison that it offers is answered."""
    page = unescape(viewer.get("/compare?place=lake").text)
    links = re.findall(r'<li><a href="(/compare\?[^"]+)"', page)
    assert links
    assert all(viewer.get(link).status == 200 for link in links)
