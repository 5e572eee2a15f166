"""Queries over the tables of `build`, and what the real engine answers: the shapes that clients write."""

from decimal import Decimal

from tests.sandbox.engines.answers import Answer

A, B, C = "1970-01-02T00:00:00+00:00", "1970-01-02T00:00:00.001000+00:00", "1970-01-03T00:00:00+00:00"
"""When the first three things began."""

FILTERS: list[Answer] = [
    (
        (
            'SELECT "ssot__Id__c" FROM "ssot__AiThing__dlm" WHERE "ssot__StartTimestamp__c" >= TIMESTAMPTZ'
            " '1970-01-02 00:00:00+00' AND \"ssot__StartTimestamp__c\" < '1970-01-03T00:00:00.000Z' ORDER BY 1"
        ),
        "ssot__Id__c text",
        [("a",), ("b",)],
    ),
    (
        (
            'SELECT "ssot__Id__c" FROM "ssot__AiThing__dlm" t WHERE t."ssot__StartTimestamp__c" > \'1970-01-02\''
            " OR (t.\"ssot__StartTimestamp__c\" = '1970-01-02' AND t.\"ssot__Id__c\" > '')"
            ' ORDER BY "ssot__StartTimestamp__c", "ssot__Id__c" LIMIT 2 OFFSET 1'
        ),
        "ssot__Id__c text",
        [("b",), ("c",)],
    ),
    (
        'SELECT count(*) FROM "ssot__AiThing__dlm" WHERE "ssot__StartTimestamp__c" IS NULL',
        "count bigint",
        [(1,)],
    ),
    ('SELECT count(*) AS n FROM "ssot__AiThing__dlm" WHERE "ssot__IsGood__c"', "n bigint", [(2,)]),
    ('SELECT count(*) AS n FROM "ssot__AiThing__dlm" WHERE "ssot__IsGood__c" = \'true\'', "n bigint", [(2,)]),
    (
        'SELECT count(*) AS n FROM "ssot__AiThing__dlm" WHERE "ssot__Score__c" = \'2\' OR "ssot__Score__c" > 9.5',
        "n bigint",
        [(2,)],
    ),
    (
        'SELECT count(*) AS n FROM "ssot__AiThing__dlm" WHERE "ssot__Score__c" BETWEEN 1 AND 2',
        "n bigint",
        [(2,)],
    ),
    (
        "SELECT count(*) AS n FROM \"ssot__AiThing__dlm\" WHERE \"ssot__Id__c\" IN ('a', 'b') AND \"ssot__Id__c\" NOT LIKE 'b%'",
        "n bigint",
        [(1,)],
    ),
    (
        (
            'SELECT count(*) AS n FROM "ssot__AiThing__dlm" WHERE "ssot__Id__c" IN'
            ' (SELECT "ssot__AiThingId__c" FROM "ssot__AIPart__dlm")'
        ),
        "n bigint",
        [(2,)],
    ),
    (
        'SELECT count(*) AS n FROM "ssot__AiThing__dlm" WHERE cast("ssot__Id__c" AS text) || 1 = \'a1\'',
        "n bigint",
        [(1,)],
    ),
    (
        'SELECT "ssot__Id__c" FROM "ssot__AiThing__dlm" ORDER BY "ssot__Score__c" DESC NULLS LAST FETCH FIRST 1 ROWS ONLY',
        "ssot__Id__c text",
        [("d",)],
    ),
    (
        'SELECT "ssot__Id__c" AS "ssot__Id__c" FROM "ssot__AiThing__dlm" ORDER BY "ssot__Score__c" LIMIT 1',
        "ssot__Id__c text",
        [("a",)],
    ),
    ('SELECT "ssot__Id__c" FROM "ssot__AiThing__dlm" WHERE FALSE', "ssot__Id__c text", []),
]
"""Windows, keysets and other conditions."""

