"""Any value as JSON, whatever an agent hands over: foreign objects, circles, halves of characters, depths without end.

Owns what becomes of values that JSON has no form for, and that every text passes the redactions. It must never fail, nor
hold on to a value.
"""

import contextlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec import Raw

from rearview.record.notices import Notice

Redactor: TypeAlias = Callable[[str], str]
"""Takes a text and returns what may be kept of it."""

DEEPEST = 100
"""Levels of a value that are kept; readers of snapshots refuse a session that nests five times as deep."""
MOST = 1_000_000
"""Values inside a value that are kept."""
LONGEST = 10_000
"""Letters of a foreign object's own description that are kept."""
REDACTION_FAILED = "[left out: its redaction failed]"
_ITSELF = "[contains itself]"
_TOO_DEEP = "[too deep]"
_TOO_MANY = "[too many values]"
_SAFE = 2**63
_SIMPLE = (str, int, float, bool, type(None))


class Plain:
    """One way to write values down: with some redactions, or with none."""

    def __init__(self, redactors: Iterable[Redactor] = ()) -> None:
        self.redactors = tuple(redactors)

    def encode(self, value: object) -> bytes:
        """Return any value as JSON text."""
        if not self.redactors:
            with contextlib.suppress(Exception):
                text = _encoder.encode(value)
                # Most values have few brackets, and none of those can be nested deeply.
                if isinstance(value, str) or text.count(b"[") + text.count(b"{") <= DEEPEST:
                    return text
        return _encoder.encode(_Walk(self.text).plain(value, 0))

    def compose(self, patch: dict[str, Any]) -> bytes:
        """Return as JSON text what is made of texts, numbers and values that were encoded before."""
        if not self.redactors:
            with contextlib.suppress(Exception):
                return _encoder.encode(patch)
        return _encoder.encode(_Walk(self.text).plain(patch, 0))

    def each(self, values: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return values that can be put into a patch."""
        return {
            shown(name): value if isinstance(value, _SIMPLE) else self.raw(value)
            for name, value in (values.items() if isinstance(values, Mapping) else ())
        }

    def raw(self, value: object) -> Raw:
        """Return any value as JSON that can be put into other values as it is."""
        return Raw(self.encode(value))

    def quoted(self, value: object) -> Raw:
        """Return as JSON what has passed the redactions already."""
        return Raw(_encoder.encode(value))

    def text(self, text: str) -> str:
        """Return what may be kept of a text."""
        try:
            for redactor in self.redactors:
                text = redactor(text)
            return whole(text)
        except Exception as error:  # noqa: BLE001 - what a redaction failed on may be the secret itself
            Notice.redactor(error).tell()
            return REDACTION_FAILED

    def body(self, body: object) -> bytes:
        """Return what may be kept of a body: bytes and texts as they are, anything else as JSON."""
        if isinstance(body, bytes | bytearray | memoryview):
            held = bytes(body)
        elif isinstance(body, str):
            held = whole(body).encode()
        else:
            return self.encode(body)
        if not self.redactors:
            return held
        return self.text(held.decode(errors="surrogateescape")).encode(errors="surrogateescape")


def whole(text: str) -> str:
    """Return a text whose halves of characters were joined, or replaced where their other half is missing."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def shown(value: object) -> str:
    """Return any value as a text: a text as it is, another object by its own description, shortened."""
    if isinstance(value, str):
        return whole(str.__str__(value))
    try:
        described = str(value)
        return whole(str.__str__(described)[:LONGEST])
    except Exception:  # noqa: BLE001 - a foreign object may raise anything
        return f"<{type(value).__name__}>"


def shown_or_none(value: object) -> str | None:
    """Return any value as a text, and None as it is."""
    return None if value is None else shown(value)


class _Walk:
    """One value, taken apart."""

    def __init__(self, text: Redactor) -> None:
        self._text = text
        self._left = MOST
        self._open: set[int] = set()

    def plain(self, value: object, depth: int) -> object:
        """Return a value made of what JSON has a form for."""
        self._left -= 1
        if self._left < 0:
            return _TOO_MANY
        if value is None or isinstance(value, bool | Raw):
            return value
        if isinstance(value, str):
            return self._text(whole(str.__str__(value)))
        if isinstance(value, float):
            return float.__float__(value)
        if isinstance(value, int):
            number = int.__int__(value)
            return number if -_SAFE < number < _SAFE else self._text(shown(number))
        return self._nested(value, depth)

    def _nested(self, value: object, depth: int) -> object:
        if depth >= DEEPEST:
            return _TOO_DEEP
        if id(value) in self._open:
            return _ITSELF
        self._open.add(id(value))
        try:
            return self._inside(value, depth + 1)
        except Exception:  # noqa: BLE001 - a foreign object may raise anything
            return self._text(shown(value))
        finally:
            self._open.discard(id(value))

    def _inside(self, value: object, depth: int) -> object:
        if isinstance(value, Mapping):
            return {
                self._text(shown(key)): self.plain(held, depth)
                for key, held in value.items()
                if self._left > 0
            }
        if isinstance(value, list | tuple | set | frozenset):
            return [self.plain(held, depth) for held in value if self._left > 0]
        return self.plain(_opened(value), depth)


def _opened(value: object) -> object:
    """Return what a foreign object holds, where it says so; else its own description."""
    dump = getattr(value, "model_dump", None)
    if callable(dump) and not isinstance(value, type):
        return dump(mode="json")
    try:
        return msgspec.to_builtins(value)
    except Exception:  # noqa: BLE001 - it is none that is known
        return shown(value)


def _foreign(value: object) -> Any:
    return _Walk(str).plain(value, 0)


_encoder = msgspec.json.Encoder(enc_hook=_foreign)
