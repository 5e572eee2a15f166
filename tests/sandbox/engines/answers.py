"""Statements that both engines answer, and the answers of the real one: columns with their types, then rows.

Each is asked at 2026-01-02 03:04:05.678 UTC over the tables of `build`. A result without ORDER BY has no
order. `numeric` is a decimal of any size: how many digits a computed one has is what the engines may differ in.
"""

from decimal import Decimal
from typing import Any

Answer = tuple[str, str, list[tuple[Any, ...]]]

NAMES: list[Answer] = [
    (
        "SELECT CASE WHEN TRUE THEN 1 END + CASE WHEN FALSE THEN 1 ELSE 2 END, CASE WHEN 1=-1 THEN 1 ELSE 2 END x",
        "1 integer, x integer",
        [(3, 2)],
    ),
    (
        "SELECT INTERVAL '1' DAY d, INTERVAL '1 day' e, 1 IS NOT DISTINCT FROM abs(1)",
        "d interval, e interval, 3 boolean",
        [((0, 1, 0), (0, 1, 0), True)],
    ),
    (
        'SELECT * FROM "ssot__AIPart__dlm" ORDER BY 1 LIMIT 1',
        "ssot__Id__c text, ssot__AiThingId__c text",
        [("p", "a")],
    ),
    (
        'SELECT * FROM "ssot__AiThing__dlm" WHERE "ssot__Id__c" = \'a\'',
        "ssot__Id__c text, ssot__StartTimestamp__c timestamptz, ssot__Score__c numeric(38,18), ssot__IsGood__c boolean",
        [("a", "1970-01-02T00:00:00+00:00", Decimal("1.5"), True)],
    ),
    (
        'SELECT 1 AS "A", 2 AS B, 3 AS "b c", 4 d',
        "A integer, b integer, b c integer, d integer",
        [(1, 2, 3, 4)],
    ),
    ("SELECT 1 AS a, 2 AS a", "a integer, a integer", [(1, 2)]),
    ('SELECT 1 AS "a""b"', 'a"b integer', [(1,)]),
    (
        "SELECT 1, 'a', NULL, TRUE, -1, 1 + 1",
        "1 integer, 2 text, 3 text, 4 boolean, 5 integer, 6 integer",
        [(1, "a", None, True, -1, 2)],
    ),
    ("SELECT *, 1 FROM (VALUES (1, 2)) t(x, y)", "x integer, y integer, 2 integer", [(1, 2, 1)]),
    ("SELECT t.*, count(*) OVER () FROM (VALUES (1)) t(x)", "x integer, count bigint", [(1, 1)]),
    (
        "SELECT count(*), sum(x), -sum(x), (max(x)) FROM (VALUES (1)) t(x)",
        "count bigint, sum bigint, 3 bigint, max integer",
        [(1, 1, -1, 1)],
    ),
    (
        "SELECT x::text, cast(x AS bigint), (x), t.x FROM (VALUES (1)) t(x)",
        "x text, x bigint, x integer, x integer",
        [("1", 1, 1, 1)],
    ),
    ("SELECT '1'::int, cast('1' AS int)", "1 integer, 2 integer", [(1, 1)]),
    (
        "SELECT CASE WHEN TRUE THEN 1 END, coalesce(NULL, 2), trim(' a ')",
        "case integer, coalesce integer, btrim text",
        [(1, 2, "a")],
    ),
    (
        "SELECT extract(year FROM DATE '2026-01-28'), position('b' IN 'abc')",
        "date_part integer, position integer",
        [(2026, 2)],
    ),
    (
        "SELECT (SELECT 1 AS x), EXISTS (SELECT 1), 1 IN (1)",
        "1 integer, 2 boolean, 3 boolean",
        [(1, True, True)],
    ),
    ("SELECT x[1], x FROM (VALUES (ARRAY[1, 2])) t(x)", "x integer, x integer[]", [(1, [1, 2])]),
    ("SELECT * FROM (VALUES (1, 'a'))", "column1 integer, column2 text", [(1, "a")]),
    ("VALUES (1), (2) ORDER BY 1", "column1 integer", [(1,), (2,)]),
    ("SELECT 1_000", "_000 integer", [(1,)]),
    ('WITH "Own" AS (SELECT 1 AS "X") SELECT "X" FROM "Own"', "X integer", [(1,)]),
    (
        'SELECT "T"."ssot__Id__c" FROM "ssot__AIPart__dlm" AS "T" ORDER BY 1 LIMIT 1',
        "ssot__Id__c text",
        [("p",)],
    ),
    ("SELECT x AS day FROM (VALUES (1)) t(x)", "day integer", [(1,)]),
    (
        "SELECT day, name, value, type, text FROM (VALUES (1, 2, 3, 4, 5)) t(day, name, value, type, text)",
        "day integer, name integer, value integer, type integer, text integer",
        [(1, 2, 3, 4, 5)],
    ),
    (
        "SELECT 1 x, 'it''s', $$a$$, E'\\n' -- a comment",
        "x integer, 2 text, 3 text, 4 text",
        [(1, "it's", "a", "\n")],
    ),
    ("SELECT /* one ; two */ 1;", "1 integer", [(1,)]),
    ("(SELECT 1)", "1 integer", [(1,)]),
    (
        'TABLE "ssot__AIPart__dlm" ORDER BY 1 LIMIT 1',
        "ssot__Id__c text, ssot__AiThingId__c text",
        [("p", "a")],
    ),
]
"""What results are called."""