GROUPS: list[Answer] = [
    (
        (
            'SELECT date_trunc(\'day\', "ssot__StartTimestamp__c") AS d, count(*), sum("ssot__Score__c"), avg("ssot__Score__c")'
            ' FROM "ssot__AiThing__dlm" GROUP BY 1 HAVING count(*) > 0 ORDER BY d'
        ),
        "d timestamptz, count bigint, sum numeric(38,18), avg numeric(38,18)",
        [
            (A, 2, Decimal("3.5"), Decimal("1.75")),
            (C, 1, None, None),
            (None, 1, 10, 10),
        ],
    ),
    (
        (
            'SELECT min("ssot__StartTimestamp__c"), max("ssot__Id__c"), count("ssot__Score__c"), count(DISTINCT "ssot__IsGood__c")'
            ' FROM "ssot__AiThing__dlm"'
        ),
        "min timestamptz, max text, count bigint, count bigint",
        [(A, "d", 3, 2)],
    ),
    (
        "SELECT count(*) FILTER (WHERE x > 1), sum(x) FILTER (WHERE x > 9), avg(x), avg(x) FILTER (WHERE x = 1) FROM (VALUES (1), (2)) t(x)",
        "count bigint, sum bigint, avg numeric, avg numeric",
        [(1, None, Decimal("1.5"), 1)],
    ),
    (
        "SELECT string_agg(x, ',' ORDER BY x DESC), string_agg(x, '') FILTER (WHERE x = 'a'), array_agg(x ORDER BY x) FROM (VALUES ('a'), ('b')) t(x)",
        "string_agg text, string_agg text, array_agg text[]",
        [("b,a", "a", ["a", "b"])],
    ),
    (
        "SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x), listagg(DISTINCT x, '-') WITHIN GROUP (ORDER BY x DESC) FROM (VALUES ('b'), ('a'), ('a')) t(x)",
        "listagg text, listagg text",
        [("a,a,b", "b-a")],
    ),
    (
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x), percentile_disc(0.5) WITHIN GROUP (ORDER BY x), median(x), mode() WITHIN GROUP (ORDER BY x) FROM (VALUES (1), (2), (2), (4)) t(x)",
        "percentile_cont double, percentile_disc integer, median double, mode integer",
        [(2.0, 2, 2.0, 2)],
    ),
    (
        'SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY "ssot__Score__c") AS p90 FROM "ssot__AiThing__dlm"',
        "p90 double",
        [(8.4,)],
    ),
    (
        "SELECT approx_count_distinct(x), bool_and(x > 0), bool_or(x > 1), every(x > 1), any_value(1) FROM (VALUES (1), (2)) t(x)",
        "approx_count_distinct bigint, bool_and boolean, bool_or boolean, every boolean, any_value integer",
        [(2, True, True, False, 1)],
    ),
    (
        "SELECT x, count(*), grouping(x) FROM (VALUES (1), (2)) t(x) GROUP BY ROLLUP (x) ORDER BY 1",
        "x integer, count bigint, grouping integer",
        [(1, 1, 0), (2, 1, 0), (None, 2, 1)],
    ),
    (
        "SELECT x, y, count(*) FROM (VALUES (1, 2)) t(x, y) GROUP BY GROUPING SETS ((x, y), (x)) ORDER BY 2",
        "x integer, y integer, count bigint",
        [(1, 2, 1), (1, None, 1)],
    ),
    (
        "SELECT x, y, count(*) FROM (VALUES (1, 2)) t(x, y) GROUP BY (x, y)",
        "x integer, y integer, count bigint",
        [(1, 2, 1)],
    ),
    (
        "SELECT CASE WHEN \"ssot__Score__c\" > 1.6 THEN 'big' ELSE 'small' END AS size, count(*) FROM \"ssot__AiThing__dlm\" GROUP BY size ORDER BY 1",
        "size text, count bigint",
        [("big", 2), ("small", 2)],
    ),
    (
        "SELECT sum(x), max(x), avg(x), count(x) FROM (VALUES (1)) t(x) WHERE FALSE",
        "sum bigint, max integer, avg numeric, count bigint",
        [(None, None, None, 0)],
    ),
    (
        "SELECT avg(x::double precision), avg(x::bigint), sum(x::double precision), sum(x::numeric(38,18)) FROM (VALUES (1), (2)) t(x)",
        "avg double, avg numeric, sum double, sum numeric(38,18)",
        [(1.5, Decimal("1.5"), 3.0, 3)],
    ),
]
"""Groups and what is computed of them."""

