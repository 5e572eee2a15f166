"""Statements that both engines refuse, with the SQLSTATE and the words of the real one.

Of syntax errors and of those in `STATES`, only the state is the same: the real engine says more.
"""

Refusal = tuple[str, str, str, str | None]
"""The statement, the SQLSTATE, the message, the hint."""

QUOTE = 'Try quoting the identifier: `"{}"`'
MEANT = 'Did you mean one of the following names: `"{}"`? (including the double quotes)'

NAMES: list[Refusal] = [
    ("SELECT * FROM nope", "42P01", 'table "nope" does not exist', None),
    ("SELECT * FROM Nope", "42P01", 'table "nope" does not exist', QUOTE.format("Nope")),
    ('SELECT * FROM "Nope"', "42P01", 'table "Nope" does not exist', None),
    (
        "SELECT * FROM ssot__AIPart__dlm",
        "42P01",
        'table "ssot__aipart__dlm" does not exist',
        QUOTE.format("ssot__AIPart__dlm"),
    ),
    ('SELECT * FROM "ssot__AiPart__dlm"', "42P01", 'table "ssot__AiPart__dlm" does not exist', None),
    (
        'WITH "Own" AS (SELECT 1) SELECT * FROM Own',
        "42P01",
        'table "own" does not exist',
        QUOTE.format("Own"),
    ),
    ('SELECT T.x FROM (SELECT 1 AS x) AS "T"', "42P01", 'unknown table "t"', QUOTE.format("T")),
    ("SELECT u.x FROM (SELECT 1 AS x) AS t", "42P01", 'unknown table "u"', None),
    ("SELECT nope", "42703", "unknown column 'nope'", None),
    (
        'SELECT ssot__Id__c FROM "ssot__AIPart__dlm"',
        "42703",
        "unknown column 'ssot__id__c'",
        MEANT.format("ssot__Id__c"),
    ),
    (
        'SELECT "ssot__id__c" FROM "ssot__AIPart__dlm"',
        "42703",
        "unknown column 'ssot__id__c'",
        MEANT.format("ssot__Id__c"),
    ),
    (
        'SELECT p."ssot__ID__c" FROM "ssot__AIPart__dlm" p',
        "42703",
        'unknown column "p"."ssot__ID__c"',
        MEANT.format("ssot__Id__c"),
    ),
    ('SELECT "ssot__Nope__c" FROM "ssot__AIPart__dlm"', "42703", "unknown column 'ssot__Nope__c'", None),
    ('SELECT rowid FROM "ssot__AIPart__dlm"', "42703", "unknown column 'rowid'", None),
    ('SELECT visible_ms FROM "ssot__AIPart__dlm"', "42703", "unknown column 'visible_ms'", None),
    ('SELECT "gone_ms" FROM "ssot__AIPart__dlm"', "42703", "unknown column 'gone_ms'", None),
    ('SELECT p FROM "ssot__AIPart__dlm" p', "42703", "unknown column 'p'", None),
    ("SELECT x FROM (SELECT 1 AS x) a, (SELECT 2 AS x) b", "42601", "'x' is ambiguous", None),
    ("SELECT 1::jsonb", "42704", 'type "jsonb" does not exist', None),
    ("SELECT cast(1 AS hugeint)", "42704", 'type "hugeint" does not exist', None),
    ("SELECT uper('a')", "42883", 'function "uper" does not exist', None),
    ("SELECT hash('a')", "42883", 'function "hash" does not exist', None),
    ("SELECT approx_quantile(1, 0.5)", "42883", 'function "approx_quantile" does not exist', None),
    ("SELECT list_value(1)", "42883", 'function "list_value" does not exist', None),
    (
        "SELECT date_diff('day', DATE '2026-01-01', DATE '2026-01-02')",
        "42883",
        'function "date_diff" does not exist',
        None,
    ),
    ("SELECT \"UPPER\"('a')", "42883", 'function "UPPER" does not exist', None),
    ("SELECT json_value('{}', '$.a')", "0A000", "JSON_VALUE is not implemented yet", None),
]
"""What isn't there."""