TYPES: list[Answer] = [
    (
        "SELECT x::timestamp with time zone w FROM (VALUES ('2026-01-28')) t(x)",
        "w timestamptz",
        [("2026-01-28T00:00:00+00:00",)],
    ),
    ("SELECT ARRAY[1]::bigint[], 1e1 = 10", "1 bigint[], 2 boolean", [([1], True)]),
    (
        "SELECT 1::numeric, 1.5::decimal(5, 2), '{1}' = '{2}'",
        "1 numeric, 2 numeric, 3 boolean",
        [(1, Decimal("1.5"), False)],
    ),
    (
        "SELECT t.d::json -> 'a' ->> 'b', lower(d)::json -> 'a' FROM (VALUES ('{\"a\":{\"b\":1}}')) t(d)",
        "1 text, 2 text",
        [("1", '{"b":1}')],
    ),
    (
        (
            "SELECT x::timestamp with time zone, x::timestamp without time zone AS y, x::character varying(30)"
            " FROM (VALUES ('2026-01-28')) t(x)"
        ),
        "x timestamptz, y timestamp, x text",
        [("2026-01-28T00:00:00+00:00", "2026-01-28T00:00:00", "2026-01-28")],
    ),
    (
        "SELECT 1::smallint, 1::int, 1::bigint, 1::real, 1::double precision, 1::float, 1::numeric(38,18), 1::numeric(5,2)",
        "1 smallint, 2 integer, 3 bigint, 4 real, 5 double, 6 double, 7 numeric(38,18), 8 numeric",
        [(1, 1, 1, 1.0, 1.0, 1.0, Decimal(1), Decimal(1))],
    ),
    (
        "SELECT 'a'::text, 'a'::varchar(10), TRUE, 'true'::boolean, 'a'::bytea",
        "1 text, 2 text, 3 boolean, 4 boolean, 5 bytea",
        [("a", "a", True, True, b"a")],
    ),
    (
        "SELECT DATE '2026-01-28', TIME '01:02:03', TIMESTAMP '2026-01-28 01:02:03.5', INTERVAL '90' MINUTE IS NULL",
        "1 date, 2 time, 3 timestamp, 4 boolean",
        [("2026-01-28", "01:02:03", "2026-01-28T01:02:03.500000", False)],
    ),
    (
        (
            "SELECT TIMESTAMPTZ '2026-01-28 00:00:00+00', TIMESTAMP WITH TIME ZONE '2026-01-28T00:00:00Z',"
            " '2026-01-28 02:00:00+02'::timestamptz, cast('2026-01-28' AS timestamptz)"
        ),
        "1 timestamptz, 2 timestamptz, 3 timestamptz, 4 timestamptz",
        [("2026-01-28T00:00:00+00:00",) * 4],
    ),
    ("SELECT ARRAY[1, 2], ARRAY['a', NULL]", "1 integer[], 2 text[]", [([1, 2], ["a", None])]),
    (
        "SELECT try_cast('x' AS int), try_cast('2026-01-28' AS date)",
        "1 integer, 2 date",
        [(None, "2026-01-28")],
    ),
    (
        "SELECT 1.50::text, TRUE::text, DATE '2026-01-28'::text, 2::numeric(38,18)::text",
        "1 text, 2 text, 3 text, 4 text",
        [("1.50", "true", "2026-01-28", "2.000000000000000000")],
    ),
    (
        "SELECT TIMESTAMPTZ '2026-01-28 01:02:03.5Z'::text, TIMESTAMPTZ '2026-01-28 23:00:00Z'::date",
        "1 text, 2 date",
        [("2026-01-28 01:02:03.5+00", "2026-01-28")],
    ),
    (
        "SELECT cast(1.5 AS int), cast(2.5 AS int), cast(-1.5 AS int), cast(1.9 AS bigint)",
        "1 integer, 2 integer, 3 integer, 4 bigint",
        [(2, 3, -2, 2)],
    ),
    (
        "SELECT INTERVAL '1' DAY, INTERVAL '2 hours'",
        "1 interval, 2 interval",
        [((0, 1, 0), (0, 0, 7_200_000_000_000))],
    ),
    (
        "SELECT '{\"a\":{\"b\":\"c\"}}'::json -> 'a' ->> 'b', '[1,2]'::json ->> 0, '{\"a\":1}'::json ->> 'z'",
        "1 text, 2 text, 3 text",
        [("c", "1", None)],
    ),
    ("SELECT 1 WHERE '{\"a\":\"b\"}'::json ->> 'a' = 'b'", "1 integer", [(1,)]),
    (
        "SELECT '{\"a\": 1}'::json -> 'a', json_array_length('[1,2]'::json)",
        "1 text, json_array_length bigint",
        [("1", 2)],
    ),
    (
        "SELECT DATE '2026-01-28' = '2026-01-28', 1 = 1.0, '2' > 1",
        "1 boolean, 2 boolean, 3 boolean",
        [(True, True, True)],
    ),
]
"""What types results have."""

