"""Names without quotes: production finds them whatever their case, the engine alone folds them."""

import pytest

from rearview.sandbox.engines import SqlEngine, SqlError
from tests.sandbox.engines.build import NOW, columns, rows


@pytest.mark.parametrize(
    ("sql", "shape", "expected"),
    [
        ("SELECT count(*) FROM ssot__AIPart__dlm", "count bigint", [(3,)]),
        ("SELECT COUNT(*) FROM SSOT__AIPART__DLM", "count bigint", [(3,)]),
        ("SELECT ssot__id__c FROM ssot__aipart__dlm ORDER BY 1 LIMIT 1", "ssot__Id__c text", [("p",)]),
        ("SELECT p.SSOT__Id__C AS Id FROM ssot__AIPart__dlm p ORDER BY Id LIMIT 1", "id text", [("p",)]),
        (
            (
                "SELECT t.ssot__Id__c FROM ssot__AiThing__dlm t JOIN ssot__AIPart__dlm p ON p.ssot__AITHINGID__c = t.ssot__id__c"
                " WHERE p.ssot__Id__c = 'r'"
            ),
            "ssot__Id__c text",
            [("b",)],
        ),
        ('SELECT "ssot__Id__c" AS "Id" FROM ssot__AIPart__dlm ORDER BY "Id" LIMIT 1', "Id text", [("p",)]),
        (
            "SELECT upper(ssot__Id__c) FROM ssot__AIPart__dlm WHERE ssot__Id__c LIKE 'p'",
            "upper text",
            [("P",)],
        ),
    ],
)
def test_lenient_names(lenient: SqlEngine, sql: str, shape: str, expected: list[tuple[object, ...]]) -> None:
    """Tables and columns are found whatever the case; other names fold as ever."""
    result = lenient.query(sql, now_ms=NOW)
    assert (columns(result), rows(result)) == (shape, expected)


@pytest.mark.parametrize(
    ("sql", "state"),
    [
        ('SELECT * FROM "ssot__aipart__dlm"', "42P01"),
        ('SELECT "SSOT__ID__C" FROM ssot__AIPart__dlm', "42703"),
        ("SELECT ssot__Score__c FROM ssot__AIPart__dlm", "42703"),
        ("SELECT * FROM ssot__Nope__dlm", "42P01"),
    ],
)
def test_quoted_names_stay_exact(lenient: SqlEngine, sql: str, state: str) -> None:
    """Quotes mean what they say, and a name that isn't there isn't there."""
    with pytest.raises(SqlError) as error:
        lenient.query(sql, now_ms=NOW)
    assert error.value.sqlstate == state


def test_texts_are_no_names(strict: SqlEngine, lenient: SqlEngine) -> None:
    """What stands in a text, and a name in quotes that belongs to no table, keep their case."""
    sql = """SELECT 'ssot__ID__c', "x"."SSOT__ID__C" FROM (SELECT 1 AS "SSOT__ID__C") "x\""""
    for engine in (strict, lenient):
        assert rows(engine.query(sql, now_ms=NOW)) == [("ssot__ID__c", 1)]
