"""The sessions of a snapshot."""

from typing import Any

import pytest
from msgspec import Raw

from rearview.sources.snapshots.format import SessionNode
from rearview.sources.snapshots.sessions import ingress
from tests.sources.snapshots.written import laid_out, line, llm, rows, session


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        ({"success": True, "endedAt": 9}, "completed"),
        ({"success": False, "endedAt": 9}, "failed"),
        ({"success": False}, "failed"),
        ({"endedAt": 9}, "unknown"),
        ({}, "open"),
    ],
)
def test_outcomes(end: dict[str, Any], outcome: str) -> None:
    """How a session ended is what it says of itself; one that says nothing is open, or unknown if it has an end."""
    (row,) = rows({"id": "s", "turns": [], **end}).sessions
    assert row.outcome == outcome


def test_an_interrupted_session_has_no_duration() -> None:
    """A session without an end took nobody knows how long."""
    (row,) = rows({"id": "s", "startedAt": 5}).sessions
    assert (row.started_ms, row.ended_ms, row.duration_ms) == (5, None, None)


def test_what_a_session_is_about() -> None:
    """A session has its title, and none where that is empty."""
    assert [rows(session(sessionTitle=title)).sessions[0].title for title in ("prices", "")] == [
        "prices",
        None,
    ]


def test_why_a_session_failed() -> None:
    """A session says why it failed; one that doesn't, failed for the reason with which the runtime left it."""
    left = llm(logs=[line("all retries failed", remoteIdentifier="agent:EXIT-MAX-RETRIES")])
    for more, error in (
        ({"success": False, "error": "Turn 1 failed"}, "Turn 1 failed"),
        ({"success": False}, "all retries failed"),
        ({"success": True}, None),
    ):
        (row,) = rows(session(left, **more)).sessions
        assert (row.error, row.end_type) == (error, "MAX-RETRIES")
    assert rows(session(success=False)).sessions[0].error is None


def test_how_the_user_came() -> None:
    """The way to the agent stands in every log line of a tree, and at the head of a ledger."""
    logged = session(llm(logs=[]), llm("b", logs=[line(headendId="slack"), line(headendId="cli")]))
    assert rows(logged).sessions[0].channel == "slack"
    assert rows(session(headendId="api")).sessions[0].channel == "api"
    assert rows(session(llm(logs=[line()]))).sessions[0].channel is None


@pytest.mark.parametrize(
    ("attributes", "known"),
    [
        (b'{"ingress": {"user": "U1"}}', {"user": "U1"}),
        (b'{"ingress": "slack"}', "slack"),
        (b"{}", None),
        (b"[]", None),
        (b"null", None),
        (b'{"ingress": "\xff"}', None),
        (rb'{"ingress": "\ud83d"}', None),
    ],
)
def test_what_is_known_of_the_request(attributes: bytes, known: object) -> None:
    """What a front end noted about its request is kept as it noted it; what can't be read is nothing."""
    assert ingress(SessionNode(id="s", attributes=Raw(attributes))) == known


def test_titles_and_latest_words() -> None:
    """What a session said of its own progress last can be asked of its node."""
    (place,) = laid_out(session(latestStatus="Half way there.")).sessions
    assert place.node.latest_status == "Half way there."
