"""A captured body: what the recorder put away of a request or a response, byte by byte.

Owns how bodies are kept (base64 in a JSON object), the HTTP header block that may stand in front of one, and the words
that stand in for a body that couldn't be captured. It must never say what a body means.
"""

import re
from base64 import b64decode
from dataclasses import dataclass

from rearview.sources.snapshots.format import EncodedBody

_PLACEHOLDERS = {b"[unavailable]": "unavailable", b"[streaming]": "streaming"}
_HEAD_LIMIT = 1 << 16
_START = rb"(?:HTTP/\d[^\r\n]*|[A-Z]+ [^\r\n]* HTTP/\d[^\r\n]*)\r?\n"
_FIELD = rb"[!-9;-~]+:[^\r\n]*\r?\n"
_NO_EVENT = rb"(?!(?:event|data|id|retry):)"
_HEAD = re.compile(rb"(?:%b(?:%b)*|%b(?:%b)+)\r?\n" % (_START, _FIELD, _NO_EVENT, _FIELD))
"""Header fields after a start line, or on their own; an event stream's fields look like them, and are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body, apart from what it came in."""

    format: str
    """What the recorder calls its form: `http`, `sse`, `jsonrpc` or `json`."""
    content: bytes
    head: str = ""
    """The HTTP header block, where one was captured."""
    missing: str | None = None
    """Why there is no content: `unavailable` where capturing failed, `streaming` where a stream wasn't kept."""

    @property
    def text(self) -> str:
        """Return the content as text, as it is."""
        return self.content.decode(errors="replace")


def captured(kept: EncodedBody) -> Body | None:
    """Return the body that a snapshot keeps; None where it keeps none itself, or none that can be decoded."""
    if kept.value is None or kept.encoding != "base64":
        return None
    try:
        return decode(kept.format or "", b64decode(kept.value, validate=True))
    except ValueError:
        return None


def decode(form: str, content: bytes) -> Body:
    """Return the body that these bytes are, in the form that their recorder names."""
    missing = _PLACEHOLDERS.get(content.strip()) if len(content) < _HEAD_LIMIT else None
    if missing:
        return Body(format=form, content=b"", missing=missing)
    head = _HEAD.match(content, 0, _HEAD_LIMIT) if form == "http" else None
    if head is None:
        return Body(format=form, content=content)
    return Body(format=form, content=content[head.end() :], head=head[0].decode(errors="replace").rstrip())
