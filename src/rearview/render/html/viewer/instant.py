"""A moment as programs read it in a page, whatever a recorder takes for a time."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(at_ms: int) -> str:
    """Return a moment as ISO 8601 in UTC; nothing, where no calendar reaches."""
    try:
        return (
            (_EPOCH + timedelta(milliseconds=at_ms)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        )
    except OverflowError:
        return ""
