"""A query is waited for until it is done, without haste and not for ever."""

import pytest

from rearview.errors import QueryError
from rearview.sources.agentforce.query import Deadline, Status


def status(*, done: bool) -> Status:
    """Return the status of a query."""
    return Status(query_id="q", done=done, rows=1, chunks=1)


def test_done_query_is_looked_at_once() -> None:
    """A query that is done isn't asked after again."""
    looks: list[int] = []

    def look(wait_ms: int) -> Status:
        looks.append(wait_ms)
        return status(done=True)

    assert Deadline().finished("q", look, pytest.fail).done
    assert looks == [2_000]


def test_query_is_looked_after_until_it_is_done() -> None:
    """A server that answers at once is asked again, a little later each time."""
    looks = iter([False, False, True])

    assert Deadline().finished("q", lambda _: status(done=next(looks)), pytest.fail).done


def test_query_is_given_up() -> None:
    """A query that is never done is cancelled and named when its time is over; no wait is asked for beyond that."""
    waits: list[int] = []
    cancelled: list[str] = []

    def look(wait_ms: int) -> Status:
        waits.append(wait_ms)
        return status(done=False)

    with pytest.raises(QueryError, match="The query q wasn't done after 0 seconds; it was cancelled"):
        Deadline(longest_s=0.1).finished("q", look, cancelled.append)

    assert cancelled == ["q"]
    assert max(waits) <= 100
    assert len(waits) <= 10
