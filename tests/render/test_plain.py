"""Strangers' text, made harmless."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.render.plain import plain, plain_json, plain_lines

HARMFUL = [
    ("\x1b[2J\x1b]0;owned\x07", "␛[2J␛]0;owned␇"),
    ("a\x00b\x7fc", "a␀b␡c"),
    ("\x9b31m", "<U+009B>31m"),
    ("user\u202egpj.exe", "user<U+202E>gpj.exe"),
    ("\u2066hidden\u2069", "<U+2066>hidden<U+2069>"),
    ("pay\u200bpal", "pay<U+200B>pal"),
    ("pay\u200dpal", "pay<U+200D>pal"),
    ("a\ufe0fb", "a<U+FE0F>b"),
    ("\N{CROSS MARK}\ufe0f\ufe0e", "\N{CROSS MARK}\ufe0f<U+FE0E>"),
    ("\u3164", "<U+3164>"),
    ("ok\U000e0041\U000e007f", "ok<U+E0041><U+E007F>"),
    ("half \ud83d", "half <U+D83D>"),
    ("one\u2028two", "one<U+2028>two"),
    ("\ufeffstart", "<U+FEFF>start"),
]


@pytest.mark.parametrize(("text", "shown"), HARMFUL)
def test_harmful_characters_are_shown(text: str, shown: str) -> None:
    """What would act on a terminal, or hide in the text, stands there in the open and does nothing."""
    assert plain(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "plain words, 100 %",
        "Grüße, 你好, שלום, สวัสดี",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\N{WOMAN}\u200d\N{MICROSCOPE}",
        "\N{HEAVY BLACK HEART}\ufe0f\u200d\N{FIRE}",
        "1\ufe0f\u20e3",
        "e\u0301",
    ],
)
def test_writing_is_left_alone(text: str) -> None:
    """Letters of any script and emoji stay as they are, joiners included where a script needs them."""
    assert plain(text) == text


def test_line_breaks_only_where_wanted() -> None:
    """One line stays one line; lines are lines, and a lone carriage return can't overwrite them."""
    text = "one\r\ntwo\n\tthree\rfour"
    assert plain(text) == "one␍␊two␊    three␍four"
    assert plain_lines(text) == ["one", "two", "    three␍four"]


@given(st.text(st.characters()))
def test_nothing_harmful_is_left(text: str) -> None:
    """Whatever the text, no control, no direction mark and no half character comes through."""
    shown = plain(text)
    assert {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"} == set()
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")
    shown.encode()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_means_the_same(text: str) -> None:
    """JSON with escapes for what is harmful is harmless, and the same JSON."""
    written = plain_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(written) == text
    assert plain(written) == written
