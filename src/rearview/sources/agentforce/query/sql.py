"""The pieces of SQL that are made from foreign values: names, texts, moments. Nothing else may build SQL from such."""

from datetime import UTC, datetime, timedelta

from rearview.errors import ArgumentError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def quoted(identifier: str) -> str:
    """Return a name as SQL takes it, letter for letter."""
    if not identifier:
        raise ArgumentError.not_in_sql(identifier)
    return '"' + _writable(identifier).replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + _writable(text).replace("'", "''") + "'"


def moment(at_ms: int) -> str:
    """Return a moment as a literal of SQL, which means the same in every time zone that a session may have."""
    at = _EPOCH + timedelta(milliseconds=at_ms)
    return f"TIMESTAMPTZ '{at.isoformat(' ', 'milliseconds')}'"


def _writable(text: str) -> str:
    """Return a text that a statement can hold, or refuse it: half of a character can't be sent, and NUL isn't text there."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ArgumentError.not_in_sql(text) from None
    if "\0" in text:
        raise ArgumentError.not_in_sql(text)
    return text