NUMBERS: list[Answer] = [
    (
        "SELECT 7 / 2, -7 / 2, 7 % 3, -7 % 3, 7 / 2 * 1.0",
        "1 integer, 2 integer, 3 integer, 4 integer, 5 numeric",
        [(3, -3, 1, -1, 3)],
    ),
    ("SELECT 7::bigint / 2, 7::smallint / 2::smallint", "1 bigint, 2 smallint", [(3, 3)]),
    (
        "SELECT 7 / 2.0, 1 / 3.0, 1000.0 / 3, 7e0 / 2",
        "1 numeric, 2 numeric, 3 numeric, 4 double",
        [(Decimal("3.5"), Decimal("0.333333"), Decimal("333.333333"), 3.5)],
    ),
    ("SELECT 1e0 / 0, 1 / NULL, NULL / 2", "1 double, 2 integer, 3 integer", [(float("inf"), None, None)]),
    (
        "SELECT 1500::numeric(38,18) / 1000, 1.5::numeric(38,18) + 1, -(1.5::numeric(38,18))",
        "1 numeric(38,18), 2 numeric(38,18), 3 numeric(38,18)",
        [(Decimal("1.5"), Decimal("2.5"), Decimal("-1.5"))],
    ),
    (
        "SELECT round(100.0 * count(*) / 3, 2), sum(x) / count(*), sum(x) / 2.0 FROM (VALUES (1)) t(x)",
        "round numeric, 2 bigint, 3 numeric",
        [(Decimal("33.33"), 1, Decimal("0.5"))],
    ),
    (
        "SELECT 2147483647 + 1::bigint, 1::int + 1::smallint, 1.5 * 2",
        "1 bigint, 2 integer, 3 numeric",
        [(2147483648, 2, 3)],
    ),
    (
        "SELECT abs(-1), mod(7, 3), sqrt(4), power(2, 10), ln(1), exp(0), pi() > 3, log(100)",
        "abs integer, mod integer, sqrt double, power double, ln double, exp double, 7 boolean, log double",
        [(1, 1, 2.0, 1024.0, 0.0, 1.0, True, 2.0)],
    ),
    (
        "SELECT round(1.25::numeric(38,18), 1), floor(-1.5::numeric(38,18)), ceil(1.2::numeric(38,18)), ceiling(1.2e0), trunc(1.9e0), round(2.6e0)",
        "round numeric(38,18), floor numeric(38,18), ceil numeric(38,18), ceiling double, trunc double, round double",
        [(Decimal("1.3"), -2, 2, 2.0, 1.0, 3.0)],
    ),
    (
        "SELECT div(7, 2), greatest(1, NULL, 3), least(2, 1), nullif(1, 1), ifnull(NULL, 1), nvl(NULL, 2)",
        "div integer, greatest integer, least integer, nullif integer, ifnull integer, nvl integer",
        [(3, 3, 1, None, 1, 2)],
    ),
    ("SELECT 5 & 3, 5 | 3, 1 << 2, 2 ^ 3", "1 integer, 2 integer, 3 integer, 4 double", [(1, 7, 4, 8.0)]),
]
"""Arithmetic."""

