"""How much of a recorded text is shown."""

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


def test_json_on_several_lines() -> None:
    """JSON that is too long for that has a value a line."""
    assert laid_out('{"first":"value","second":[1]}', width=10, whole=False) == (
        '{\n  "first": "value",\n  "second": [\n    1\n  ]\n}'
    )


def test_long_json_is_cut() -> None:
    """JSON that would fill the screen is cut like any text, unless everything is wanted."""
    many = "[" + ",".join("1" * 3 for _ in range(50)) + "]"
    assert laid_out(many, width=20, whole=False) == many
    assert laid_out(many, width=20, whole=True).count("\n") == 51
    assert laid_out('["' + "x" * 900 + '"]', width=20, whole=False).endswith("--verbose shows all)")


@pytest.mark.parametrize("text", ['{"half": ', "[not json]", "[" * 5000, '{"a": "\ud83d"}', "{'single': 1}"])
def test_what_only_looks_like_json(text: str) -> None:
    """Text that is no JSON, or JSON that can't be read, is shown as it is."""
    assert laid_out(text, width=10, whole=True) == text
