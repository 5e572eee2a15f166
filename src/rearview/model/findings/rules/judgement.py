"""Rules about what others said of a session: judges of adherence and of quality, and the user."""

from collections.abc import Iterator

from rearview.model.findings import recorded
from rearview.model.findings.evidence import MOST, of_message, of_step, of_verdict
from rearview.model.findings.finding import Evidence
from rearview.model.findings.rule import Found, Rule, Spot
from rearview.model.findings.rules.safety import asked, judged
from rearview.model.findings.scene import Scene, Scope
from rearview.model.findings.verdicts import Judged, is_disliked, is_disobedient, is_poor, is_unresolved
from rearview.model.findings.words import clipped, quoted
from rearview.model.session import Step, Turn

_CHECKS = ("llm", "guardrail")


def _disobedience(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        checks = list(_low_checks(scope))
        verdicts = judged(scope, is_disobedient)
        if not checks and not verdicts:
            continue
        turn, step = checks[0] if checks else (verdicts[0].turn, verdicts[0].step)
        why = recorded.reason(step.output_text) if checks and step else verdicts[0].verdict.text
        told = f": {clipped(why)}" if why else "."
        yield Found(
            severity="P2",
            sentence=f"The answer doesn't keep to the agent's instructions{told}",
            spot=Spot(scope, turn, step),
            evidence=(
                *_exchange(turn),
                *(of_step(one, recorded.words(one.output_text)) for _, one in checks[:MOST]),
                *(of_verdict(one.verdict) for one in verdicts[:MOST]),
            ),
            about=(turn.topic if turn else None,),
        )


def _low_checks(scope: Scope) -> Iterator[tuple[Turn, Step]]:
    for turn, step in scope.steps():
        if (
            step.kind in _CHECKS
            and recorded.is_adherence(step.name)
            and recorded.value(step.output_text) == "LOW"
        ):
            yield turn, step


def _exchange(turn: Turn | None) -> Iterator[Evidence]:
    messages = turn.messages if turn else ()
    for role in ("user", "agent"):
        yield from (of_message(message) for message in [m for m in messages if m.role == role][-1:])


def _unresolved(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        found = judged(scope, is_unresolved)
        if found:
            part = all("partial" in (one.verdict.category or "").lower() for one in found)
            how = "only in part" if part else "not"
            yield _found(scope, found, f"What the user wanted was {how} resolved.")


def _dislikes(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        found = judged(scope, is_disliked)
        if found:
            words = next((one.verdict.text for one in found if one.verdict.text), None)
            said = f": {quoted(words)}" if words else "."
            yield _found(scope, found, f"The user didn't like the answer{said}", with_answer=True)


def _poor(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        found = judged(scope, is_poor)
        if found:
            why = next((one.verdict.text for one in found if one.verdict.text), None)
            yield _found(
                scope, found, f"A judge gave the conversation a poor mark: {clipped(why) or 'no reason told'}"
            )


def _found(scope: Scope, found: list[Judged], sentence: str, *, with_answer: bool = False) -> Found:
    first = found[0]
    said = tuple(_exchange(first.turn)) if with_answer else tuple(map(of_message, asked(first)))
    return Found(
        severity="P2",
        sentence=sentence,
        spot=Spot(scope, first.turn, first.step),
        evidence=(*said, *(of_verdict(one.verdict) for one in found[:MOST])),
        about=(first.turn.topic if first.turn else None, first.verdict.category),
    )


_BEFORE = (
    "wrong_topic",
    "failed_step",
    "failed_sub_agent",
    "loop",
    "unfaithful",
    "ungrounded",
    "low_adherence",
    "unkept_promise",
    "slow_step",
    "knowledge_miss",
    "abandonment",
    "escalation",
)

RULES = (
    Rule(
        name="low_adherence",
        meaning="A judge found that an answer doesn't keep to the agent's instructions.",
        find=_disobedience,
        causes=("The instruction is far from what it is about, or another one contradicts it.",),
        next_step="Put the instruction into the topic it is for, as a rule with an example.",
        because=("failed_step", "knowledge_miss"),
    ),
    Rule(
        name="negative_feedback",
        meaning="The user said that an answer was bad.",
        find=_dislikes,
        causes=("The answer isn't about what was asked.", "The answer is about it, and doesn't help."),
        next_step="Compare the answer with the question, and with the topic that it was handled under.",
        because=_BEFORE,
    ),
    Rule(
        name="unresolved",
        meaning="A judge found that the task wasn't resolved.",
        find=_unresolved,
        causes=("The agent has no action that would resolve it.",),
        next_step="Read what the user wanted, and what would have resolved it.",
        because=(*_BEFORE, "negative_feedback"),
    ),
    Rule(
        name="poor_quality",
        meaning="A judge gave the conversation one or two marks out of five.",
        find=_poor,
        causes=("See the reason that the judge gives.",),
        next_step="Read the conversation with that reason in mind.",
        because=(
            *_BEFORE,
            "negative_feedback",
            "prompt_attack",
            "toxic_input",
            "unsafe_answer",
            "personal_data",
            "unresolved",
        ),
    ),
)
