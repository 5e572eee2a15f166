"""Nonsense: whatever is asked, an engine answers or says why not, and nothing else ever happens."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from rearview.sandbox.engines import SqlEngine, SqlError
from tests.sandbox.engines.build import NOW

PIECES = str.split("""
    select from where group by order having limit offset distinct on as and or not in is null like between case when
    then else end cast values union all with recursive over partition filter within exists any array interval date
    timestamp extract join left cross lateral using true unknown row x y t "ssot__AIPart__dlm" "ssot__Id__c" "T" ssot
    count sum avg coalesce to_char date_trunc listagg trim nope ( ) [ ] , , . :: : * + - / = <> < -> ->> || ! ? $1 :a
    1 2.5 'a' 'day' '2026-01-28' ; -- /* */ numeric text json at time zone columns qualify
""")

NONSENSE = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)
WORDS = st.text(max_size=30)


@settings(max_examples=300, deadline=None)
@given(
    sql=st.one_of(
        NONSENSE,
        NONSENSE.map("select {}".format),
        NONSENSE.map("select ( {} ) from (select 1 as x) t".format),
    )
)
def test_pieces_of_sql(strict: SqlEngine, sql: str) -> None:
    """Words of the language in any order."""
    _answered(strict, sql)


@settings(max_examples=100, deadline=None)
@given(sql=st.one_of(WORDS, WORDS.map("select {}".format)))
def test_any_text(strict: SqlEngine, sql: str) -> None:
    """Text of any kind."""
    _answered(strict, sql)


def _answered(engine: SqlEngine, sql: str) -> None:
    with suppress(SqlError):
        engine.query(sql, now_ms=NOW)