TEXTS: list[Answer] = [
    (
        "SELECT upper('aä'), lower('AÄ'), length('😀'), char_length('ab'), octet_length('ä'), reverse('ab')",
        "upper text, lower text, length integer, char_length integer, octet_length integer, reverse text",
        [("AÄ", "aä", 1, 2, 2, "ba")],
    ),
    (
        "SELECT left('abc', 2), right('abc', 2), substring('abc', 2, 1), substring('abc' FROM 2 FOR 1), substr('abc', 2)",
        "left text, right text, substring text, substring text, substr text",
        [("ab", "bc", "b", "b", "bc")],
    ),
    (
        "SELECT 'a' || 'b', 'a' || NULL, 'a' || 1, concat('a', NULL, 1), concat_ws('-', 'a', 'b')",
        "1 text, 2 text, 3 text, concat text, concat_ws text",
        [("ab", None, "a1", "a1", "a-b")],
    ),
    (
        "SELECT replace('aab', 'a', 'c'), repeat('ab', 2), lpad('a', 3, 'x'), rpad('a', 3, 'x'), split_part('a.b', '.', 2)",
        "replace text, repeat text, lpad text, rpad text, split_part text",
        [("ccb", "abab", "xxa", "axx", "b")],
    ),
    (
        "SELECT ltrim(' a'), rtrim('a '), btrim('xax', 'x'), trim(both 'x' FROM 'xax'), trim(leading 'x' FROM 'xax'), trim(trailing 'x' FROM 'xax')",
        "ltrim text, rtrim text, btrim text, btrim text, ltrim text, rtrim text",
        [("a", "a", "a", "a", "ax", "xa")],
    ),
    (
        "SELECT position('c' IN 'abc'), strpos('abc', 'z'), starts_with('abc', 'a'), ends_with('abc', 'c'), contains('abc', 'b')",
        "position integer, strpos integer, starts_with boolean, ends_with boolean, contains boolean",
        [(3, 0, True, True, True)],
    ),
    (
        "SELECT 'abc' LIKE 'a%', 'abc' LIKE 'A%', 'abc' ILIKE 'A%', 'abc' NOT LIKE 'b', 'a' LIKE NULL",
        "1 boolean, 2 boolean, 3 boolean, 4 boolean, 5 boolean",
        [(True, False, True, True, None)],
    ),
    (
        "SELECT 'a_c' LIKE 'a\\_c', 'abc' LIKE 'a\\_c', 'a%' LIKE 'a#%' ESCAPE '#'",
        "1 boolean, 2 boolean, 3 boolean",
        [(True, False, True)],
    ),
    (
        "SELECT 'abc' ~ 'B', 'abc' ~* 'B', 'abc' !~ 'z', 'abc' !~* 'B'",
        "1 boolean, 2 boolean, 3 boolean, 4 boolean",
        [(False, True, True, False)],
    ),
    (
        "SELECT regexp_like('abc', 'b.'), regexp_like('ABC', 'b', 'i'), regexp_replace('abcb', 'b', 'x'), regexp_replace('abcb', 'b', 'x', 'g')",
        "regexp_like boolean, regexp_like boolean, regexp_replace text, regexp_replace text",
        [(True, True, "axcb", "axcx")],
    ),
    (
        "SELECT regexp_substr('abc', 'b.'), regexp_substr('abc', 'z')",
        "regexp_substr text, regexp_substr text",
        [("bc", None)],
    ),
    (
        "SELECT md5('a'), ascii('a'), chr(65)",
        "md5 text, ascii integer, chr text",
        [("0cc175b9c0f1b6a831c399e269772661", 97, "A")],
    ),
    (
        "SELECT array_to_string(ARRAY['a', 'b'], ','), string_to_array('a,b', ','), array_contains(ARRAY[1], 1), array_length(ARRAY[1, 2])",
        "array_to_string text, string_to_array text[], array_contains boolean, array_length integer",
        [("a,b", ["a", "b"], True, 2)],
    ),
    (
        "SELECT x FROM (VALUES ('a'), ('B'), ('ä'), ('Z'), (NULL)) t(x) ORDER BY x",
        "x text",
        [("B",), ("Z",), ("a",), ("ä",), (None,)],
    ),
    ("SELECT x FROM (VALUES ('a'), (NULL)) t(x) ORDER BY x DESC", "x text", [(None,), ("a",)]),
    (
        "SELECT '' IS NULL, '' = '', 'a' IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL",
        "1 boolean, 2 boolean, 3 boolean, 4 boolean",
        [(False, True, True, True)],
    ),
    (
        "SELECT TRUE AND NULL, FALSE AND NULL, NOT TRUE, TRUE IS TRUE, NULL IS UNKNOWN",
        "1 boolean, 2 boolean, 3 boolean, 4 boolean, 5 boolean",
        [(None, False, False, True, True)],
    ),
]
"""Texts and truth."""

