"""Ids as recorders write them."""

import pyarrow as pa
import pytest

from rearview.sources.agentforce.lineage.ids import key_fields, keys, plain

TRACE = "0af7651916cd43dd8448eb211c80319c"


def test_quotes_are_no_part_of_an_id() -> None:
    """The gateway writes sessions in double quotes, within which a word may say that there is none."""
    said = ['"s-1"', "s-2", '"no_session"', "no_session", "NOT_SET", '""', "", "UNSET_VALUE", "None", None]
    assert plain(pa.array(said)).to_pylist() == ["s-1", "s-2", *[None] * 8]


@pytest.mark.parametrize(
    ("told", "attributes", "expected"),
    [
        (TRACE, "{&quot;internalTraceId&quot;:&quot;f&quot;}", TRACE),
        ("NOT_SET", "{&quot;a&quot;:1,&quot;internalTraceId&quot;:&quot;" + TRACE + "&quot;}", TRACE),
        (None, '{"internalTraceId": "' + TRACE + '"}', TRACE),
        ("", "{&#34;internalTraceId&#34; : &#34;" + TRACE + "&#34;}", TRACE),
        ("", "{&quot;internalSpanId&quot;:&quot;" + TRACE + "&quot;}", None),
        ("", "NOT_SET", None),
        (None, None, None),
    ],
)
def test_a_trace_is_named_in_the_turn_or_hidden_in_its_attributes(
    told: str | None, attributes: str | None, expected: str | None
) -> None:
    """Where the field is empty, the id stands in the attributes, escaped for HTML or not."""
    table, column = "interactions", "ssot__TelemetryTraceId__c"
    values = [pa.array([told], pa.string()), pa.array([attributes], pa.string())]
    assert keys(table, column, pa.table(values, key_fields(table, column))).to_pylist() == [expected]


def test_other_keys_are_what_they_are() -> None:
    """A key is taken as it stands, but a word for none is no key that another such word could name."""
    assert key_fields("steps", "ssot__GenerationId__c") == ("ssot__GenerationId__c",)
    ids = pa.table({"ssot__GenerationId__c": ["a", '"b"', "NOT_SET", "", None]})
    assert keys("steps", "ssot__GenerationId__c", ids).to_pylist() == ["a", '"b"', None, None, None]
