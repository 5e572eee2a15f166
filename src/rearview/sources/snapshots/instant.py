"""The times of ledgers, which are written as ISO 8601, as the milliseconds that trees hold."""

from datetime import UTC, datetime


def milliseconds(text: str | None) -> int | None:
    """Return a time's milliseconds since 1970; None for a text that is no time."""
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
        return round((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp() * 1000)
    except ValueError:
        return None
