"""What Connect has of its own: a first page that comes along, and parts made of pages."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rearview.errors import UnreachableError
from rearview.sandbox.server import Behaviour, Plan, Rule, Standin
from rearview.sources.agentforce.query import Connect, Status
from rearview.sources.agentforce.signin import Door, Session
from rearview.sources.agentforce.signin.door import Pass
from rearview.sources.agentforce.wire import Wire
from tests.sources.agentforce.query.conftest import SMALL, fresh
from tests.sources.agentforce.query.things import ALL, ROWS, answer, asked, things, whole
from tests.sources.agentforce.wire.host import Host, host
from tests.sources.agentforce.wire.host import answer as wire_answer


def test_first_page_is_not_fetched_twice(standin: Standin, session: Session) -> None:
    """A result of one page came whole with the submission, and none is asked for."""
    standin.behaviour = Behaviour()

    assert answer(fresh(session, "connect")).equals(things())
    assert standin.counters.requests["page"] == 0


def test_first_page_that_is_no_good_is_fetched(standin: Standin, session: Session) -> None:
    """Rows that didn't come well with the submission are asked for like all others."""
    standin.faults.use(Plan(rules=(Rule(does="garbled", on=("query",)),)))
    standin.behaviour = Behaviour()
    result = asked(fresh(session, "connect"))

    assert whole(result).equals(things())
    assert standin.counters.requests["page"] == 1


def test_first_page_that_is_longer_than_a_part_is_not_used(standin: Standin, session: Session) -> None:
    """Rows that came along and belong to several parts are asked for part by part."""
    standin.behaviour = replace(SMALL, page_rows=30, chunk_rows=10)

    assert answer(fresh(session, "connect")).equals(things())
    assert standin.counters.requests["page"] == ROWS // 10


def test_first_pages_are_not_kept_for_ever(standin: Standin, session: Session) -> None:
    """Of many queries that are started at once only the last ones keep their first page; all have all rows."""
    standin.behaviour = Behaviour()
    api = fresh(session, "connect")

    begun = [api.start(ALL) for _ in range(10)]
    results = [api.result(api.wait(status.query_id)) for status in begun]

    assert all(whole(result).equals(things()) for result in results)
    assert [column.name for column in results[0].columns] == things().column_names
    assert standin.counters.requests["page"] == 2 * 2


@pytest.mark.parametrize(
    ("rows", "chunks", "lengths"),
    [(0, 0, []), (5, 1, [5]), (5, 2, [2, 3]), (3, 3, [1, 1, 1])],
)
def test_parts_follow_from_the_status(
    standin: Standin, session: Session, rows: int, chunks: int, lengths: list[int]
) -> None:
    """Parts are of equal length, follow each other without a gap, and depend on nothing but the status."""
    api = fresh(session, "connect")
    query_id = api.wait(api.start(ALL).query_id).query_id
    del standin

    parts = api.result(Status(query_id=query_id, done=True, rows=rows, chunks=chunks)).parts()

    assert [part.rows for part in parts] == lengths
    assert [part.start for part in parts] == [sum(lengths[:place]) for place in range(len(lengths))]


def test_large_result_is_cut_where_the_server_does_not(standin: Standin, session: Session) -> None:
    """A result that the server has in one chunk is read in parts that fit into memory."""
    standin.behaviour = Behaviour()
    api = fresh(session, "connect")
    thing = '"ssot__AiThing__dlm"'

    status = api.wait(api.start(f"SELECT 1 AS n FROM {thing} a, {thing} b, {thing} c").query_id)  # noqa: S608

    assert (status.rows, status.chunks) == (ROWS**3, 2)


def test_page_longer_than_asked_is_never_taken(wire: Wire) -> None:
    """Rows that were not asked for, and belong to the next part, are never taken into this one."""
    with host(said(rows=[["a"]]), said(rows=[["a"], ["b"]])) as told:
        result = Connect(door(wire, told)).result(Status(query_id="q", done=True, rows=2, chunks=2))

        with pytest.raises(UnreachableError, match="hasn't as many rows as it says"):
            result.fetch(result.parts()[0])


def test_columns_that_were_not_told_at_first_are_asked_for(wire: Wire) -> None:
    """A query that still runs tells no columns: a row of it does, when it is done; without rows there are none."""
    running = {"queryId": "q", "completionStatus": "Running"}
    finished = {"queryId": "q", "completionStatus": "Finished", "rowCount": 1, "chunkCount": 1}
    begun = said(rows=None, status=running, metadata=None)
    with host(begun, json_answer(finished), said(rows=[["a"]]), said(rows=[["a"]]), begun) as told:
        api = Connect(door(wire, told))
        result = asked(api, "SELECT 1")

        assert [column.name for column in result.columns] == ["x"]
        assert whole(result).to_pylist() == [{"x": "a"}]
        assert b"offset=0&rowLimit=1 " in told.heard[2]

        assert api.result(Status(query_id=api.start("").query_id, done=True, rows=0, chunks=0)).columns == ()


def said(*, rows: list[list[str]] | None, **more: Any) -> bytes:
    """Return the answer that is a page of one column."""
    return json_answer({"data": rows, "metadata": [{"name": "x", "type": "Varchar"}], **more})


def json_answer(body: dict[str, Any]) -> bytes:
    """Return the answer that is some JSON."""
    return wire_answer(json.dumps(body).encode())


def door(wire: Wire, told: Host) -> Door:
    """Return a door to a host that takes any token."""
    held = Pass(url=told.url, token="any")  # noqa: S106
    return Door(wire, held, renew=lambda: held, hear=lambda _: None)
