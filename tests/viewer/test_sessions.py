"""The list of sessions: chosen, counted, sorted and paged as what is known of them says, worked out here row by row."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from rearview.viewer.sessions.columns import FACETS, SORTS
from tests.viewer.conftest import Client

Row = dict[str, Any]
Rows = list[Row]


@pytest.fixture(scope="module")
def rows(viewer: Client) -> Rows:
    """What is known of all sessions, sub-agents' too, place by place."""
    return [
        {**row, "place": place.slug}
        for place in viewer.places.all
        if place.facts is not None
        for row in place.facts.to_dicts()
    ]


def ids(viewer: Client, **asked: Any) -> list[tuple[str, str]]:
    """Ask for the list as JSON, and return which sessions are in it."""
    answer = viewer.get(f"/sessions.json?{urlencode(asked, doseq=True)}")
    assert answer.status == 200, answer.text
    return [(row["place"], row["session_id"]) for row in answer.json]


def expected(rows: Rows, holds: Callable[[Row], object]) -> set[tuple[str, str]]:
    """Return which sessions hold to be true what is asked, sub-agents' left out."""
    return {(r["place"], r["session_id"]) for r in rows if r["parent_session_id"] is None and holds(r)}


def linked(page: str) -> list[str]:
    """Return where the rows of a page lead."""
    return re.findall(r'<td class="subject"><div><a href="/session/([^"]+)"', page)


def test_all_places_are_listed_together(viewer: Client, rows: Rows) -> None:
    """Sessions of lakes, folders and files stand in one list, each leading to its own page."""
    listed = ids(viewer)
    assert len(listed) == len(set(listed))
    assert set(listed) == expected(rows, lambda _: True)
    assert {place for place, _ in listed} == {place.slug for place in viewer.places.all}


def test_sub_agents_are_listed_when_asked_for(viewer: Client, rows: Rows) -> None:
    """Sessions that another session called are left out, unless somebody wants them."""
    assert set(ids(viewer, everyone="1")) == {(row["place"], row["session_id"]) for row in rows}


@pytest.mark.parametrize("facet", [*FACETS])
def test_every_value_of_every_facet_chooses_its_sessions(viewer: Client, rows: Rows, facet: str) -> None:
    """A value leaves the sessions that have it; two values leave those that have either; unknown is a value too."""
    own = [row for row in rows if row["parent_session_id"] is None]
    values = sorted({row[facet] or "" for row in own})
    for value in values:
        having = {(row["place"], row["session_id"]) for row in own if (row[facet] or "") == value}
        assert set(ids(viewer, **{facet: value})) == having
    assert set(ids(viewer, **{facet: values[:2]})) == expected(rows, lambda r: (r[facet] or "") in values[:2])


def test_filters_combine(viewer: Client, rows: Rows) -> None:
    """Sessions must hold to every filter at once: an agent, a channel, a trouble, and days."""
    agent = Counter(row["agent"] for row in rows).most_common(1)[0][0]
    held = expected(
        rows,
        lambda r: (
            r["agent"] == agent
            and (r["failed_steps"] > 0 or r["pii"])
            and (r["started_ms"] or 0) < 1_769_990_400_000
        ),
    )
    assert held
    assert set(ids(viewer, agent=agent, trouble=["failed_steps", "pii"], until="2026-02-01")) == held
    assert set(ids(viewer, agent=agent, since="2026-02-02")) == expected(
        rows, lambda r: r["agent"] == agent and (r["started_ms"] or 0) >= 1_769_990_400_000
    )


def test_facets_count_what_choosing_them_would_leave(viewer: Client, rows: Rows) -> None:
    """Beside each value stands how many sessions it leaves, given all other choices; its own facet's don't count."""
    page = viewer.get("/sessions?outcome=completed&mode=production").text
    section = page.split("<h2>Outcome</h2>")[1].split("</section>")[0]
    told = {
        words: int(number.replace(",", ""))
        for words, number in re.findall(r"<span>([^<]*)</span> <small>([\d,]+)</small>", section)
    }
    counted = Counter(
        (row["outcome"] or "unknown").replace("_", " ")
        for row in rows
        if row["parent_session_id"] is None and row["mode"] == "production"
    )
    assert told == counted


