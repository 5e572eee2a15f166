"""The framings of bodies: a document, events, lines, a list."""

import pytest

from rearview.sources.snapshots.bodies.documents import LARGEST, MOST, Documents, documents


def test_a_whole_document() -> None:
    """A body of one document is that document, a byte order mark and blank lines left off."""
    assert documents(b'\xef\xbb\xbf\n{"a":\n1}\n\n') == Documents(items=(b'{"a":\n1}',))


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_events(ending: bytes) -> None:
    """Events hold data on one line or several; comments, names and numbers of events are passed over."""
    lines = [
        b": a comment",
        b"",
        b"event: message",
        b'data: {"a":',
        b"data:1}",
        b"",
        b"id: 7",
        b"retry: 100",
        b"",
        b"data:",
        b"",
        b'data: {"b":2}',
        b"",
        b"data: [DONE]",
        b"",
        b'data: {"never": "read"}',
    ]
    told = documents(ending.join(lines))
    assert told == Documents(items=(b'{"a":\n1}', b'{"b":2}'), streamed=True, ended=True)


def test_the_last_event_needs_no_empty_line() -> None:
    """Recorders end a stream where its last line ends."""
    assert documents(b'data: {"a":1}') == Documents(items=(b'{"a":1}',), streamed=True)


@pytest.mark.parametrize(
    "body", [b'data: {"a":1}\n\ndata: {"b"', b'{"a":1}\n{"b":', b'data: {"a":1}\n\ndata: {"b":\n\n']
)
def test_a_stream_may_end_in_the_middle(body: bytes) -> None:
    """What came whole is there, and that something is missing is known."""
    assert documents(body) == Documents(items=(b'{"a":1}',), streamed=True, broken=True)


def test_a_document_a_line() -> None:
    """Lines are documents; empty ones aren't."""
    told = documents(b'{"a":1}\r\n\r\n  \n{"b":2}\n')
    assert told == Documents(items=(b'{"a":1}', b'{"b":2}'), streamed=True)


def test_a_list_of_documents() -> None:
    """A list of objects is a stream that was sent as one document."""
    assert documents(b'[{"a":1},\n{"b":2}]') == Documents(items=(b'{"a":1}', b'{"b":2}'), streamed=True)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502 Bad Gateway</html>",
        b'"text"',
        b"7",
        b"[]",
        b"[1, 2]",
        b'{"a": 1',
        b'{\n"a": 1,\n',
        b'{"a": 1}\nnot JSON\n{"b": 2}',
        b"data: not JSON\n\ndata: {}\n\n",
        b"data: [DONE]\n",
        b": only a comment\n",
        b"\x00\xff" * 100,
    ],
)
def test_what_is_not_understood(body: bytes) -> None:
    """What isn't JSON anywhere but at its end makes the whole body one that isn't understood."""
    assert documents(body) is None


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":"' + b"x" * LARGEST + b'"}',
        b'{"a":[' + b"{}," * MOST + b"{}]}",
        b"[" + b"{}," * MOST + b"{}]",
        b'data: {"a":[' + b"{}," * MOST + b"{}]}\n\n",
    ],
    ids=["bytes", "objects", "list", "event"],
)
def test_what_is_too_much(body: bytes) -> None:
    """A body is only read where that takes bounded memory."""
    assert documents(body) is None


@pytest.mark.parametrize(
    ("told", "finished", "is_cut"),
    [
        (Documents(items=()), False, False),
        (Documents(items=(), streamed=True), False, True),
        (Documents(items=(), streamed=True), True, False),
        (Documents(items=(), streamed=True, ended=True), False, False),
        (Documents(items=(), streamed=True, ended=True, broken=True), True, True),
    ],
)
def test_when_a_stream_was_cut(told: Documents, *, finished: bool, is_cut: bool) -> None:
    """A stream was cut where neither its framing nor what it tells has an end, or where its last document has none."""
    assert told.cut(finished=finished) is is_cut
