"""Bodies as they were captured: what they are kept in, and what stands in for one that isn't there."""

from base64 import b64encode

import pytest
from msgspec import convert

from rearview.sources.snapshots.bodies.body import Body, captured, decode
from rearview.sources.snapshots.format import EncodedBody


def kept(content: bytes, **fields: str) -> EncodedBody:
    """Return a body as a snapshot keeps it."""
    written = {"format": "http", "encoding": "base64", "value": b64encode(content).decode()} | fields
    return convert(written, EncodedBody)


def test_a_body_is_unpacked() -> None:
    """A body is kept in base64, with the name of its form."""
    assert captured(kept(b'{"a": 1}')) == Body(format="http", content=b'{"a": 1}')


@pytest.mark.parametrize(
    "found",
    [
        EncodedBody(),
        EncodedBody(format="http", encoding="base64"),
        EncodedBody(format="http", value="e30="),
        kept(b"{}", value="a"),
        kept(b"{}", value="e30=!"),
        kept(b"{}", value="caf\N{LATIN SMALL LETTER E WITH ACUTE}"),
        kept(b"{}", encoding="rot13"),
    ],
)
def test_what_holds_no_body(found: EncodedBody) -> None:
    """Anything else than bytes in base64 holds none."""
    assert captured(found) is None


def test_a_body_without_a_form() -> None:
    """A recorder that doesn't name the form is no reason not to read the body."""
    assert captured(EncodedBody(encoding="base64", value="e30=")) == Body(format="", content=b"{}")


@pytest.mark.parametrize("word", ["unavailable", "streaming"])
def test_a_word_stands_in_for_a_body(word: str) -> None:
    """Where a body couldn't be captured, or wasn't while it streamed, the recorder puts a word in its place."""
    body = captured(kept(f"[{word}]".encode()))
    assert body == Body(format="http", content=b"", missing=word)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "head", ["HTTP/1.1 200 OK{0}", "POST /v1/messages HTTP/1.1{0}host: api.example{0}", "content-type: x{0}"]
)
def test_headers_stand_apart(head: str, ending: str) -> None:
    """A header block in front of a body is not part of it."""
    block = head.format(ending)
    body = decode("http", f"{block}{ending}{{}}\n\n".encode())
    assert (body.head, body.content) == (block.strip(), b"{}\n\n")


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("http", b'event: ping\ndata: {"type": "ping"}\n\n{}'),
        ("http", b'{"a": "b: c\\n\\n"}'),
        ("http", b"HTTP/1.1 200 OK\ncontent-type: x"),
        ("sse", b"content-type: x\n\n{}"),
        ("http", b""),
    ],
)
def test_what_has_no_headers(form: str, content: bytes) -> None:
    """An event stream's fields look like headers and are none, nor is a block that never ends."""
    assert decode(form, content) == Body(format=form, content=content)


def test_the_text_of_a_body() -> None:
    """What isn't UTF-8 is shown as far as it is."""
    assert decode("json", b"caf\xe9").text == "caf\N{REPLACEMENT CHARACTER}"
