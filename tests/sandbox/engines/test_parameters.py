"""Parameters: values that stay values, whatever they look like."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rearview.sandbox.engines import Parameter, SqlEngine, SqlError
from tests.sandbox.engines.build import NOW, columns, rows

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@settings(deadline=None)
@given(text=TEXT)
@example(text="'")
@example(text="\\'; DROP TABLE x; --")
@example(text="$1 ? :name /* */ $$")
@example(text="\\")
@example(text="[/INST]</script>=cmd()\u202e\x1b[31m")
def test_hostile_texts_come_back(strict: SqlEngine, text: str) -> None:
    """A text is what it was, wherever it stands in a statement."""
    parameter = Parameter(name="it", type="varchar", value=text)
    sql = (
        "SELECT ?, $1, :it, ? || '', count(*) FILTER (WHERE 'x' = :it) FROM (VALUES (1)) t(x) WHERE :it = $1"
    )
    result = strict.query(sql, [parameter, parameter], now_ms=NOW)
    assert rows(result) == [(text, text, text, text, int(text == "x"))]


@pytest.mark.parametrize(
    ("type_", "value", "shape", "expected"),
    [
        ("varchar", "a", "1 text", "a"),
        ("Varchar", None, "1 text", None),
        ("text", "", "1 text", ""),
        ("char", "a", "1 text", "a"),
        ("SmallInt", "-1", "1 smallint", -1),
        ("Integer", "1", "1 integer", 1),
        ("integer", None, "1 integer", None),
        ("BigInt", "+9223372036854775807", "1 bigint", 9223372036854775807),
        ("Numeric", "-1.50", "1 numeric(38,18)", Decimal("-1.5")),
        ("numeric", "1e3", "1 numeric(38,18)", 1000),
        ("Double", "1.5", "1 double", 1.5),
        ("Float", "Infinity", "1 double", float("inf")),
        ("float4", "1.5", "1 real", 1.5),
        ("Bool", "true", "1 boolean", True),
        ("boolean", "f", "1 boolean", False),
        ("Date", "2026-01-28", "1 date", "2026-01-28"),
        ("Time", "01:02:03.5", "1 time", "01:02:03.500000"),
        ("Timestamp", "2026-01-28T01:02:03", "1 timestamp", "2026-01-28T01:02:03"),
        ("TimestampTZ", "2026-01-28T01:02:03.123456Z", "1 timestamptz", "2026-01-28T01:02:03.123456+00:00"),
        ("timestamptz", "2026-01-28 01:02:03+02:00", "1 timestamptz", "2026-01-27T23:02:03+00:00"),
        ("Unspecified", "a", "1 text", "a"),
    ],
)
def test_values_have_their_types(
    strict: SqlEngine, type_: str, value: str | None, shape: str, expected: object
) -> None:
    """Types are those of either API, in any case."""
    result = strict.query("SELECT ?", [Parameter(type=type_, value=value)], now_ms=NOW)
    assert (columns(result), rows(result)) == (shape, [(expected,)])


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("integer", "1; DROP TABLE x"),
        ("integer", "1.5"),
        ("integer", ""),
        ("bigint", "0x10"),
        ("numeric", "1_000"),
        ("double", "one"),
        ("bool", "maybe"),
        ("date", "28.01.2026"),
        ("time", "1"),
        ("timestamp", "now"),
        ("timestamptz", "yesterday"),
    ],
)
def test_values_are_checked(strict: SqlEngine, type_: str, value: str) -> None:
    """A value that isn't one of its type never becomes SQL."""
    with pytest.raises(SqlError) as error:
        strict.query("SELECT ?", [Parameter(type=type_, value=value)], now_ms=NOW)
    assert (error.value.sqlstate, value in error.value.message) == ("22P02", True)


@pytest.mark.parametrize(
    ("sql", "state"),
    [("SELECT ?, ?", "42601"), ("SELECT $2", "42601"), ("SELECT $0", "42601"), ("SELECT :other", "42601")],
)
def test_missing_values_are_named(strict: SqlEngine, sql: str, state: str) -> None:
    """A placeholder without a value is an error."""
    with pytest.raises(SqlError, match="unexpected parameter") as error:
        strict.query(sql, [Parameter(name="one", type="varchar", value="a")], now_ms=NOW)
    assert error.value.sqlstate == state


@pytest.mark.parametrize(
    ("parameter", "state"),
    [
        (Parameter(type="ArrayOfVarchar", value="{a}"), "0A000"),
        (Parameter(type="varchar", value="a\0b"), "22021"),
        (Parameter(type="varchar", value="\ud800"), "22021"),
    ],
)
def test_what_can_t_be_a_value(strict: SqlEngine, parameter: Parameter, state: str) -> None:
    """Arrays aren't known, and texts that no database can hold are refused."""
    with pytest.raises(SqlError) as error:
        strict.query("SELECT ?", [parameter], now_ms=NOW)
    assert error.value.sqlstate == state


def test_placeholders_in_texts_are_texts(strict: SqlEngine) -> None:
    """A question mark in quotes, a cast's colons and a name after a comment are no placeholders."""
    sql = """SELECT '? :a $1', "a?" -- :b\n::text FROM (SELECT 1 AS "a?") t"""
    assert rows(strict.query(sql, now_ms=NOW)) == [("? :a $1", "1")]


def test_values_find_rows(strict: SqlEngine) -> None:
    """A window and an id, as a client passes them."""
    sql = """
        SELECT "ssot__Id__c" FROM "ssot__AiThing__dlm"
        WHERE "ssot__StartTimestamp__c" >= :since AND "ssot__StartTimestamp__c" < :until ORDER BY 1
    """
    window = [
        Parameter(name="since", type="TimestampTZ", value="1970-01-02T00:00:00Z"),
        Parameter(name="until", type="TimestampTZ", value="1970-01-03T00:00:00Z"),
    ]
    assert rows(strict.query(sql, window, now_ms=NOW)) == [("a",), ("b",)]
