"""Both APIs give the same: all rows, exactly, however the org behaves."""

from dataclasses import replace

import pyarrow as pa
import pytest

from rearview.sandbox.server import Behaviour, Standin
from rearview.sources.agentforce.query import Api, ApiName, rows_of
from rearview.sources.agentforce.signin import Session
from tests.sources.agentforce.query.conftest import SMALL, fresh
from tests.sources.agentforce.query.things import ALL, NOW_MS, ROWS, TEXTS, answer, asked, things, whole

LATER = replace(SMALL, running_ms=80, producing_ms=80)
BEHAVIOURS = {
    "whole": Behaviour(),
    "tiny": Behaviour(chunk_rows=1, page_rows=1),
    "by-bytes": Behaviour(chunk_bytes=900, page_bytes=300),
    "running": LATER,
    "poll-body": replace(LATER, poll_status="body"),
    "poll-both": replace(LATER, poll_status="both"),
    "nested": replace(LATER, connect_status="nested"),
    "results_produced": replace(LATER, completion="RESULTS_PRODUCED"),
    "resultsproduced": replace(LATER, completion="RESULTSPRODUCED"),
    "objects": replace(SMALL, rows_as="objects"),
}
KINDS = """
SELECT t.* FROM (VALUES
  ('a', 32767::smallint, 2147483647::integer, 9007199254740993::bigint, 0.1::real, 'NaN'::double precision, true,
   12.50::numeric(10,2), TIMESTAMPTZ '2026-01-28 10:00:00.000806+05:30', TIMESTAMP '2026-01-28 10:00:00.5',
   DATE '0001-01-01', TIME '01:02:03.25', ARRAY['a', NULL, ''], ARRAY[9007199254740993]),
  ('b', -1::smallint, 0::integer, -9223372036854775807::bigint, 16777216::real, '-Infinity'::double precision, false,
   -0.01::numeric(10,2), TIMESTAMPTZ '1969-12-31 23:59:59.999999+00', TIMESTAMP '2099-12-31 00:00:00',
   DATE '2099-12-31', TIME '23:59:59.999999', NULL, ARRAY[1, 2]),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
) AS t(text, small, whole, large, single, double, truth, exact, moment, local, day, hour, texts, numbers) ORDER BY t.text NULLS LAST
"""
KEPT = {
    "text": pa.string(),
    "small": pa.int64(),
    "whole": pa.int64(),
    "large": pa.int64(),
    "single": pa.float64(),
    "double": pa.float64(),
    "truth": pa.bool_(),
    "exact": pa.decimal128(10, 2),
    "moment": pa.timestamp("us", "UTC"),
    "local": pa.timestamp("us"),
    "day": pa.date32(),
    "hour": pa.time64("us"),
    "texts": pa.list_(pa.string()),
    "numbers": pa.list_(pa.int64()),
}


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
@pytest.mark.parametrize("sql", [ALL, TEXTS], ids=["all", "texts"])
def test_rows_are_the_source_s(api: Api, standin: Standin, behaviour: str, sql: str) -> None:
    """Every row arrives exactly as it is at the source, in its order, whatever way the org has of behaving."""
    standin.behaviour = BEHAVIOURS[behaviour]
    standin.clock.hold(False)

    answered = answer(api, sql)

    assert answered.equals(things().select(answered.column_names))
    assert len(standin.counters.statements) == 1


@pytest.mark.parametrize("expiration", ["iso", "protobuf", "empty"])
def test_status_tells_what_is_known(api: Api, standin: Standin, expiration: str, name: ApiName) -> None:
    """A finished query tells its rows, when they are forgotten if the org says so, and what it cost if it says so."""
    standin.behaviour = replace(SMALL, expiration=expiration)  # type: ignore[arg-type]

    status = api.wait(api.start(ALL).query_id)

    kept = name == "v3" or expiration != "empty"
    assert (status.done, status.rows, status.chunks) == (True, ROWS, 3)
    assert status.expires_ms == (NOW_MS + standin.behaviour.results_ms if kept else None)
    assert status.processed == (ROWS if name == "v3" else None)


def test_every_type_is_kept_exactly(api: Api) -> None:
    """Each type of the server has one Arrow type, and its values survive to the last digit."""
    answered = answer(api, KINDS)

    assert answered.schema == pa.schema(KEPT)
    assert answered.column("large").to_pylist() == [9007199254740993, -9223372036854775807, None]
    assert answered.column("single").to_pylist() == [0.10000000149011612, 16777216.0, None]
    assert [str(value) for value in answered.column("double").to_pylist()] == ["nan", "-inf", "None"]
    assert [str(value) for value in answered.column("exact").to_pylist()] == ["12.50", "-0.01", "None"]
    assert answered.column("moment").cast(pa.int64()).to_pylist() == [1769574600000806, -1, None]
    assert answered.column("local").cast(pa.int64()).to_pylist() == [1769594400500000, 4102358400000000, None]
    assert [str(value) for value in answered.column("day").to_pylist()] == [
        "0001-01-01",
        "2099-12-31",
        "None",
    ]
    assert [str(value) for value in answered.column("hour").to_pylist()] == [
        "01:02:03.250000",
        "23:59:59.999999",
        "None",
    ]
    assert answered.column("texts").to_pylist() == [["a", None, ""], None, None]
    assert answered.column("numbers").to_pylist() == [[9007199254740993], [1, 2], None]


def test_both_apis_agree(standin: Standin, session: Session) -> None:
    """What one API gives of every type, the other gives, too, a table that has nulls in all columns included."""
    del standin
    over_v3, over_connect = (answer(fresh(session, name), KINDS) for name in ("v3", "connect"))

    assert [str(row) for row in over_v3.to_pylist()] == [str(row) for row in over_connect.to_pylist()]
    assert over_v3.schema == over_connect.schema


def test_result_without_rows_has_columns(api: Api) -> None:
    """A query that finds nothing has no parts, and tells its columns nevertheless."""
    result = asked(api, f"{ALL} LIMIT 0")

    assert list(result.parts()) == []
    assert [column.name for column in result.columns] == things().column_names
    assert [column.type for column in result.columns] == things().schema.types


def test_result_is_read_on_by_a_later_run(
    api: Api, standin: Standin, session: Session, name: ApiName
) -> None:
    """From its status alone a result is read again: the same parts with the same rows, and nothing is asked anew."""
    first = asked(api)
    parts = [first.fetch(part).table for part in first.parts()]

    later = fresh(session, name).result(first.status)

    assert later.parts() == first.parts()
    assert later.columns == first.columns
    assert all(
        later.fetch(part).table.equals(table) for part, table in zip(later.parts(), parts, strict=True)
    )
    assert len(standin.counters.statements) == 1


def test_part_can_be_fetched_again(api: Api) -> None:
    """A part has the same rows however often it is fetched."""
    result = asked(api)

    assert whole(result).equals(things())
    assert whole(result).equals(things())


def test_few_rows_are_asked_for_at_once(api: Api, standin: Standin) -> None:
    """A small question is answered by rows under their names, no more of them than wanted, and no part in vain."""
    rows = rows_of(api, TEXTS, 2)

    assert [row["ssot__Id__c"] for row in rows] == ["thing-000", "thing-001"]
    assert standin.counters.requests["page"] <= 3


def test_query_is_cancelled(api: Api, standin: Standin) -> None:
    """A cancelled query is gone; to cancel one that isn't there is no error."""
    standin.behaviour = replace(SMALL, running_ms=60_000)
    query_id = api.start(ALL).query_id

    api.cancel(query_id)
    api.cancel("no such query")

    assert standin.counters.requests["cancel"] == 2
