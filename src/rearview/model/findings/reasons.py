"""What an error's text says of its cause, and what to do about errors of that sort."""

import re
from typing import NamedTuple


class Reason(NamedTuple):
    """A sort of error."""

    name: str
    pattern: re.Pattern[str]
    cause: str
    next_step: str


def _reason(name: str, pattern: str, cause: str, next_step: str) -> Reason:
    return Reason(name, re.compile(pattern, re.IGNORECASE), cause, next_step)


REASONS = (
    _reason(
        "timeout",
        r"tim(?:ed|e)[ -]?out|deadline exceeded|exceeded the maximum time|took too long|ETIMEDOUT",
        "What it called didn't answer in time.",
        "See how long that service takes on its own; then give it less to do, or the step more time.",
    ),
    _reason(
        "rate-limit",
        r"rate.?limit|too many requests|\b429\b|throttl|REQUEST_LIMIT_EXCEEDED|overloaded",
        "The service was asked more often than it allows.",
        "Spread the calls, wait longer between attempts, or ask for a higher limit.",
    ),
    _reason(
        "quota",
        r"quota|insufficient.{0,10}(?:credit|fund|balance)|billing",
        "The account has used up what it may.",
        "Look at the account's usage and its limit.",
    ),
    _reason(
        "permission",
        r"unauthori[sz]ed|forbidden|\b40[13]\b|permission|access denied|INSUFFICIENT_ACCESS|auth.{0,12}(?:fail|error)|"
        r"invalid.{0,10}(?:api.?key|token|session)",
        "The agent may not do that: it isn't signed in, or lacks a permission.",
        "Check the credentials and the permissions of the user that the agent runs as.",
    ),
    _reason(
        "ambiguous-record",
        r"(?:\d+|more than one|multiple) (?:records?|rows?|results?) (?:was|were|are)? ?(?:found|returned)|"
        r"more than one (?:record|row)|duplicate value|duplicates? found",
        "A look-up found more records than the one it expects.",
        "Make the look-up's condition unique, or let it take the first of several.",
    ),
    _reason(
        "missing-input",
        r"required.{0,40}(?:missing|field|parameter|input|argument)|missing.{0,30}(?:required|parameter|argument|field|"
        r"input)|must not be (?:null|empty|blank)|REQUIRED_FIELD_MISSING|cannot be (?:null|blank|empty)",
        "It wasn't given all that it needs.",
        "See what went into the step, and which earlier step should have filled it.",
    ),
    _reason(
        "invalid-input",
        r"invalid (?:input|argument|parameter|value|json|type|request)|schema|validation|malformed|bad request|\b400\b",
        "It was given something that it doesn't accept.",
        "Compare what went into the step with what it accepts; say more about it in the tool's description.",
    ),
    _reason(
        "not-found",
        r"not found|\b404\b|does ?n.t exist|no such|unknown (?:tool|function|record)|NOT_FOUND",
        "What it asked for doesn't exist, or not under that name.",
        "Check the name or id in what went into the step.",
    ),
    _reason(
        "context",
        r"context.{0,20}(?:length|window|exceed|limit)|too many tokens|maximum.{0,20}tokens|prompt is too long|"
        r"token_budget_exceeded|budget_exceeded",
        "More text came together than the model can read.",
        "Shorten what tools return, or let the history be compacted earlier.",
    ),
    _reason(
        "unavailable",
        r"unavailable|\b50[0234]\b|internal server error|bad gateway|ECONNREFUSED|ECONNRESET|connection (?:refused|reset|"
        r"closed|lost|error)|network|socket|DNS|ENOTFOUND",
        "The service that it calls was down or couldn't be reached.",
        "Check that service at that time; let the agent say so to the user instead of giving up.",
    ),
    _reason(
        "flow",
        r"flow.{0,20}(?:error|fault)|FLOW_ELEMENT_ERROR|unhandled fault|this error occurred when the flow",
        "An element of the Flow failed, and no fault path caught it.",
        "Open the Flow at the element that the error names, and give it a fault path.",
    ),
    _reason(
        "apex",
        r"System\.\w+Exception|Apex|null pointer|NullPointer|de-reference a null",
        "The code behind the step raised an exception.",
        "Open the class that the error names, and its debug log at that time.",
    ),
)
"""The likelier an error's text tells its cause, the earlier."""

_READ = 4_000


def told_by(error: str | None) -> tuple[Reason, ...]:
    """Return the sorts that an error's text speaks of, the most telling first."""
    text = (error or "")[:_READ]
    return tuple(reason for reason in REASONS if reason.pattern.search(text))