WINDOWS: list[Answer] = [
    (
        (
            'SELECT "ssot__Id__c", row_number() OVER (PARTITION BY "ssot__IsGood__c" ORDER BY "ssot__Id__c") AS rn'
            ' FROM "ssot__AiThing__dlm" ORDER BY 1'
        ),
        "ssot__Id__c text, rn bigint",
        [("a", 1), ("b", 1), ("c", 1), ("d", 2)],
    ),
    (
        "SELECT x, sum(x) OVER (ORDER BY x), avg(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES (1), (2)) t(x) ORDER BY x",
        "x integer, sum bigint, avg numeric",
        [(1, 1, 1), (2, 3, Decimal("1.5"))],
    ),
    (
        "SELECT lag(x) OVER w, lead(x, 1, 0) OVER w, first_value(x) OVER w, rank() OVER w, dense_rank() OVER w, ntile(2) OVER w FROM (VALUES (1), (2)) t(x) WINDOW w AS (ORDER BY x) ORDER BY x",
        "lag integer, lead integer, first_value integer, rank bigint, dense_rank bigint, ntile integer",
        [(None, 2, 1, 1, 1, 1), (1, 0, 1, 2, 2, 2)],
    ),
    (
        "SELECT percent_rank() OVER w, cume_dist() OVER w, last_value(x) OVER w, nth_value(x, 1) OVER w FROM (VALUES (1)) t(x) WINDOW w AS (ORDER BY x)",
        "percent_rank double, cume_dist double, last_value integer, nth_value integer",
        [(0.0, 1.0, 1, 1)],
    ),
    ("SELECT sum(count(*)) OVER () FROM (VALUES (1), (2)) t(x)", "sum bigint", [(2,)]),
]
"""Windows."""

