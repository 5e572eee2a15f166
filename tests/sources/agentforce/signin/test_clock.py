"""What time it is in an org."""

import pytest

from rearview.sources.agentforce.signin.clock import Clock, date_ms, machine_ms
from rearview.sources.agentforce.wire import Reply

A_MINUTE_MS = 60_000


def _dated(date: str) -> Reply:
    return Reply(status=200, headers={"date": date}, body=b"")


NOON = _dated("Thu, 01 Jan 1970 12:00:00 GMT")
NOON_MS = 12 * 3_600_000


def test_the_machine_is_believed_at_first() -> None:
    """Before anything is known of the org, the machine's clock has to do."""
    assert abs(Clock().now_ms() - machine_ms()) < A_MINUTE_MS


def test_a_sign_in_tells_the_time() -> None:
    """The time of a sign-in goes on from there, and no answer changes it."""
    clock = Clock()
    clock.set(1_000)
    clock.hear(NOON)
    assert 1_000 <= clock.now_ms() < A_MINUTE_MS


def test_an_answer_tells_the_time() -> None:
    """Where the sign-in doesn't tell the time, the first answer that is dated does."""
    clock = Clock()
    clock.set(None)
    clock.hear(_dated("soon"))
    assert abs(clock.now_ms() - machine_ms()) < A_MINUTE_MS
    clock.hear(NOON)
    clock.hear(_dated("Thu, 01 Jan 1970 18:00:00 GMT"))
    assert NOON_MS <= clock.now_ms() < NOON_MS + A_MINUTE_MS


def test_the_time_is_not_forgotten() -> None:
    """Between a sign-in that doesn't tell the time and the next answer, the time that was known goes on."""
    clock = Clock()
    clock.hear(NOON)
    clock.set(None)
    assert NOON_MS <= clock.now_ms() < NOON_MS + A_MINUTE_MS
    clock.hear(_dated("Thu, 01 Jan 1970 18:00:00 GMT"))
    assert clock.now_ms() >= NOON_MS + 6 * 3_600_000


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Thu, 01 Jan 1970 00:00:01 GMT", 1_000),
        ("Thu, 01 Jan 1970 00:00:01 -0000", 1_000),
        ("Thu, 01 Jan 1970 01:00:01 +0100", 1_000),
        ("", None),
        ("yesterday", None),
    ],
)
def test_dates(date: str, expected: int | None) -> None:
    """A date is read in each form that HTTP has; anything else is none."""
    assert date_ms(_dated(date)) == expected
