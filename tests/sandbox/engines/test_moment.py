"""The moment of a query: it sees the rows that were there then, and its clock stands still."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest

from rearview.sandbox.engines import SqlEngine
from tests.sandbox.engines.build import PARTS, THINGS, parts, rows, things

VERSIONS = (
    ("early", 0, 1, True, 100, None),
    ("late", 0, 1, True, 500, None),
    ("updated", 0, 1, False, 100, 300),
    ("updated", 0, 2, True, 300, None),
    ("deleted", 0, 1, True, 100, 400),
    ("brief", 0, 1, True, 200, 200),
)
"""A row from 100 on; one from 500 on; one that is another from 300 on; one until 400; one that nobody ever sees."""

SEEN = 'SELECT "ssot__Id__c", "ssot__Score__c" FROM "ssot__AiThing__dlm" ORDER BY 1'


@pytest.fixture
def org(engine: SqlEngine) -> SqlEngine:
    """An engine with rows that come, change and go."""
    engine.load(THINGS, iter([things(*VERSIONS[:2]), things(*VERSIONS[2:])]))
    return engine


@pytest.mark.parametrize(
    ("now_ms", "seen"),
    [
        (99, []),
        (100, [("deleted", 1), ("early", 1), ("updated", 1)]),
        (299, [("deleted", 1), ("early", 1), ("updated", 1)]),
        (300, [("deleted", 1), ("early", 1), ("updated", 2)]),
        (399, [("deleted", 1), ("early", 1), ("updated", 2)]),
        (400, [("early", 1), ("updated", 2)]),
        (500, [("early", 1), ("late", 1), ("updated", 2)]),
    ],
)
def test_rows_come_change_and_go(org: SqlEngine, now_ms: int, seen: list[tuple[str, int]]) -> None:
    """A row is seen from its first moment until just before its last; an updated row is one row at any time."""
    assert rows(org.query(SEEN, now_ms=now_ms)) == seen


def test_every_mention_of_a_table_is_of_that_moment(org: SqlEngine) -> None:
    """Subqueries, joins and common tables see no more than the query itself."""
    sql = """
        WITH own AS (SELECT * FROM "ssot__AiThing__dlm")
        SELECT (SELECT count(*) FROM "ssot__AiThing__dlm") AS a, count(*) AS b, (SELECT count(*) FROM own) AS c
        FROM "ssot__AiThing__dlm" x JOIN "ssot__AiThing__dlm" y ON x."ssot__Id__c" = y."ssot__Id__c"
        WHERE x."ssot__Id__c" IN (SELECT "ssot__Id__c" FROM "ssot__AiThing__dlm")
    """
    assert rows(org.query(sql, now_ms=100)) == [(3, 3, 3)]
    assert rows(org.query(sql, now_ms=500)) == [(3, 3, 3)]
    assert rows(org.query(sql, now_ms=99)) == [(0, 0, 0)]


def test_names_in_texts_and_comments_mean_nothing(org: SqlEngine) -> None:
    """A table that is only spoken of is not looked at."""
    sql = """SELECT 'FROM "ssot__AiThing__dlm"' AS x -- "ssot__AiThing__dlm" /* "ssot__AiThing__dlm" */"""
    assert rows(org.query(sql, now_ms=100)) == [('FROM "ssot__AiThing__dlm"',)]


def test_a_table_s_own_name_can_be_taken(org: SqlEngine) -> None:
    """A common table of the same name hides the table, and is made from it."""
    sql = """
        WITH "ssot__AiThing__dlm" AS (SELECT * FROM "ssot__AiThing__dlm" WHERE "ssot__Score__c" = 2)
        SELECT "ssot__Id__c" FROM "ssot__AiThing__dlm"
    """
    assert rows(org.query(sql, now_ms=500)) == [("updated",)]


@pytest.mark.parametrize(("limit", "seen"), [(0, []), (1, ["c"]), (2, ["c", "b"]), (9, ["c", "b", "a"])])
def test_rows_can_be_limited_from_outside(engine: SqlEngine, limit: int, seen: list[str]) -> None:
    """A limit of the query's own is one more; the order stays; no rows still have columns."""
    engine.load(PARTS, iter([parts(("a", ""), ("b", ""), ("c", ""), ("d", ""))]))
    sql = 'SELECT "ssot__Id__c" FROM "ssot__AIPart__dlm" WHERE "ssot__Id__c" < \'d\' ORDER BY 1 DESC LIMIT 3'
    result = engine.query(sql, now_ms=0, row_limit=limit)
    assert (result.column_names, rows(result)) == (["ssot__Id__c"], [(id_,) for id_ in seen])
    recursive = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n"
    assert engine.query(recursive, now_ms=0, row_limit=2).num_rows == 2


def test_rows_can_be_added(engine: SqlEngine) -> None:
    """What is loaded later is seen with what was there, and an empty table can be asked."""
    engine.load(PARTS, iter(()))
    count = 'SELECT count(*) FROM "ssot__AIPart__dlm"'
    assert rows(engine.query(count, now_ms=0)) == [(0,)]
    for id_ in ("p", "q"):
        engine.load(PARTS, iter([parts((id_, "a"))]))
    assert rows(engine.query(count, now_ms=0)) == [(2,)]


def test_threads_have_moments_of_their_own(org: SqlEngine) -> None:
    """Queries that are asked at once don't see each other's moment."""
    moments = [now_ms for now_ms, _ in product((99, 100, 300, 400, 500), range(8))]
    with ThreadPoolExecutor(8) as threads:
        counts = list(threads.map(lambda now_ms: org.query(SEEN, now_ms=now_ms).num_rows, moments))
    assert counts == [{99: 0, 100: 3, 300: 3, 400: 2, 500: 3}[now_ms] for now_ms in moments]


@pytest.mark.parametrize("now_ms", [0, -1, 1, 1_767_323_045_678, 4_102_444_800_123])
def test_the_clock_is_told(engine: SqlEngine, now_ms: int) -> None:
    """Now is what the query was told, to the millisecond, also inside of expressions."""
    result = engine.query("SELECT now(), extract(epoch FROM now() - INTERVAL '1' SECOND)", now_ms=now_ms)
    assert result.column(0).cast("int64").to_pylist() == [now_ms * 1000]
    assert rows(result)[0][1] * 1000 == now_ms - 1000