ALIASES: list[Refusal] = [
    ("SELECT 1 AS a, a + 1 AS b", "42703", "unknown column 'a'", None),
    ("SELECT x AS y FROM (VALUES (1)) t(x) WHERE y = 1", "42703", "unknown column 'y'", None),
    ("SELECT x AS y FROM (VALUES (1)) t(x) WHERE abs(y) = 1 AND x = 1", "42703", "unknown column 'y'", None),
    ("SELECT x AS y FROM (VALUES (1)) t(x) HAVING y > 0", "42703", "unknown column 'y'", None),
    ("SELECT x AS y FROM (VALUES (1)) t(x) GROUP BY y + 1", "42703", "unknown column 'y'", None),
    (
        "SELECT row_number() OVER () rn FROM (VALUES (1)) t(x) WHERE rn = 1",
        "42703",
        "unknown column 'rn'",
        None,
    ),
    ("SELECT count(*) FROM (VALUES (1)) t(x) HAVING count > 0", "42703", "unknown column 'count'", None),
]
"""Names of results where there are no results yet."""

VALUES: list[Refusal] = [
    ("SELECT 1 / 0", "22012", "division by zero", None),
    ("SELECT 1.0 / 0", "22012", "division by zero", None),
    ("SELECT 7 % 0", "22012", "division by zero", None),
    ("SELECT x / (x - 1) FROM (VALUES (1)) t(x)", "22012", "division by zero", None),
    ("SELECT 'x'::int", "22P02", "invalid input syntax for integer: 'x'", None),
    ("SELECT cast('abc' AS boolean)", "22P02", "invalid input syntax for bool: 'abc'", None),
    ("SELECT 'x'::json", "22P02", "invalid JSON document", None),
    ("SELECT cast(3000000000 AS int)", "22003", "numeric overflow", None),
    ("SELECT 2147483647 + 1", "22003", "numeric overflow", None),
    ("SELECT sum(x) FROM (VALUES (9223372036854775807), (1)) t(x)", "22003", "numeric overflow", None),
    ("SELECT cast(1e30 AS numeric(38,18))", "22003", "numeric overflow", None),
    (
        "SELECT (SELECT x FROM (VALUES (1), (2)) t(x))",
        "21000",
        "scalar subquery produced more than one tuple",
        None,
    ),
    (
        "SELECT date_add('hour', 1, TIMESTAMP '2026-01-28 00:00:00')",
        "22023",
        "date unit 'hour' not recognized",
        None,
    ),
    (
        "SELECT date_trunc('foo', TIMESTAMP '2026-01-28 00:00:00')",
        "22023",
        "timestamp unit 'foo' not recognized",
        None,
    ),
    (
        "SELECT datediff('foo', DATE '2026-01-28', DATE '2026-01-28')",
        "22023",
        "timestamp unit not recognized: Invalid unit: foo",
        None,
    ),
    (
        "SELECT date_part('weekday', DATE '2026-01-28')",
        "22023",
        "timestamp unit 'weekday' not recognized",
        None,
    ),
]
"""What can't be computed."""

MIXED: list[Refusal] = [
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" t JOIN "ssot__AIPart__dlm" p ON t."ssot__Score__c" = p."ssot__AiThingId__c"',
        "42601",
        "cannot compare 'numeric(38,18)' and 'text'",
        None,
    ),
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE "ssot__Id__c" < "ssot__StartTimestamp__c"',
        "42601",
        "cannot compare 'text' and 'timestamptz'",
        None,
    ),
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE "ssot__Id__c" = 0',
        "42601",
        "cannot compare 'text' and 'integer'",
        None,
    ),
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" t WHERE t."ssot__Id__c" IN (0, 1)',
        "42601",
        "cannot compare 'text' and 'integer'",
        None,
    ),
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE "ssot__Id__c" NOT BETWEEN -1 AND 1',
        "42601",
        "cannot compare 'text' and 'integer'",
        None,
    ),
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE 1.25 = "ssot__Id__c"',
        "42601",
        "cannot compare 'numeric(3,2)' and 'text'",
        None,
    ),
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE "ssot__Id__c" = TRUE',
        "42601",
        "cannot compare 'text' and 'boolean'",
        None,
    ),
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE "ssot__Id__c" > current_date',
        "42601",
        "cannot compare 'text' and 'date'",
        None,
    ),
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE "ssot__Id__c" > DATE \'2026-01-28\'',
        "42601",
        "cannot compare 'text' and 'date'",
        None,
    ),
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE "ssot__Id__c" > now()',
        "42601",
        "cannot compare 'text' and 'timestamptz'",
        None,
    ),
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE "ssot__IsGood__c" = 1',
        "42601",
        "cannot compare 'boolean' and 'integer'",
        None,
    ),
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE "ssot__Score__c" = \'x\'',
        "42601",
        "implicit cast of 'text' to compare with 'numeric(38,18)' failed: invalid number format: invalid character in numeric string",
        None,
    ),
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE "ssot__StartTimestamp__c" > \'x\'',
        "42601",
        "implicit cast of 'text' to compare with 'timestamptz' failed: Invalid string token in timestamp literal 'x'",
        None,
    ),
]
"""What can't be compared."""

