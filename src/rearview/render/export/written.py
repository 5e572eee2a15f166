"""A value as JSON on one line that does no harm to a terminal which it is shown on."""

from msgspec import json

from rearview.render.plain import plain_json

_DELETE = b"\x7f"


def written(value: object) -> bytes:
    """Return a value as JSON; encoding has escaped all that could do harm within ASCII, but for one character."""
    encoded = json.encode(value)
    if encoded.isascii() and _DELETE not in encoded:
        return encoded
    return plain_json(encoded.decode()).encode()
