"""The fault plans that have a name: one for each thing that is known to go wrong. All of it is data."""

from collections.abc import Mapping

from rearview.sandbox.server.faults.plan import Door, Plan, Rule

_DATA: tuple[Door, ...] = ("query", "status", "page", "schema")
_LOOKS: tuple[Door, ...] = ("query", "status")
_PAGE: tuple[Door, ...] = ("page",)
_MOMENTS = "ssot__AiAgentMoment__dlm"
_STEPS = "ssot__AIAgentInteractionStep__dlm"


def _plan(meaning: str, *rules: Rule, lacks: tuple[str, ...] = ()) -> Plan:
    return Plan(meaning=meaning, rules=rules, lacks=lacks)


def _limited(after: str | None) -> Rule:
    return Rule(does="status", status=429, on=_DATA, nth=2, times=2, retry_after=after)


def _fails(status: int) -> Rule:
    return Rule(does="status", status=status, on=_DATA, nth=2, times=2)


NAMED: Mapping[str, Plan] = {
    "rate-limit-seconds": _plan("429 twice, with Retry-After in seconds.", _limited("1")),
    "rate-limit-date": _plan("429 twice, with Retry-After as a date.", _limited("date")),
    "rate-limit-silent": _plan("429 twice, without Retry-After.", _limited(None)),
    "rate-limit-absurd": _plan("429 twice, with a Retry-After of eleven days.", _limited("987654")),
    "error-500": _plan("500 twice: an internal error.", _fails(500)),
    "error-502": _plan("502 twice: a bad gateway.", _fails(502)),
    "error-503": _plan("503 twice: unavailable.", _fails(503)),
    "error-504": _plan("504 twice: the gateway waited too long.", _fails(504)),
    "reset": _plan("The connection is reset at the second page.", Rule(does="reset", on=_PAGE, nth=2)),
    "slow": _plan("Every page takes half a second.", Rule(does="slow", on=_PAGE, times=None, amount=0.5)),
    "truncated": _plan(
        "The second page ends in the middle of its body.", Rule(does="truncated", on=_PAGE, nth=2)
    ),
    "overlong": _plan(
        "The second page has a body twice as long as it says.", Rule(does="overlong", on=_PAGE, nth=2)
    ),
    "half-gzip": _plan("The second page is half of a gzip.", Rule(does="half-gzip", on=_PAGE, nth=2)),
    "garbled": _plan(
        "The second page has a byte in it that isn't UTF-8.", Rule(does="garbled", on=_PAGE, nth=2)
    ),
    "login-page": _plan(
        "The second page is the HTML of a login page, with status 200.",
        Rule(does="login-page", on=_PAGE, nth=2),
    ),
    "login-page-exchange": _plan(
        "The exchange of tokens answers with the HTML of a login page.",
        Rule(does="login-page", on=("exchange",), times=None),
    ),
    "exchange-refused": _plan(
        "No core token is exchanged for a tenant's: only Connect can be used.",
        Rule(does="exchange-refused", on=("exchange",), times=None),
    ),
    "token-expired": _plan(
        "All tokens end before the second page.", Rule(does="token-expired", on=_PAGE, nth=2)
    ),
    "query-expired": _plan(
        "The query is forgotten before its second page.", Rule(does="query-expired", on=_PAGE, nth=2)
    ),
    "query-cancelled": _plan(
        "The query is cancelled before its second page.", Rule(does="query-cancelled", on=_PAGE, nth=2)
    ),
    "running-forever": _plan("No query ever gets done.", Rule(does="running-forever", on=_LOOKS, times=None)),
    "growing": _plan(
        "A query first tells of half of its rows, then of all.", Rule(does="growing", on=_LOOKS, times=2)
    ),
    "empty-page": _plan("The second page has no rows.", Rule(does="empty-page", on=_PAGE, nth=2)),
    "short-page": _plan("The second page has half of its rows.", Rule(does="short-page", on=_PAGE, nth=2)),
    "repeated-page": _plan(
        "The second page has the rows of the one before.", Rule(does="repeated-page", on=_PAGE, nth=2)
    ),
    "reordered": _plan(
        "The second page has its columns the other way round.", Rule(does="reordered", on=_PAGE, nth=2)
    ),
    "missing-table": _plan("The org has no moments.", lacks=(_MOMENTS,)),
    "missing-field": _plan(
        "The steps have no trace span.", lacks=(f"{_STEPS}.ssot__TelemetryTraceSpanId__c",)
    ),
    "no-permission": _plan(
        "The user may not see moments.",
        Rule(does="no-permission", on=("query",), table=_MOMENTS, times=None),
    ),
    "time-limit": _plan(
        "A query of more than 1,000 rows takes too long.",
        Rule(does="time-limit", on=("query",), times=None, amount=1000),
    ),
    "concurrency-limit": _plan(
        "429 for what is more than two requests at once.",
        Rule(does="concurrency-limit", on=_DATA, times=None, amount=2),
    ),
    "daily-limit": _plan(
        "After 20 requests the org has had enough for the day.",
        Rule(does="daily-limit", on=_DATA, nth=21, times=None),
    ),
}
"""Every named plan, in the order in which they are listed."""