def test_what_is_chosen_can_be_taken_back(viewer: Client) -> None:
    """The value that is chosen is marked, and leads to the list without it."""
    page = viewer.get("/sessions?outcome=completed&agent=nobody").text
    (link,) = re.findall(r'<a href="([^"]*)" aria-current="true"><span>completed', page)
    assert link == "/sessions?agent=nobody"
    assert (
        '<a href="/sessions?outcome=completed" aria-current="true"><span>nobody</span> <small>0</small>'
        in page
    )


@pytest.mark.parametrize("sort", [f"{sign}{name}" for name in SORTS for sign in ("", "-")])
def test_pages_follow_each_other_without_loss(viewer: Client, rows: Rows, sort: str) -> None:
    """However the list is sorted, its pages hold every session once, in order, what is unknown at the end."""
    walked = [link for page in _pages(viewer, sort) for link in linked(page)]
    assert len(walked) == len(set(walked)) == len(expected(rows, lambda _: True))
    by = SORTS[sort.removeprefix("-")].by[0]
    known = {f"{row['place']}/{row['session_id']}": _value(row, by) for row in rows}
    values = [known[link] for link in walked]
    held = [value for value in values if value is not None]
    assert held == sorted(held, reverse=sort.startswith("-"))
    assert values == [*held, *[None] * (len(values) - len(held))]


def _value(row: Row, by: str) -> Any:
    if by == "tokens":
        parts = [row[f"tokens_{part}"] for part in ("in", "out", "cache_read", "cache_write")]
        known = [part for part in parts if part is not None]
        return sum(known) if known else None
    return row[by] or "" if by == "agent" else row[by]


def _pages(viewer: Client, sort: str) -> Iterator[str]:
    query: str | None = urlencode({"sort": sort})
    while query:
        page = viewer.get(f"/sessions/rows?{query}").text
        yield page
        (query,) = re.findall(r'data-next="([^"]*)"', page) or [None]
        query = query and query.replace("&amp;", "&")


def test_a_page_begins_at_the_top_where_its_key_has_gone(viewer: Client) -> None:
    """The session that a page was to begin behind isn't there any more: nothing is skipped."""
    first = linked(viewer.get("/sessions/rows").text)
    assert linked(viewer.get("/sessions/rows?after=lake/gone").text) == first
    assert linked(viewer.get("/sessions/rows?after=nowhere").text) == first


def test_csv_and_json_hold_what_is_chosen(viewer: Client, rows: Rows) -> None:
    """Both files hold the same sessions, with names of columns, and are there to be kept."""
    answer = viewer.get("/sessions.csv?outcome=completed&sort=duration")
    table = list(csv.DictReader(io.StringIO(answer.text)))
    listed = viewer.get("/sessions.json?outcome=completed&sort=duration").json
    assert [row["session_id"] for row in table] == [row["session_id"] for row in listed]
    assert len(table) == len(expected(rows, lambda r: r["outcome"] == "completed"))
    assert answer.headers["content-disposition"] == 'attachment; filename="sessions.csv"'
    assert {row["error_signature"] for row in listed} >= {None}
    assert viewer.get("/sessions.json?outcome=nothing").json == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("colour=red", "There is no filter of sessions named colour."),
        ("sort=colour", "There is no way to sort sessions named colour."),
        ("trouble=rain", "There is no trouble named rain."),
        ("since=yesterday", "since yesterday is no moment."),
    ],
)
def test_what_makes_no_sense_is_said(viewer: Client, query: str, words: str) -> None:
    """An address that nobody understands is refused, with what could stand in its place."""
    answer = viewer.get(f"/sessions?{query}")
    assert (answer.status, words in answer.text) == (400, True)


def test_nothing_found_is_said(viewer: Client) -> None:
    """A choice that leaves nothing leads back to all."""
    page = viewer.get("/sessions?agent=nobody").text
    assert "No session is like that." in page
    assert '<a href="/sessions">Show all.</a>' in page


def test_strangers_text_is_text(viewer: Client) -> None:
    """Titles, names and ids that are markup stand in the list as what they are."""
    page = viewer.get("/sessions?place=runs&everyone=1").text
    assert "title &lt;img src=x onerror=" in page
    assert "<img" not in page
    assert "&lt;U+202E&gt;" in page
    assert page.count("<script") == 2
