"""Faults that answer in the endpoint's place: refusals, limits, a page of HTML."""

from email.utils import formatdate

from starlette.responses import HTMLResponse

from rearview.sandbox.server.denial import Denial
from rearview.sandbox.server.faults.meeting import Meeting
from rearview.sandbox.server.refusal import Refusal
from rearview.sandbox.server.waiting import until

_AHEAD_MS = 2_000
_LOGIN = "<!DOCTYPE html>\n<html><head><title>Login | Salesforce</title></head><body><form id='login'></form></body></html>\n"


async def status(meeting: Meeting) -> None:
    """Answer with the rule's status."""
    after = meeting.rule.retry_after
    if after == "date":
        after = formatdate((meeting.standin.clock.wall_ms() + _AHEAD_MS) / 1000, usegmt=True)
    raise Refusal.on_purpose(meeting.rule.status, after)


async def login_page(meeting: Meeting) -> None:
    """Answer with the page that asks a person to log in, and with status 200."""
    await HTMLResponse(_LOGIN)(meeting.scope, meeting.receive, meeting.send)


async def daily_limit(_: Meeting) -> None:
    """Say that the org has had all the requests that it may have in a day."""
    raise Refusal.daily_limit()


async def no_permission(_: Meeting) -> None:
    """Say that the user may not."""
    raise Refusal.no_permission()


async def exchange_refused(_: Meeting) -> None:
    """Say that the app hasn't the scope that an exchange needs."""
    raise Refusal.denied(Denial.SCOPE)


async def concurrency_limit(meeting: Meeting) -> None:
    """Refuse what is more than the rule lets be under way at once."""
    if meeting.standin.counters.under_way > meeting.rule.amount:
        raise Refusal.concurrency(int(meeting.rule.amount))
    await meeting.go_on()


async def slow(meeting: Meeting) -> None:
    """Take the rule's time."""
    await until(lambda: False, meeting.standin, wait_ms=meeting.rule.amount * 1000)
    await meeting.go_on()
