"""What users say about an answer: a thumb up or down, sometimes in words."""

from rearview.sandbox.org.recorder.payload import escape
from rearview.sandbox.org.recorder.turn import MS, TurnTape

_DAY_MS = 86_400_000


def record_opinion(it: TurnTape) -> None:
    """Write down what the user thought of a turn's answer, if they said so."""
    opinion = it.turn.opinion
    if opinion is None:
        return
    at_us = it.at_us + it.chance.between(2_000 * MS, 30_000 * MS)
    feedback, update = it.tape.mint.uuid(), it.tape.mint.uuid()
    shown = it.chance.happens(0.5)
    gone_after_ms = _DAY_MS if opinion.retracted else None
    if shown:
        _application(it, update, at_us)
    it.add(
        "feedback",
        {
            "feedbackId__c": feedback,
            "generationId__c": it.answer_generation,
            "generationUpdateId__c": update if shown else "",
            "generationGroupId__c": it.generation_group,
            "userId__c": it.tape.user_id,
            "feedback__c": opinion.verdict,
            "action__c": "NOT_SET",
            "source__c": "Agent",
            "feature__c": "plannerservice",
            "appType__c": "CopilotForDigitalChannels",
            "timestamp__c": it.tape.time(at_us),
        },
        at_us=at_us,
        gone_after_ms=gone_after_ms,
    )
    if opinion.text is not None:
        _detail(it, feedback, opinion.text, at_us)
    if opinion.verdict in {"BAD", "DOWN"}:
        it.tape.note("negative-feedback", "feedback", feedback)


def _application(it: TurnTape, update: str, at_us: int) -> None:
    """Write down the text as the application showed it, which is what the user saw."""
    it.add(
        "app_generations",
        {
            "id__c": it.tape.mint.uuid(),
            "generationId__c": it.answer_generation,
            "generationUpdate__c": escape(it.turn.answer),
            "generationUpdateId__c": update,
            "feature__c": "plannerservice",
            "timestamp__c": it.tape.time(at_us),
        },
        at_us=at_us,
    )


def _detail(it: TurnTape, feedback: str, text: str, at_us: int) -> None:
    it.add(
        "feedback_details",
        {
            "feedbackDetailId__c": it.tape.mint.uuid(),
            "parent__c": feedback,
            "feedbackText__c": text,
            "appFeedback__c": "NOT_SET",
            "feature__c": "plannerservice",
            "timestamp__c": it.tape.time(at_us),
        },
        at_us=at_us,
    )
