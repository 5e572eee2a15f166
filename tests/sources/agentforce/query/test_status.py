"""The status of a query is read from all forms that it comes in."""

import json
from typing import Any

import pytest

from rearview.errors import QueryError
from rearview.sources.agentforce.query import Status, status
from rearview.sources.agentforce.wire import Garbled

FINISHED = {
    "queryId": "q%2F1",
    "completionStatus": "Finished",
    "chunkCount": 2,
    "rowCount": 513,
    "progress": 1.0,
    "expirationTime": "",
}


def told(**more: Any) -> bytes:
    """Return a status with some things said otherwise."""
    return json.dumps({**FINISHED, **more}).encode()


@pytest.mark.parametrize("completion", ["Finished", "FINISHED", "finished"])
def test_only_a_finished_query_is_done(completion: str) -> None:
    """A query is done when it is finished, however that is spelled."""
    assert status.read(told(completionStatus=completion)) == Status(
        query_id="q%2F1", done=True, rows=513, chunks=2
    )


@pytest.mark.parametrize(
    "completion",
    [
        "Running",
        "RUNNING_OR_UNSPECIFIED",
        "Unspecified",
        "ResultsProduced",
        "RESULTS_PRODUCED",
        "RESULTSPRODUCED",
    ],
)
def test_results_that_are_there_are_not_yet_all(completion: str) -> None:
    """A query whose results are produced may still grow: it isn't done."""
    assert not status.read(told(completionStatus=completion)).done


@pytest.mark.parametrize("completion", ["Failed", "CANCELED", "Cancelled", "Aborted"])
def test_query_that_ended_otherwise_is_an_error(completion: str) -> None:
    """A query that will never be finished isn't waited for."""
    with pytest.raises(QueryError, match=completion):
        status.read(told(completionStatus=completion))


@pytest.mark.parametrize(
    ("told_", "expires_ms"),
    [
        ("2025-09-26T10:55:07.438Z", 1_758_884_107_438),
        ("2025-09-26T12:55:07+02:00", 1_758_884_107_000),
        ("seconds: 1738344542\n", 1_738_344_542_000),
        ("seconds: 1738344542\nnanos: 5\n", 1_738_344_542_000),
        ("", None),
        ("tomorrow", None),
        ("2025-09-26T10:55:07", None),
        (None, None),
    ],
)
def test_end_of_results_is_read(told_: str | None, expires_ms: int | None) -> None:
    """When results are forgotten is told in three forms; what can't be read is unknown."""
    assert status.read(told(expirationTime=told_)).expires_ms == expires_ms


def test_counts_may_be_texts_or_missing() -> None:
    """A count of 64 bits may be a text, as in JSON that is made from Protobuf; none is none."""
    counted = status.read(told(rowCount="12345678901", executionStats={"rowsProcessed": "7"}))

    assert (counted.rows, counted.processed) == (12_345_678_901, 7)
    assert status.read(told(rowCount=None, chunkCount=None)).rows == 0


def test_status_lies_beside_rows_too() -> None:
    """A status is found beside the rows that came along, even where those hold half a character."""
    body = b'{"data":[["\\ud800"]],"metadata":[],"status":%b}' % told()

    assert status.read(body).rows == 513


@pytest.mark.parametrize(
    "bad", [b"", b"<html>", b"{}", b"[]", b"null", b"3", told()[:-9], told(queryId=None), b'{"status":7}']
)
def test_what_is_no_status_is_asked_for_again(bad: bytes) -> None:
    """A status that can't be read is garbled."""
    with pytest.raises(Garbled):
        status.read(bad)