MOMENTS: list[Answer] = [
    (
        "SELECT now(), current_timestamp, getdate(), current_date, localtimestamp",
        "now timestamptz, now timestamptz, getdate timestamptz, date date, timestamp timestamp",
        [("2026-01-02T03:04:05.678000+00:00",) * 3 + ("2026-01-02", "2026-01-02T03:04:05.678000")],
    ),
    (
        "SELECT current_time, localtime, now() AS x, date(now())",
        "timetz time, time time, x timestamptz, date date",
        [("03:04:05.678000", "03:04:05.678000", "2026-01-02T03:04:05.678000+00:00", "2026-01-02")],
    ),
    (
        "SELECT current_date - INTERVAL '7' DAY, current_date - 7, now() - INTERVAL '1 hour', DATE '2026-01-28' + 1",
        "1 timestamp, 2 date, 3 timestamptz, 4 date",
        [("2025-12-26T00:00:00", "2025-12-26", "2026-01-02T02:04:05.678000+00:00", "2026-01-29")],
    ),
    (
        "SELECT TIMESTAMPTZ '2026-01-31 01:00:00Z' + INTERVAL '1' MONTH, TIMESTAMPTZ '2026-01-02 01:00:00Z' - TIMESTAMPTZ '2026-01-01 00:00:00Z'",
        "1 timestamptz, 2 interval",
        [("2026-02-28T01:00:00+00:00", (0, 1, 3_600_000_000_000))],
    ),
    (
        "SELECT date_add('day', 1, DATE '2026-01-31'), date_add('month', 1, TIMESTAMP '2026-01-31 01:00:00'), date_add('WEEKS', -1, TIMESTAMPTZ '2026-01-31 01:00:00Z')",
        "date_add timestamp, date_add timestamp, date_add timestamptz",
        [("2026-02-01T00:00:00", "2026-02-28T01:00:00", "2026-01-24T01:00:00+00:00")],
    ),
    (
        "SELECT date_add('year', 1, DATE '2026-01-31'), date_add('quarter', 1, DATE '2026-01-31'), date_add('decade', 1, DATE '2026-01-31')",
        "date_add timestamp, date_add timestamp, date_add timestamp",
        [("2027-01-31T00:00:00", "2026-04-30T00:00:00", "2036-01-31T00:00:00")],
    ),
    (
        "SELECT datediff('day', DATE '2026-01-01', DATE '2026-01-03'), datediff('hour', TIMESTAMPTZ '2026-01-02 00:59:00Z', TIMESTAMPTZ '2026-01-02 01:01:00Z'), datediff('millisecond', TIMESTAMP '2026-01-02 00:00:00', TIMESTAMP '2026-01-02 00:00:01.5')",
        "datediff bigint, datediff bigint, datediff bigint",
        [(2, 1, 1500)],
    ),
    (
        "SELECT datediff('week', DATE '2026-01-03', DATE '2026-01-04'), datediff('week', DATE '2026-01-04', DATE '2026-01-05'), datediff('week', DATE '2026-01-31', DATE '2027-01-31')",
        "datediff bigint, datediff bigint, datediff bigint",
        [(1, 0, 53)],
    ),
    (
        "SELECT date_trunc('hour', TIMESTAMPTZ '2026-01-28 05:06:07Z'), date_trunc('month', DATE '2026-01-28'), date_trunc('week', TIMESTAMP '2026-01-28 05:06:07')",
        "date_trunc timestamptz, date_trunc timestamp, date_trunc timestamp",
        [("2026-01-28T05:00:00+00:00", "2026-01-01T00:00:00", "2026-01-26T00:00:00")],
    ),
    (
        "SELECT extract(year FROM x), extract(month FROM x), extract(day FROM x), extract(hour FROM x), extract(dow FROM x), extract(week FROM x) FROM (VALUES (TIMESTAMPTZ '2026-01-28 05:06:07.5Z')) t(x)",
        "date_part integer, date_part integer, date_part integer, date_part integer, date_part integer, date_part integer",
        [(2026, 1, 28, 5, 3, 5)],
    ),
    (
        "SELECT extract(second FROM x), extract(milliseconds FROM x), extract(epoch FROM x) FROM (VALUES (TIMESTAMPTZ '2026-01-28 05:06:07.5Z')) t(x)",
        "date_part numeric, date_part integer, date_part numeric",
        [(Decimal("7.5"), 7500, Decimal("1769576767.5"))],
    ),
    (
        "SELECT extract(epoch FROM max(x) - min(x)) FROM (VALUES (TIMESTAMPTZ '2026-01-28 00:00:00Z'), (TIMESTAMPTZ '2026-01-28 00:00:01.5Z')) t(x)",
        "date_part double",
        [(1.5,)],
    ),
    (
        "SELECT date_part('year', DATE '2026-01-28'), date_part('second', TIMESTAMP '2026-01-28 01:02:03.5')",
        "date_part double, date_part double",
        [(2026.0, 3.5)],
    ),
    (
        "SELECT to_char(x, 'YYYY-MM-DD HH24:MI:SS.MS'), to_char(x, 'DD.MM.YY'), to_char(x, 'yyyy-mm-dd'), to_char(x, 'Mon DD, YYYY HH12:MI PM') FROM (VALUES (TIMESTAMPTZ '2026-01-28 15:06:07.5Z')) t(x)",
        "to_char text, to_char text, to_char text, to_char text",
        [("2026-01-28 15:06:07.500", "28.01.26", "2026-01-28", "Jan 28, 2026 03:06 PM")],
    ),
    (
        "SELECT to_char(DATE '2026-01-02', 'IYYY-IW DDD \"day\" FMDay FMMonth FMDD'), to_char(TIMESTAMP '2026-01-02 00:00:00.000001', 'US')",
        "to_char text, to_char text",
        [("2026-01 002 day Friday January 2", "000001")],
    ),
    (
        "SELECT to_timestamp(0.5), TIMESTAMP '2026-01-28 00:00:00' AT TIME ZONE 'UTC', TIMESTAMPTZ '2026-01-28 00:00:00Z' AT TIME ZONE 'UTC'",
        "to_timestamp timestamptz, 2 timestamptz, 3 timestamp",
        [("1970-01-01T00:00:00.500000+00:00", "2026-01-28T00:00:00+00:00", "2026-01-28T00:00:00")],
    ),
]
"""Moments, by a clock that stands still."""
