"""Rules about what the trust layer is there for: insults, attacks on the prompt, private data."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from rearview.model.findings.evidence import MOST, of_message, of_verdict
from rearview.model.findings.finding import Severity
from rearview.model.findings.rule import Found, Rule, Spot
from rearview.model.findings.scene import Scene, Scope
from rearview.model.findings.verdicts import Judged, is_attack, is_of_answer, is_personal, is_toxic
from rearview.model.findings.words import clipped
from rearview.model.session import Assessment, Message

_GRAVE = (
    "CREDIT_CARD",
    "US_SSN",
    "SSN",
    "IBAN_CODE",
    "IBAN",
    "US_BANK_NUMBER",
    "PASSWORD",
    "US_PASSPORT",
    "CRYPTO",
)
"""Personal data whose loss costs somebody money or their name."""
_NAMED = 4


def judged(scope: Scope, test: Callable[[Assessment], bool]) -> list[Judged]:
    """Return the verdicts of a session that pass a test, with what they are about."""
    return [Judged(turn, step, verdict) for turn, step, verdict in scope.assessments() if test(verdict)]


def asked(first: Judged) -> tuple[Message, ...]:
    """Return what the user said in the turn that a verdict is about."""
    messages = first.turn.messages if first.turn else ()
    return tuple(message for message in messages if message.role == "user")[:1]


def _categories(found: list[Judged]) -> str:
    """Return what was found, the strongest first, with scores."""
    best: defaultdict[str, float] = defaultdict(float)
    for one in found:
        category = clipped(one.verdict.category or one.verdict.detector or "unknown", 40)
        best[category] = max(best[category], one.verdict.score or 0)
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} ({score:.2f})" if score else name for name, score in ranked[:_NAMED])


def _toxic(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        found = [one for one in judged(scope, is_toxic) if not is_of_answer(one.verdict)]
        if found:
            yield _found(scope, found, "P2", f"What the user said is toxic: {_categories(found)}.")


def _unsafe(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        found = [one for one in judged(scope, is_toxic) if is_of_answer(one.verdict)]
        if found:
            yield _found(scope, found, "P1", f"What the agent said is toxic: {_categories(found)}.")


def _attacked(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        found = judged(scope, is_attack)
        if found:
            yield _found(scope, found, "P2", "The user tried to take the agent over with words of their own.")


def _personal(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        found = judged(scope, is_personal)
        if found:
            grave = any((one.verdict.category or "").upper() in _GRAVE for one in found)
            yield _found(
                scope, found, "P2" if grave else "P3", f"Personal data was said: {_categories(found)}."
            )


def _found(scope: Scope, found: list[Judged], severity: Severity, sentence: str) -> Found:
    first = found[0]
    categories = sorted({one.verdict.category or "" for one in found})
    return Found(
        severity=severity,
        sentence=sentence,
        spot=Spot(scope, first.turn, first.step),
        evidence=(
            *(of_message(message) for message in asked(first)),
            *(of_verdict(one.verdict) for one in found[:MOST]),
        ),
        about=(" ".join(categories),),
    )


RULES = (
    Rule(
        name="prompt_attack",
        meaning="A detector found an attempt to take the agent over.",
        find=_attacked,
        causes=("Somebody tries what the agent can be talked into.",),
        next_step="Read what the agent answered and did; where it obeyed, say in its instructions what it must not do.",
    ),
    Rule(
        name="toxic_input",
        meaning="A detector found insults, threats or the like in what the user said.",
        find=_toxic,
        causes=("The user is upset: see what happened before.",),
        next_step="Read what upset the user, and whether the agent stayed calm.",
        because=("failed_step", "loop", "wrong_topic"),
    ),
    Rule(
        name="unsafe_answer",
        meaning="A detector found insults, threats or the like in what the agent said.",
        find=_unsafe,
        causes=("The agent repeats the user's words, or what it found.", "It was talked into it."),
        next_step="Read the answer; say in the instructions how to speak, and let the trust layer stop such answers.",
        because=("prompt_attack", "toxic_input"),
    ),
    Rule(
        name="personal_data",
        meaning="A detector found personal data; of a kind whose loss costs money, it is graver.",
        find=_personal,
        causes=("The user wrote it down unasked.", "The agent asked for it."),
        next_step="See whether masking is on for this agent, and whether it needs to ask for such data at all.",
    ),
)
