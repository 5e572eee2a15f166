"""Reading what operations sent and got back."""

import pytest
from msgspec import Raw

from rearview.sources.snapshots.format import Exchange
from rearview.sources.snapshots.payload import answer, exchanged, handed_in, text_of


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"null", None),
        (b'"a \\"quoted\\" line\\n"', 'a "quoted" line\n'),
        (b'{"q": [1, 2.50]}', '{"q": [1, 2.50]}'),
        (b"7", "7"),
        (b'"caf\xe9"', "caf\N{REPLACEMENT CHARACTER}"),
        (rb'"half \ud83d"', r'"half \ud83d"'),
    ],
)
def test_text_of_a_payload(raw: bytes, text: str | None) -> None:
    """A string is its text; everything else is its JSON, digit for digit; null is nothing."""
    assert text_of(Raw(raw)) == text


def test_nothing_exchanged() -> None:
    """A failed tool has no response, and so no text."""
    assert exchanged(None) is None


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b'{"textPreview": "I will look.", "raw": {}}', "I will look."),
        (b'{"textPreview": ""}', None),
        (b'{"ref": "payloads/1.gz"}', None),
        (b'"a string"', None),
    ],
)
def test_what_a_model_said(payload: bytes, said: str | None) -> None:
    """A model's words stand in one field of its response; a response without words has none."""
    assert answer(Exchange(payload=Raw(payload))) == said


def test_an_absent_answer() -> None:
    """A call that never came back said nothing."""
    assert answer(None) is None


def test_what_an_agent_handed_in() -> None:
    """What an agent hands in is read as a report; anything else is none."""
    handed = handed_in(Exchange(payload=Raw(b'{"report_format": "markdown", "report_content": "# Yes"}')))
    assert handed is not None
    assert (handed.report_format, handed.report_content) == ("markdown", "# Yes")
    assert handed_in(Exchange(payload=Raw(b'["no", "report"]'))) is None


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b'{"textPreview": "caf\xe9"}', "caf\N{REPLACEMENT CHARACTER}"),
        (b'{"textPreview": "\xe9", "raw": []}', None),
    ],
)
def test_an_answer_that_is_no_utf8(payload: bytes, said: str | None) -> None:
    """Bytes that are no characters don't hide the rest of an answer."""
    assert answer(Exchange(payload=Raw(payload))) == said


def test_a_payload_that_nests_too_deeply() -> None:
    """A payload deeper than any reader goes is no answer, and no error either."""
    assert answer(Exchange(payload=Raw(b'{"raw":' + b"[" * 100_000 + b"]" * 100_000 + b"}"))) is None
