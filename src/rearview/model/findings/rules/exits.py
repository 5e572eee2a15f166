"""Rules about sessions that fail: what their runtime says of it, and what it leaves unsaid."""

from collections.abc import Iterator
from typing import NamedTuple

from rearview.model.findings.evidence import of_log, of_session
from rearview.model.findings.finding import Evidence, Severity
from rearview.model.findings.reasons import told_by
from rearview.model.findings.rule import Found, Rule, Spot
from rearview.model.findings.scene import Scene, Scope
from rearview.model.findings.words import LONG, agent, clipped
from rearview.model.session import Log


class _Exit(NamedTuple):
    """What a recorder's word for the end of a session means."""

    severity: Severity
    sentence: str
    cause: str
    next_step: str


_SERVICE = "See what the provider said, and whether its other models answered at that time."
_TOOLS = "Check the tool server's own log at that time, then run the tool on its own."
_EXITS = {
    "USER-STOP": _Exit(
        "P3", "it was stopped by its user", "Somebody pressed stop.", "Ask why it was stopped."
    ),
    "AUTH-FAILURE": _Exit(
        "P1", "the provider refused its key", "The key is wrong, or expired.", "Renew the key."
    ),
    "QUOTA-EXCEEDED": _Exit(
        "P1",
        "the provider's quota was used up",
        "More was spent than planned.",
        "Raise the quota, or spend less.",
    ),
    "MODEL-ERROR": _Exit(
        "P1", "the model failed", "The provider had a fault, or refused the request.", _SERVICE
    ),
    "NO-LLM-RESPONSE": _Exit(
        "P1", "no model answered", "The provider was down, or cut the answer off.", _SERVICE
    ),
    "EMPTY-RESPONSE": _Exit(
        "P1", "the model answered nothing", "The prompt leaves nothing to say.", _SERVICE
    ),
    "TOOL-FAILURE": _Exit("P1", "a tool failed", "The tool's server had a fault.", _TOOLS),
    "MCP-CONNECTION-LOST": _Exit("P1", "a tool server went away", "Its process ended.", _TOOLS),
    "TOOL-NOT-AVAILABLE": _Exit(
        "P1", "a tool wasn't there", "It isn't configured, or its server is down.", _TOOLS
    ),
    "TOOL-TIMEOUT": _Exit("P1", "a tool took too long", "It does more than it has time for.", _TOOLS),
    "NO-PROVIDERS": _Exit("P1", "no provider is configured", "The configuration names none.", "Name one."),
    "INVALID-MODEL": _Exit(
        "P1", "its model doesn't exist", "The name is misspelt.", "Correct the model's name."
    ),
    "MCP-INIT-FAILED": _Exit(
        "P1", "a tool server didn't start", "Its command is wrong, or it crashed.", _TOOLS
    ),
    "INACTIVITY-TIMEOUT": _Exit(
        "P1", "nothing happened for too long", "Something it waited for hung.", _TOOLS
    ),
    "UNCAUGHT-EXCEPTION": _Exit(
        "P1", "the runtime crashed", "A fault of the runtime's own.", "Report its stack."
    ),
    "SIGNAL-RECEIVED": _Exit(
        "P2", "its process was told to end", "It was deployed or stopped.", "See who ended it."
    ),
}
"""How runtimes leave a session that didn't come to its own end; limits are a rule of their own."""


def _exits(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        session = scope.session
        left = _EXITS.get(session.end_type or "")
        if left is None:
            continue
        why = f": {clipped(session.error, LONG)}" if session.error else "."
        line = _exit_log(scope)
        yield Found(
            severity=left.severity,
            sentence=f"{agent(session)} ended with {session.end_type}: {left.sentence}{why}",
            spot=Spot(scope),
            evidence=_ended(scope, line),
            about=(session.end_type,),
            causes=(left.cause,),
            next_step=left.next_step,
        )


def _exit_log(scope: Scope) -> Log | None:
    """Return the line with which the runtime left a session."""
    return next(
        (
            line
            for _, _, line in scope.logs()
            if line.remote and "EXIT-" in line.remote and not _is_fine(line)
        ),
        None,
    )


def _is_fine(line: Log) -> bool:
    return "FINAL-ANSWER" in (line.remote or "") or "HANDOFF" in (line.remote or "")


def _ended(scope: Scope, line: Log | None) -> tuple[Evidence, ...]:
    session = scope.session
    told = of_session(session, session.error or session.end_type or session.outcome, at_ms=session.ended_ms)
    return (told,) if line is None else (told, of_log(line))


def _failed(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        session = scope.session
        known = session.end_type in _EXITS or (session.end_type or "").startswith(("MAX-", "TOKEN-"))
        if session.outcome == "failed" and scope.parent is None and not known:
            why = f": {clipped(session.error, LONG)}" if session.error else ", and nothing says why."
            reasons = told_by(session.error)
            yield Found(
                severity="P1",
                sentence=f"{agent(session)} failed{why}",
                spot=Spot(scope),
                evidence=_ended(scope, _exit_log(scope)),
                about=(session.end_type, session.error),
                causes=tuple(reason.cause for reason in reasons),
                next_step=reasons[0].next_step if reasons else "",
            )


RULES = (
    Rule(
        name="exit_reason",
        meaning="The runtime left a session before it had come to its own end.",
        find=_exits,
        causes=("See the log line with which it left.",),
        next_step="Read the log of the session's last step.",
        because=("failed_step", "retry_storm", "context_window", "failed_sub_agent"),
    ),
    Rule(
        name="failed_session",
        meaning="A session failed.",
        find=_failed,
        causes=("The last thing it did failed, and nothing could take its place.",),
        next_step="Read the last step and the errors of its log.",
        because=("limit", "failed_step", "failed_sub_agent", "retry_storm", "loop", "unfinished_step"),
    ),
)
