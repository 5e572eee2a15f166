"""How moments are written in answers."""

from datetime import UTC, datetime


def iso(at_ms: int) -> str:
    """Return a moment as JSON APIs write it: 2025-09-26T10:55:07.438Z."""
    return f"{datetime.fromtimestamp(at_ms // 1000, UTC):%Y-%m-%dT%H:%M:%S}.{at_ms % 1000:03}Z"