SHAPES: list[Answer] = [
    (
        (
            'SELECT t."ssot__Id__c", p."ssot__Id__c" FROM "ssot__AiThing__dlm" t LEFT JOIN "ssot__AIPart__dlm" p'
            ' ON p."ssot__AiThingId__c" = t."ssot__Id__c" WHERE t."ssot__Id__c" IN (\'a\', \'c\') ORDER BY 1, 2'
        ),
        "ssot__Id__c text, ssot__Id__c text",
        [("a", "p"), ("a", "q"), ("c", None)],
    ),
    (
        (
            'SELECT q.k, q.n FROM (SELECT "ssot__AiThingId__c" AS k, count(*) AS n FROM "ssot__AIPart__dlm" GROUP BY 1) q'
            " WHERE q.n > 1 AND k = 'a'"
        ),
        "k text, n bigint",
        [("a", 2)],
    ),
    ("SELECT * FROM (VALUES (1)) a(x) NATURAL JOIN (VALUES (1)) b(x)", "x integer", [(1,)]),
    (
        "SELECT x, y FROM (VALUES (1)) a(x) CROSS JOIN LATERAL (SELECT x + 1 AS y) q",
        "x integer, y integer",
        [(1, 2)],
    ),
    (
        "SELECT x, y FROM (VALUES (1)) a(x) FULL OUTER JOIN (VALUES (2)) b(y) ON x = y ORDER BY x",
        "x integer, y integer",
        [(1, None), (None, 2)],
    ),
    ("SELECT * FROM unnest(ARRAY[1, 2]) u(x) ORDER BY x", "x integer", [(1,), (2,)]),
    (
        'SELECT DISTINCT "ssot__AiThingId__c" FROM "ssot__AIPart__dlm" ORDER BY "ssot__AiThingId__c"',
        "ssot__AiThingId__c text",
        [("a",), ("b",)],
    ),
    (
        'SELECT DISTINCT upper("ssot__AiThingId__c") AS x FROM "ssot__AIPart__dlm" ORDER BY upper("ssot__AiThingId__c") DESC',
        "x text",
        [("B",), ("A",)],
    ),
    (
        'SELECT DISTINCT * FROM "ssot__AIPart__dlm" ORDER BY "ssot__Id__c" LIMIT 1',
        "ssot__Id__c text, ssot__AiThingId__c text",
        [("p", "a")],
    ),
    (
        "SELECT DISTINCT x, y FROM (VALUES (1, 2), (3, 1)) t(x, y) ORDER BY 2 DESC",
        "x integer, y integer",
        [(1, 2), (3, 1)],
    ),
    (
        "SELECT DISTINCT ON (x) x, y FROM (VALUES (1, 2), (1, 3)) t(x, y) ORDER BY x, y DESC",
        "x integer, y integer",
        [(1, 3)],
    ),
    (
        "SELECT 1 AS a UNION ALL SELECT 2 UNION ALL SELECT 3 ORDER BY a DESC LIMIT 2",
        "a integer",
        [(3,), (2,)],
    ),
    ("SELECT x FROM (VALUES (1), (2)) t(x) EXCEPT SELECT 1", "x integer", [(2,)]),
    ("SELECT x FROM (VALUES (1), (2)) t(x) INTERSECT SELECT 1", "x integer", [(1,)]),
    (
        "WITH a AS (SELECT 1 AS x), b(y) AS (SELECT x + 1 FROM a) SELECT x, y FROM a, b",
        "x integer, y integer",
        [(1, 2)],
    ),
    (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n ORDER BY i",
        "i integer",
        [(1,), (2,), (3,)],
    ),
    ('WITH "ssot__AIPart__dlm" AS (SELECT 1 AS x) SELECT * FROM "ssot__AIPart__dlm"', "x integer", [(1,)]),
    (
        'WITH few AS (SELECT * FROM "ssot__AIPart__dlm" WHERE "ssot__Id__c" < \'r\') SELECT count(*) FROM few',
        "count bigint",
        [(2,)],
    ),
    ("SELECT * EXCLUDE (x) FROM (VALUES (1, 2)) t(x, y)", "y integer", [(2,)]),
    ("SELECT x AS y FROM (VALUES (1), (2)) t(x) ORDER BY y + 1 LIMIT 1", "y integer", [(1,)]),
    ("SELECT x AS x, x + 1 AS y FROM (VALUES (1)) t(x) WHERE x = 1", "x integer, y integer", [(1, 2)]),
    ("SELECT column1 + 1 AS column1 FROM (VALUES (1)) t WHERE column1 = 1", "column1 integer", [(2,)]),
    (
        "SELECT 1 IN (SELECT 1), 1 = ANY (ARRAY[1]), 1 > ALL (SELECT 0), 1 NOT IN (2, 3)",
        "1 boolean, 2 boolean, 3 boolean, 4 boolean",
        [(True, True, True, True)],
    ),
    ("SELECT CASE x WHEN 1 THEN 'one' ELSE 'many' END FROM (VALUES (1)) t(x)", "case text", [("one",)]),
    (
        'SELECT count(*) AS "ssot__Id__c" FROM "ssot__AiThing__dlm" HAVING count(*) > 1',
        "ssot__Id__c bigint",
        [(4,)],
    ),
    (
        'SELECT x."ssot__Id__c" FROM (SELECT count(*) AS "ssot__Id__c" FROM "ssot__AiThing__dlm") x WHERE x."ssot__Id__c" > 1',
        "ssot__Id__c bigint",
        [(4,)],
    ),
]
"""Joins, unions, subqueries, common tables."""
