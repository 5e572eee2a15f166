"""Rules about truth: answers that nothing bears out, and searches that find nothing to answer with."""

import re
from collections.abc import Iterator

from rearview.model.findings import recorded
from rearview.model.findings.evidence import MOST, of_message, of_step, of_verdict
from rearview.model.findings.rule import Found, Rule, Spot
from rearview.model.findings.scene import Exchange, Placed, Scene, Scope
from rearview.model.findings.verdicts import Judged, is_ungrounded
from rearview.model.findings.words import clipped, named, quoted
from rearview.model.session import Assessment, Step

_CHECKS = ("llm", "guardrail", "other")
_NOTHING = re.compile(
    r"no (?:results?|matches|articles?|documents?|records?) (?:were )?found|nothing found|0 results",
    re.IGNORECASE,
)
_HITS = re.compile(r"results?|articles?|documents?|hits|matches|records|chunks|passages|items", re.IGNORECASE)
_SCORE = re.compile(r"score|best|relevan|similarity|confidence", re.IGNORECASE)
_POOR = 0.5
"""A search whose best hit scores less has found something else."""


def _ungrounded(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        for exchange in scope.exchanges:
            checks = [
                (turn, step, recorded.grounding(step.output_text))
                for turn, step in exchange.steps()
                if step.kind in _CHECKS and recorded.is_validation(step.name)
            ]
            refused = [(turn, step) for turn, step, verdict in checks if verdict == "UNGROUNDED"]
            if refused:
                *_, (_, _, last) = [check for check in checks if check[2] is not None]
                yield _refused(scope, exchange, refused, stopped=last == "GROUNDED")


def _refused(scope: Scope, exchange: Exchange, refused: list[Placed], *, stopped: bool) -> Found:
    turn, step = refused[0]
    why = recorded.reason(step.output_text)
    said = f": {clipped(why)}" if why else "."
    what = "A draft of the answer was" if stopped else "The answer was"
    after = " and was stopped" if stopped else " and went out"
    return Found(
        severity="P2" if stopped else "P1",
        sentence=f"{what} ungrounded{after}{said}",
        spot=Spot(scope, turn, step),
        evidence=(
            *(of_message(asked) for asked in exchange.asked[:1]),
            *(of_step(one, recorded.words(one.output_text)) for _, one in refused[:MOST]),
            *(of_message(said) for said in exchange.said[-1:]),
        ),
        about=(turn.topic,),
    )


def _unfaithful(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        judged = [Judged(*held) for held in scope.assessments() if _is_news(held[2])]
        if judged:
            first = judged[0]
            detector = clipped(first.verdict.detector or "a detector", 60)
            score = "" if first.verdict.score is None else f" (faithfulness {first.verdict.score:.2f})"
            yield Found(
                severity="P1",
                sentence=f"The answer isn't borne out by what was found, says {detector}{score}.",
                spot=Spot(scope, first.turn, first.step),
                evidence=tuple(of_verdict(one.verdict) for one in judged[:MOST]),
                about=(first.verdict.detector, first.verdict.category),
            )


def _is_news(verdict: Assessment) -> bool:
    """Whether a verdict is no mere copy of what a validation step says."""
    return is_ungrounded(verdict) and verdict.origin != "validation_prompt"


def _knowledge_misses(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        for exchange in scope.exchanges:
            searches = [
                (turn, step)
                for turn, step in exchange.steps()
                if step.kind == "tool" and step.status == "ok" and recorded.is_search(step.name)
            ]
            missed = [(turn, step, why) for turn, step in searches if (why := _miss(step.output_text))]
            if missed:
                turn, step, why = missed[0]
                in_vain = missed[-1][1] is searches[-1][1]
                yield Found(
                    severity="P2" if in_vain else "P3",
                    sentence=f"{named(step)} found {why} for {quoted(_query(exchange, step), 90)}.",
                    spot=Spot(scope, turn, step),
                    evidence=tuple(
                        of_step(one, f"{label}: {recorded.words(text)}")
                        for _, one, _ in missed[:MOST]
                        for label, text in (("Input", one.input_text), ("Output", one.output_text))
                        if text
                    ),
                    about=(step.name,),
                )


def _miss(text: str | None) -> str | None:
    """Return what a search's answer says that it lacks; None if it lacks nothing, or can't be told."""
    if text is not None and _NOTHING.search(text[:2_000]):
        return "nothing"
    held = list(recorded.leaves(recorded.document(text)))
    if any(part == [] and _HITS.fullmatch(name.rpartition(".")[2]) for name, part in held):
        return "nothing"
    scores = [
        part for name, part in held if isinstance(part, float) and 0 <= part <= 1 and _SCORE.search(name)
    ]
    return f"nothing close (its best hit scores {max(scores):g})" if scores and max(scores) < _POOR else None


def _query(exchange: Exchange, step: Step) -> str | None:
    """Return what was looked for: the search's own words, else the user's."""
    for name, part in recorded.leaves(recorded.document(step.input_text)):
        if isinstance(part, str) and name.rpartition(".")[2].lower() in (
            "query",
            "q",
            "search",
            "question",
            "text",
        ):
            return part
    return next((asked.text for asked in exchange.asked), step.input_text)


RULES = (
    Rule(
        name="knowledge_miss",
        meaning="A search found nothing, or nothing close to what was looked for.",
        find=_knowledge_misses,
        causes=(
            "No article says it.",
            "The article is there, but not in words like these, or not indexed yet.",
        ),
        next_step="Look for it by hand: write the article if there is none, else see why the search misses it.",
    ),
    Rule(
        name="ungrounded",
        meaning="A check found that an answer, or a draft of it, isn't borne out by what the actions gave.",
        find=_ungrounded,
        causes=("What was found doesn't answer the question, so the model made an answer up.",),
        next_step="Compare the answer with what the actions gave; tell the agent to say so where it doesn't know.",
        because=("knowledge_miss", "failed_step"),
    ),
    Rule(
        name="unfaithful",
        meaning="A detector judged that an answer isn't true to what it was built on.",
        find=_unfaithful,
        causes=("What was found doesn't answer the question, so the model made an answer up.",),
        next_step="Compare the answer with the articles; tell the agent to say so where they don't say.",
        because=("knowledge_miss", "failed_step"),
    ),
)
