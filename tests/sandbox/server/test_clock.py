"""The clocks of a stand-in, in Python and over HTTP."""

import time

from rearview.sandbox.server import Clock
from tests.sandbox.server.caller import NOW_MS, Caller


def test_ticks() -> None:
    """A clock goes on from the moment it is given."""
    clock = Clock(NOW_MS)
    time.sleep(0.01)
    assert NOW_MS < clock.now_ms() < NOW_MS + 10_000


def test_begins_now() -> None:
    """A clock that isn't given a moment shows the present."""
    assert abs(Clock().now_ms() - time.time() * 1000) < 10_000


def test_stands_still_while_held() -> None:
    """A held clock moves only when it is moved, and ticks again from there."""
    clock = Clock(NOW_MS, held=True)
    clock.advance(500)
    time.sleep(0.01)
    assert clock.now_ms() == NOW_MS + 500
    clock.set(7)
    assert (clock.now_ms(), clock.held) == (7, True)
    clock.hold(False)
    time.sleep(0.01)
    assert 7 < clock.now_ms() < 10_000


def test_the_wall_has_a_clock_of_its_own() -> None:
    """Setting the org's clock doesn't change the time that assertions are judged by; the skew does."""
    clock = Clock(NOW_MS)
    assert abs(clock.wall_ms() - time.time() * 1000) < 10_000
    clock.skew_ms = -3_600_000
    assert abs(clock.wall_ms() + 3_600_000 - time.time() * 1000) < 10_000


def test_can_be_set_over_http(stranger: Caller) -> None:
    """A test in another process reads and sets the clock by JSON."""
    shown = stranger.http.post("/_sandbox/clock", json={"now_ms": 1000, "advance_ms": 5, "skew_ms": 9}).json()
    assert shown == {"now_ms": 1005, "held": True, "skew_ms": 9}
    assert stranger.http.get("/_sandbox/clock").json() == shown
    assert stranger.http.post("/_sandbox/clock", json={"held": False}).json()["held"] is False
    assert stranger.http.post("/_sandbox/clock", json={"now": 1}).status_code == 400


def test_answers_are_dated_by_the_wall(stranger: Caller) -> None:
    """The Date header tells the time that assertions are judged by, so that a client can set its clock right."""
    stranger.standin.clock.skew_ms = 86_400_000 * 365_000
    assert " 30" in stranger.http.get("/_sandbox/clock").headers["date"]
