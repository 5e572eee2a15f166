"""What both engines promise: the same answers, the same types and names, the same refusals."""

import pytest

from rearview.sandbox.engines import SqlEngine, SqlError
from rearview.sandbox.engines.error import REAL_ENGINE
from tests.sandbox.engines import answers, queries, refused
from tests.sandbox.engines.build import NOW, columns, rows

ANSWERS = [
    *(*answers.NAMES, *answers.TYPES, *answers.NUMBERS, *answers.TEXTS, *answers.MOMENTS),
    *(*queries.FILTERS, *queries.GROUPS, *queries.WINDOWS, *queries.SHAPES),
]


@pytest.mark.parametrize(("sql", "shape", "expected"), ANSWERS, ids=[sql for sql, _, _ in ANSWERS])
def test_answers(strict: SqlEngine, sql: str, shape: str, expected: list[tuple[object, ...]]) -> None:
    """A statement has the columns, types and rows that the real engine gives."""
    result = strict.query(sql, now_ms=NOW)
    assert columns(result) == shape
    assert rows(result) == expected


REFUSED = [
    *(*refused.NAMES, *refused.ALIASES, *refused.VALUES, *refused.MIXED, *refused.GRAMMAR),
]


@pytest.mark.parametrize(("sql", "state", "message", "hint"), REFUSED, ids=[sql for sql, *_ in REFUSED])
def test_refusals(strict: SqlEngine, sql: str, state: str, message: str, hint: str | None) -> None:
    """A statement fails as it does on the real engine: the code, the words, and the hint where there is one."""
    with pytest.raises(SqlError) as error:
        strict.query(sql, now_ms=NOW)
    assert (error.value.sqlstate, error.value.message) == (state, message)
    assert error.value.hint in {hint, REAL_ENGINE}


STATES = [(state, sql) for state, listed in refused.STATES.items() for sql in listed]


@pytest.mark.parametrize(("state", "sql"), STATES, ids=[ascii(sql[:80]) for _, sql in STATES])
def test_states(strict: SqlEngine, state: str, sql: str) -> None:
    """A statement fails with the code that it has on the real engine, whatever is said about it."""
    with pytest.raises(SqlError) as error:
        strict.query(sql, now_ms=NOW)
    assert error.value.sqlstate == state


@pytest.mark.parametrize("sql", refused.ONLY_REAL)
def test_what_only_the_real_engine_takes(strict: SqlEngine, name: str, sql: str) -> None:
    """The stand-in refuses what it can't imitate, and says that the real engine might take it."""
    if name == "hyper":
        strict.query(sql, now_ms=NOW)
        return
    with pytest.raises(SqlError) as error:
        strict.query(sql, now_ms=NOW)
    assert error.value.hint == REAL_ENGINE
