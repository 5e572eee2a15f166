"""Foreign JSON: what is forgiven, and what isn't."""

import pytest
from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.lenient import decoded, sound, text_of


class _Said(Struct):
    text: str | None = None
    input: Raw = Raw(b"null")


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (b'{"text": "a \\ud83d b"}', "a \N{REPLACEMENT CHARACTER} b"),
        (b'{"text": "\\ude00"}', "\N{REPLACEMENT CHARACTER}"),
        (b'{"text": "\\ud83d\\ude00 \\ud83d"}', "\N{GRINNING FACE} \N{REPLACEMENT CHARACTER}"),
        (b'{"text": "caf\xe9"}', "caf\N{REPLACEMENT CHARACTER}"),
        (b'{"text": "\\\\ud83d", "skipped": NaN}', "\\ud83d"),
        (b'{"text": "NaN \\" -Infinity", "logprob": -Infinity}', 'NaN " -Infinity'),
    ],
)
def test_what_is_forgiven(document: bytes, text: str) -> None:
    """Half a character is replaced, a number that JSON doesn't know is passed over, and nothing else changes."""
    said = decoded(document, _Said)
    assert said is not None
    assert said.text == text


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[1",
        b'{"text": 7}',
        b'{"text": 7, "skipped": NaN}',
        b'{"text": "unfinished \\ud83d',
        b'{"input": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"input": NaN' + b"[" * 100_000,
    ],
)
def test_what_is_not_forgiven(document: bytes) -> None:
    """What is cut, has another shape or is nested too deeply isn't read."""
    assert decoded(document, _Said) is None


def test_a_sound_document_stays_as_it_is() -> None:
    """Only what has to be mended is; what can't be isn't sound."""
    assert sound(b' {"n": 1.50} ') == b' {"n": 1.50} '
    assert sound(b'{"n": NaN}') is not None
    assert sound(b'{"n": ') is None
    assert sound(b"[" * 100_000 + b"]" * 100_000) is None
    assert sound(b'{"n": NaN, "m": ' + b"[" * 100_000 + b"]" * 100_000 + b"}") is None


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (b'{"input": null}', None),
        (b'{"input": "a\\nb"}', "a\nb"),
        (b'{"input": {"q": [1, 2.50]}}', '{"q": [1, 2.50]}'),
        (b'{"input": {"q": [NaN, -Infinity, "NaN"]}}', '{"q": [NaN, -Infinity, "NaN"]}'),
        (b'{"input": "cut \\ud83d"}', "cut \N{REPLACEMENT CHARACTER}"),
        (b'{"input": ["caf\xe9"]}', '["caf\N{REPLACEMENT CHARACTER}"]'),
    ],
)
def test_the_text_of_a_value(document: bytes, text: str | None) -> None:
    """A string is its text; everything else is its JSON, written as it was, strange numbers included."""
    said = decoded(document, _Said)
    assert said is not None
    assert text_of(said.input) == text
