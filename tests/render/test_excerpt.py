"""How much of a recorded text is shown."""

import re

import pytest

from rearview.render.excerpt import excerpt, laid_out, shortened


def test_short_texts_are_whole() -> None:
    """A text that is short is shown as it is, and nothing is said about it."""
    assert excerpt("two\nlines", whole=False) == ("two\nlines", "")


def test_long_texts_are_cut() -> None:
    """A long text is cut, and says how many characters are left out and how to see them."""
    kept, note = excerpt("x" * 1634, whole=False)
    assert kept == "x" * 400
    assert note == " … (+1,234 characters; --verbose shows all)"
    assert shortened("x" * 1634, whole=False) == kept + note


def test_many_lines_are_cut() -> None:
    """A text of many short lines is cut too."""
    kept, note = excerpt("ab\n" * 20, whole=False)
    assert kept.count("\n") == 11
    assert note == " … (+25 characters; --verbose shows all)"


def test_whole_texts() -> None:
    """A text is whole where everything is wanted."""
    assert shortened("x" * 1_000_000, whole=True) == "x" * 1_000_000


def test_json_on_one_line() -> None:
    """JSON that fits is on one line, with spaces, and with its digits and doubled keys as they were recorded."""
    assert laid_out('{"a":1.50,"a":[1e400]}', width=60, whole=False) == '{"a": 1.50, "a": [1e400]}'


def test_a_document_in_parts() -> None:
    """What makes more than a few lines has a part a line; a list's parts share lines."""
    text = '{"first":"a value","second":[1,2,[3]],"third":{"x":null},"empty":{}}'
    assert laid_out(text, width=20, whole=False) == (
        '{\n  "first": "a value",\n  "second": [1, 2, [3]],\n  "third": {"x": null},\n  "empty": {}\n}'
    )
    numbers = "[" + ",".join("1234" for _ in range(40)) + "]"
    assert laid_out(numbers, width=40, whole=True).split("\n")[:3] == [
        "[",
        *["  " + "1234, " * 5 + "1234,"] * 2,
    ]


def test_a_document_within_a_document() -> None:
    """JSON that somebody wrote into a string of JSON is shown as what it is; a key, or what is none, stays."""
    assert (
        laid_out('{"m": "[{\\"role\\": \\"user\\"}]"}', width=80, whole=False) == '{"m": [{"role": "user"}]}'
    )
    for text in ('{"m": "{\\"half"}', '{"[\\"a\\"]": 1}', '{"m": "he said \\"{\\"a\\": 1}"}', '{"m": "[1]"}'):
        assert laid_out(text, width=80, whole=False) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("{'a': None, 'b': [True, 1.5, \"it's\"]}", '{"a": null, "b": [true, 1.5, "it\'s"]}'),
        ("{&quot;a&quot;: &quot;x &amp; y&quot;}", '{"a": "x & y"}'),
        ("[{&#39;a&#39;: (1, 2)}]", '[{"a": [1, 2]}]'),
        ("{&quot;a&quot;: &quot;&lt;b&gt;&quot;}", '{"a": "<b>"}'),
    ],
)
def test_documents_in_other_words(text: str, meant: str) -> None:
    """What Python printed, and what was escaped for HTML, reads as what it means."""
    assert laid_out(text, width=80, whole=False) == meant


def test_long_documents_are_cut() -> None:
    """A document that would fill the screen is cut, and says by how much, unless everything is wanted."""
    many = "{" + ",".join(f'"{n}": "{"x" * 30}"' for n in range(50)) + "}"
    brief = laid_out(many, width=40, whole=False)
    assert brief.count("\n") == 11
    assert brief.endswith("characters; --verbose shows all)")
    assert laid_out(many, width=40, whole=True).count("\n") == 51
    assert laid_out('["' + "x" * 900 + '"]', width=20, whole=False).endswith(
        "(+502 characters; --verbose shows all)"
    )
    assert laid_out('{"a": "' + "x" * 30_000 + '"}', width=80, whole=False).startswith('{"a": "xxx')


@pytest.mark.parametrize(
    "text", ['{"half": ', "[not json]", "[" * 5000, "{'a': set()}", "{'a': x}", "(1)", "{}x"]
)
def test_what_only_looks_like_json(text: str) -> None:
    """Text that is no JSON, or JSON that can't be read, is shown as it is."""
    assert laid_out(text, width=10, whole=True) == text


@pytest.mark.parametrize("padding", range(8))
def test_cuts_leave_documents_whole(padding: int) -> None:
    """Only strings are cut, and no escape in one; what stands between strings is no string, however long."""
    text = '{"a": [' + "1, " * 200 + '2], "b": "' + "x" * (390 + padding) + "\\u00e9" * 9 + '", "c": 1}'
    shown = laid_out(text, width=400, whole=False)
    assert shown.count("1, ") + shown.count("1,\n") == 200
    assert re.search(r"x+(?:\\u00e9)*…\"", shown)
    assert '"c": 1' in shown
