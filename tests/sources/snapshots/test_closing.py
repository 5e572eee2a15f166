"""JSON that breaks off, closed again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.sources.snapshots.closing import closings

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='ab"\\{}[],:é'),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=20,
)


@given(st.lists(VALUES, min_size=1), st.data())
def test_every_closing_is_whole(value: list[Any], data: st.DataObject) -> None:
    """Wherever a text breaks off, what is closed is JSON, and each closing holds less than the one before."""
    text = json.dumps(value, ensure_ascii=False).encode()
    part = text[: data.draw(st.integers(1, len(text)))]
    closed = list(closings(part))
    assert closed != []
    kept = [json.loads(it) for it in closed]
    assert all(isinstance(it, list) for it in kept)
    assert [len(it.rstrip(b"]}")) for it in closed] == sorted(
        (len(it.rstrip(b"]}")) for it in closed), reverse=True
    )


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ('{"a": [1, 2', ['{"a": [1]}', "{}"]),
        ('{"a": 1, "b": {"c": "x', ['{"a": 1, "b": {}}', '{"a": 1}']),
        ('{"a": {"b": 1}, "c"', ['{"a": {"b": 1}}']),
        ('{"a": "]}', ["{}"]),
        ('{"a": [1]} and more', ['{"a": [1]}']),
        ("]}", [""]),
        ("", [""]),
    ],
)
def test_what_is_kept(text: str, closed: list[str]) -> None:
    """All that is whole is kept, and after it ever less; a value that may go on isn't whole."""
    assert [it.decode() for it in closings(text.encode())] == closed


def test_few_are_tried() -> None:
    """However deep a text is, only the innermost of what was begun is given up."""
    assert len(list(closings(b"[" * 100_000))) == 24
