"""Reading what operations sent and got back."""

import pytest
from msgspec import Raw

from rearview.sources.snapshots.format import Exchange
from rearview.sources.snapshots.payload import answer, exchanged, report, text_of


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"null", None),
        (b'"a \\"quoted\\" line\\n"', 'a "quoted" line\n'),
        (b'{"q": [1, 2.50]}', '{"q": [1, 2.50]}'),
        (b"7", "7"),
        (b'"caf\xe9"', "caf\N{REPLACEMENT CHARACTER}"),
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


@pytest.mark.parametrize(
    ("payload", "handed_in"),
    [
        (b'{"report_format": "markdown", "report_content": "# Yes"}', ("# Yes", "text/markdown")),
        (b'{"report_format": "json", "content_json": {"price": 3}}', ('{"price": 3}', "application/json")),
        (b'{"report_format": "slack", "messages": ["Hello"]}', ('["Hello"]', None)),
        (b'{"report_content": "Done."}', ("Done.", None)),
        (b'{"report_format": "text"}', None),
        (b'["no", "report"]', None),
    ],
)
def test_what_an_agent_handed_in(payload: bytes, handed_in: tuple[str, str | None] | None) -> None:
    """A report is text, JSON or messages, whichever is there, with its media type where that is known."""
    assert report(Exchange(payload=Raw(payload))) == handed_in
