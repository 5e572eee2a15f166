"""Texts that hold a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.model.documents import as_json, held


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('{"a": 1.50}', {"a": 1.5}),
        (" [1] ", [1]),
        ("{'a': (None, False)}", {"a": [None, False]}),
        ("{&quot;a&quot;: &quot;b &amp;amp; c&quot;}", {"a": "b &amp; c"}),
        ("[&#x27;a&#x27;]", ["a"]),
    ],
)
def test_documents(text: str, meant: object) -> None:
    """JSON, JSON escaped for HTML, and what Python prints are read as what they mean."""
    assert held(text) == meant


def test_digits_stay() -> None:
    """JSON is the text that was recorded, down to its digits and its doubled keys."""
    assert as_json('{"a": 1.50, "a": 1e400}') == '{"a": 1.50, "a": 1e400}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words",
        "&quot;quoted&quot;",
        "{half",
        "[" * 100_000,
        "{'a': open('x')}",
        "{'a': {1}}",
        "[1" + "0" * 9999 + "]",
        '"a"',
        "7",
    ],
)
def test_what_is_none(text: str) -> None:
    """Everything else is left alone, and nothing in it is run."""
    assert as_json(text) is None
    assert held(text) is None


@given(st.text(alphabet="{}[]'\"\\:,& quot;#a1\n"))
def test_no_text_fails(text: str) -> None:
    """Whatever a text is, it is a document or it is none."""
    found = as_json(text)
    assert found is None or found.startswith(("{", "["))