GRAMMAR: list[Refusal] = [
    ("SELECT (1, 2) > (1, 1)", "0A000", "ROW types are disabled", None),
    (
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE ("ssot__StartTimestamp__c", "ssot__Id__c") > (\'1970-01-01\', \'a\')',
        "0A000",
        "ROW types are disabled",
        None,
    ),
    ("SELECT 1 WHERE (1, 2) IN ((1, 2))", "0A000", "ROW types are disabled", None),
    ("SELECT row(1, 2)", "0A000", "ROW types are disabled", None),
    ("SELECT x FROM (VALUES (1, 2)) t(x, y) ORDER BY (x, y)", "0A000", "ROW types are disabled", None),
    ("SELECT 1; SELECT 2", "0A000", "multi-part queries are disabled", None),
    ("SELECT 2 ** 3", "42601", "unknown operator '**'", None),
    ("SELECT 7 // 2", "42601", "unknown operator '//'", None),
    ("SELECT 1 == 1", "42601", "unknown operator '=='", None),
    ("SELECT 'abc' ^@ 'a'", "42601", "unknown operator '^@'", None),
    ("SELECT * FROM scan('x')", "42601", '"scan" is not a table function', None),
    ("SELECT x FROM (VALUES (1)) t(x) ORDER BY 2", "42601", "invalid column number in order-by", None),
    (
        "SELECT DISTINCT x FROM (VALUES (1, 2)) t(x, y) ORDER BY y",
        "42601",
        "in a SELECT DISTINCT expression the ORDER BY clause can only reference the projection",
        None,
    ),
    (
        "SELECT DISTINCT ON (x) x FROM (VALUES (1, 2)) t(x, y) ORDER BY x, y",
        "42601",
        "in a SELECT DISTINCT expression the ORDER BY clause can only reference the projection",
        None,
    ),
]
"""What can't be written."""

STATES: dict[str, list[str]] = {
    "42601": [
        "",
        "   -- nothing",
        "SELEC 1",
        "SELECT 1 +",
        "SELECT 1,",
        "SELECT x, FROM (VALUES (1)) t(x)",
        "SELECT ,1",
        "SELECT (1",
        "SELECT 1)",
        "SELECT [1, 2]",
        "SELECT ARRAY[1, 2",
        "SELECT {'a': 1}",
        "SELECT 'abc",
        'SELECT "abc',
        "SELECT 1 /* never closed",
        "SELECT /* a /* b */ c */ 1",
        "SELECT 'a' 'b'",
        'SELECT 1 AS ""',
        "SELECT 1 LIMIT 1 LIMIT 2",
        "SELECT 1 QUALIFY row_number() OVER () = 1",
        "SELECT x FROM (VALUES (1)) t(x) QUALIFY row_number() OVER () = 1",
        "FROM (VALUES (1)) t(x)",
        "SELECT * FROM (FROM (VALUES (1)) t(x)) q",
        "SELECT 1 UNION ALL BY NAME SELECT 2",
        "SELECT 1 UNION BY NAME SELECT 2",
        "SELECT * REPLACE (1 AS x) FROM (VALUES (1)) t(x)",
        "SELECT * FROM (VALUES (1)) a(x) SEMI JOIN (VALUES (1)) b(y) ON x = y",
        "SELECT * FROM (VALUES (1)) a(x) ASOF JOIN (VALUES (1)) b(y) ON x >= y",
        "SELECT x -> x + 1 FROM (VALUES (1)) t(x)",
        "SELECT 'a'.upper()",
        "SELECT authorization FROM (VALUES (1)) t(x)",
        "SELECT x day FROM (VALUES (1)) t(x)",
        "WITH a(x) AS MATERIALIZED (SELECT 1) SELECT * FROM a",
        "SELECT cast(1)",
        "SELECT cast(1 AS int int)",
        "SELECT extract(year)",
        "SELECT extract(weekday FROM DATE '2026-01-28')",
        "SELECT 'a' + 1",
        "SELECT upper(1)",
        "SELECT upper('a', 'b')",
        "SELECT sum('a')",
        "SELECT listagg('a')",
        "SELECT date_trunc('day')",
        "SELECT x, count(*) FROM (VALUES (1)) t(x)",
        "SELECT 1 FROM (VALUES (1)) t(x) WHERE count(*) > 0",
        "SELECT 1 UNION SELECT 1, 2",
        "SELECT x LIKE 1 FROM (VALUES ('a')) t(x)",
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE "ssot__StartTimestamp__c" LIKE \'2026%\'',
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE "ssot__StartTimestamp__c" > 5',
        'SELECT 1 FROM "ssot__AiThing__dlm" WHERE "ssot__StartTimestamp__c" = abs(-5)',
        "WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a",
        # What isn't a query.
        "CREATE TABLE x (a int)",
        'DROP TABLE "ssot__AIPart__dlm"',
        'DELETE FROM "ssot__AIPart__dlm"',
        "INSERT INTO x VALUES (1)",
        "WITH x AS (DELETE FROM t RETURNING *) SELECT 1",
        "COPY (SELECT 1) TO '/tmp/x'",
        "ATTACH '/tmp/x' AS y",
        "INSTALL httpfs",
        "LOAD httpfs",
        "PRAGMA database_list",
        "SET time_zone = 'UTC'",
        "EXPLAIN SELECT 1",
        "SHOW ALL",
        "DESCRIBE SELECT 1",
        "SELECT 1 INTO x",
        # What would read files.
        "SELECT * FROM read_parquet('/tmp/x.parquet')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM '/etc/passwd'",
    ],
    "42P01": [
        'SELECT * FROM "/etc/passwd"',
        "SELECT * FROM duckdb_settings",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM information_schema.tables",
    ],
    "22P02": [
        "SELECT 'x'::date",
        "SELECT '2026-13-01'::timestamptz",
        "SELECT 'x'::numeric(38,18)",
        "SELECT 'x'::double precision",
        "SELECT '25:00'::time",
    ],
    "42501": [
        "SELECT * FROM external('/etc/passwd', format => 'csv')",
        "SELECT * FROM \"external\"('/etc/passwd')",
        "SELECT * FROM EXTERNAL('/etc/passwd')",
    ],
    "54001": ["SELECT " + "(" * 20_000 + "1" + ")" * 20_000],
    "22021": ["SELECT 'a\0b'", "SELECT '\ud800'"],
    "42883": ["SELECT getenv('HOME')", "SELECT nope(1)", "SELECT read_text('/etc/passwd')"],
}
"""What fails with the same state, in other words."""

ONLY_REAL = [
    "SELECT initcap('ab c')",
    "SELECT x FROM generate_series(1, 3) g(x)",
    "SELECT 'abc' SIMILAR TO 'a%'",
    "SELECT overlay('abc' PLACING 'x' FROM 1)",
    "SELECT 5 # 3, @ -1",
    "SELECT U&'\\0041'",
    "SELECT 'a'::char(3)",
    "SELECT to_char(now(), 'Day')",
    "SELECT to_char(now(), 'Y' || 'YYY')",
    "SELECT extract(century FROM now())",
    "SELECT regexp_count('a', 'a')",
    "SELECT random() IS NULL",
    'SELECT "ssot__Id__c" COLLATE "en_US" FROM "ssot__AIPart__dlm"',
]
"""What the real engine answers and its stand-in can't."""
