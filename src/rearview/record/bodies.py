"""Raw bodies: as text while a run is recorded, and in base64, as the format wants them, when it ends.

Base64 takes ten times as long as writing text down, and nobody waits at the end of a run.
"""

from binascii import b2a_base64
from typing import Any

from msgspec import Raw, Struct, json

from rearview.record.plain import Plain, shown

REQUEST, RESPONSE = "requestBody", "responseBody"
"""Where the bodies of an operation stand in a journal, and what they belong to in a snapshot."""
_SIDES = {REQUEST: "request", RESPONSE: "response"}


class _Body(Struct, frozen=True):
    """A body in a journal."""

    format: str
    text: str | None = None
    base64: str = ""
    """What is no text."""


_body = json.Decoder(_Body)
_fields = json.Decoder(dict[str, Raw])


def noted(plain: Plain, body: object, form: str) -> tuple[dict[str, Any], int]:
    """Return a body as it stands in a journal, and how many bytes it has."""
    held = plain.body(body)
    form = shown(form)
    try:
        return {"format": form, "text": plain.quoted(held.decode())}, len(held)
    except UnicodeDecodeError:
        return {"format": form, "base64": plain.quoted(_base64(held))}, len(held)


def put_in_place(fields: dict[str, Any]) -> None:
    """Move the bodies of an operation from where a journal has them to where the format wants them."""
    for name, side in _SIDES.items():
        noted = fields.pop(name, None)
        if noted is not None and side in fields:
            exchange = _fields.decode(fields[side])
            payload = {**_fields.decode(exchange["payload"]), "raw": _encoded(_body.decode(noted))}
            fields[side] = {**exchange, "payload": payload}


def _encoded(body: _Body) -> dict[str, str]:
    value = body.base64 if body.text is None else _base64(body.text.encode())
    return {"format": body.format, "encoding": "base64", "value": value}


def _base64(content: bytes) -> str:
    return b2a_base64(content, newline=False).decode()
