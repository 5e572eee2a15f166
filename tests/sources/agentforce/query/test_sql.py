"""Foreign values get into SQL as what they are, and as nothing more."""

import pyarrow as pa
import pytest

from rearview.errors import ArgumentError
from rearview.sources.agentforce.query import Api, rows_of
from rearview.sources.agentforce.query.sql import literal, moment, quoted
from tests.sources.agentforce.query.things import TEXTS, answer

HARD = (
    "x' OR '1'='1",
    "''",
    "\\",
    "\\'",
    'say "no"',
    "-- no comment",
    "a;b",
    "line\nbreak",
    "ẞ🦜",
    ":name ? $1",
    " ",
)


@pytest.mark.parametrize("text", HARD)
def test_text_arrives_as_it_is(api: Api, text: str) -> None:
    """A text that looks like SQL is a value, and finds nothing but itself."""
    told = rows_of(api, f"SELECT {literal(text)} AS {quoted('t')}", 2)
    found = rows_of(
        api, f"{TEXTS.removesuffix('ORDER BY 1')} WHERE {quoted('ssot__Id__c')} IN ({literal(text)})", 2
    )

    assert told == [{"t": text}]
    assert found == []


@pytest.mark.parametrize("name", ["Mixed__c", 'say "no"', "select", "a.b", "x' OR 1", "-- no comment"])
def test_name_arrives_as_it_is(api: Api, name: str) -> None:
    """A name keeps its letters, whatever it looks like."""
    assert rows_of(api, f"SELECT 1 AS {quoted(name)}", 2) == [{name: 1}]


@pytest.mark.parametrize("bad", ["\0", "half \ud800", "\udfff"])
def test_what_cannot_be_sent_is_refused(bad: str) -> None:
    """A text that no statement can hold is refused before it is sent."""
    with pytest.raises(ArgumentError, match="can't be written in a query"):
        literal(bad)
    with pytest.raises(ArgumentError, match="can't be written in a query"):
        quoted(bad)


def test_name_is_not_empty() -> None:
    """There is no column without a name."""
    with pytest.raises(ArgumentError):
        quoted("")


@pytest.mark.parametrize("at_ms", [0, -1, 1_769_594_400_001, 253_402_300_799_999, -62_135_596_800_000])
def test_moment_is_exact(api: Api, at_ms: int) -> None:
    """A moment means the same millisecond to the server, long ago and far ahead."""
    told = answer(api, f"SELECT {moment(at_ms)} AS at")

    assert told.column("at").cast(pa.int64()).to_pylist() == [at_ms * 1000]


def test_moment_names_its_zone() -> None:
    """A moment is the same whatever time zone a session has."""
    assert moment(1_769_594_400_001) == "TIMESTAMPTZ '2026-01-28 10:00:00.001+00:00'"
