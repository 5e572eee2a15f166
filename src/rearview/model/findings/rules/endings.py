"""Rules about users who leave: too early, or to a person."""

import re
from collections.abc import Iterator

from rearview.model.findings.evidence import of_message, of_session, of_step
from rearview.model.findings.recorded import mentions
from rearview.model.findings.rule import Found, Rule, Spot
from rearview.model.findings.scene import Scene, Scope
from rearview.model.findings.words import lasting, plural, quoted
from rearview.model.session import Message, Step, Turn

_HASTE_MS = 30_000
"""Who leaves within this time has not been helped."""
_FEW = 2
_PERSON = re.compile(
    r"(?:real|actual|live|human) (?:person|human|agent|being)|\b(?:a|an?other) (?:human|person|representative|agent)\b|"
    r"speak (?:to|with) (?:someone|somebody|an? )|talk to (?:someone|somebody|an? )|mit (?:einem|jemand\w*) .{0,20}"
    r"(?:menschen|mitarbeiter|sprechen)|hablar con|parler à",
    re.IGNORECASE,
)
_HANDED = re.compile(
    r"transfer_?to_?(?:human|agent|person|queue)|escalate_?to|hand_?(?:off|over)_?to_?human|escalation",
    re.IGNORECASE,
)


_HANDING = ("transfer", "escalat", "hand")
_READ = 4_000


def _abandoned(scene: Scene) -> Iterator[Found]:
    scope = scene.root
    session = scope.session
    asked = [exchange for exchange in scope.exchanges if exchange.asked]
    hasty = (
        session.outcome not in ("escalated", "failed")
        and session.duration_ms is not None
        and session.duration_ms < _HASTE_MS
        and 0 < len(asked) <= _FEW
        and session.source == "agentforce"
    )
    if not asked or not (session.outcome == "abandoned" or hasty):
        return
    last = asked[-1]
    after = "" if session.duration_ms is None else f"{lasting(session.duration_ms)} and "
    words = f", when told {quoted(last.said[-1].text)}" if last.said else ", without an answer"
    yield Found(
        severity="P2",
        sentence=f"The user left after {after}{plural(len(asked), 'question')}{words}",
        spot=Spot(scope),
        evidence=(
            *(of_message(message) for message in (*last.asked[-1:], *last.said[-1:])),
            of_session(session, session.end_type or session.outcome, at_ms=session.ended_ms),
        ),
        about=(session.agent, last.topic),
    )


def _escalated(scene: Scene) -> Iterator[Found]:
    scope = scene.root
    session = scope.session
    handed = _handover(scope)
    if handed is None and session.outcome != "escalated":
        return
    asked = [exchange for exchange in scope.exchanges if exchange.asked]
    wish = next((message for exchange in asked for message in exchange.asked if _wants_person(message)), None)
    at_once = wish is not None and asked[0].asked[0] is wish
    when = " at once" if at_once else f" after {plural(len(asked), 'question')}"
    before = (*(exchange.asked[-1] for exchange in asked[:1]), *((wish,) if wish else ()))
    turn, step = handed or (None, None)
    yield Found(
        severity="P2",
        sentence=f"The user {'asked for a person and was handed over' if wish else 'was handed over to a person'}{when}.",
        spot=Spot(scope, turn, step),
        evidence=(
            *(of_message(message) for message in dict.fromkeys(before)),
            *((of_step(step, step.input_text or step.name),) if step else ()),
            of_session(session, session.end_type or session.outcome, at_ms=session.ended_ms),
        ),
        about=(session.agent, "asked for" if wish else None),
        causes=("The user wanted a person, whatever the agent could do.",) if at_once else (),
    )


def _wants_person(message: Message) -> bool:
    return _PERSON.search((message.text or "")[:2_000]) is not None


def _hands_over(called: str) -> bool:
    return mentions(called.lower(), _HANDING) and _HANDED.search(called) is not None


def _handover(scope: Scope) -> tuple[Turn, Step] | None:
    """Return the step that handed a session to a person: an action of such a name, or a model's choice of one."""
    for turn, step in scope.steps():
        called = (
            step.name if step.kind in ("tool", "agent") else step.output_text if step.kind == "llm" else None
        )
        if called and step.status != "failed" and _hands_over(called[:_READ]):
            return turn, step
    return None


_BEFORE = (
    "wrong_topic",
    "failed_step",
    "failed_sub_agent",
    "loop",
    "ungrounded",
    "unfaithful",
    "low_adherence",
    "unkept_promise",
    "no_transition",
    "knowledge_miss",
    "default_topic",
    "slow_step",
)

RULES = (
    Rule(
        name="abandonment",
        meaning="The user left after a question or two, without saying that all was well.",
        find=_abandoned,
        causes=("The answer asked for too much, or didn't help.", "The user had to wait."),
        next_step="Read the last answer as the user read it.",
        because=_BEFORE,
    ),
    Rule(
        name="escalation",
        meaning="The user was handed over to a person.",
        find=_escalated,
        causes=("The agent couldn't do what was asked for.",),
        next_step="Read what the user wanted before, and whether the agent has an action for it.",
        because=_BEFORE,
    ),
)
