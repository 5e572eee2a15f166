"""What Agent Optimization makes of a session afterwards: moments that sum turns up, and tags that judge them."""

from collections.abc import Sequence

from rearview.sandbox.org.recorder.tape import Tape
from rearview.sandbox.org.recorder.turn import MS, TurnTape
from rearview.sandbox.org.vocabulary import INTENT, QUALITY, association_id, tag_id

_JUDGED_AFTER_US = 3_600_000 * MS
_PASSING = 3


def record_moments(tape: Tape, turns: Sequence[TurnTape]) -> None:
    """Write down the moments of a session: each request with what came of it, turns on one topic taken together."""
    if not tape.script.agent.optimized:
        return
    for together in _by_topic(turns):
        moment = _moment(tape, together)
        intent = together[0].turn.intent
        _tag(
            tape,
            together[-1],
            INTENT,
            intent,
            f"The user asks about: {intent}.",
            ssot__AiAgentMomentId__c=moment,
        )
        if tape.chance.happens(0.8):
            quality = tape.script.quality
            _tag(
                tape,
                together[-1],
                QUALITY,
                str(quality.score),
                quality.reason,
                ssot__AiAgentMomentId__c=moment,
                ssot__IsPassed__c=quality.score >= _PASSING,
            )
    if turns and tape.chance.happens(0.2):
        quality = tape.script.quality
        judged: dict[str, str] = {"ssot__AiAgentSessionId__c": tape.session_id}
        if tape.chance.happens(0.3):
            judged = {"ssot__AiAgentInteractionId__c": turns[-1].id}
        _tag(tape, turns[-1], QUALITY, str(quality.score), quality.reason, **judged)


def _by_topic(turns: Sequence[TurnTape]) -> list[list[TurnTape]]:
    groups: list[list[TurnTape]] = []
    for it in turns:
        if groups and groups[-1][-1].turn.topic == it.turn.topic:
            groups[-1].append(it)
        else:
            groups.append([it])
    return groups


def _moment(tape: Tape, turns: Sequence[TurnTape]) -> str:
    id_ = tape.mint.uuid()
    first, last = turns[0], turns[-1]
    agent = tape.script.agent
    last.add(
        "moments",
        {
            "ssot__Id__c": id_,
            "ssot__AiAgentSessionId__c": tape.session_id,
            "ssot__AiAgentApiName__c": agent.name,
            "ssot__AiAgentVersionApiName__c": "NOT_SET" if tape.chance.happens(0.2) else tape.script.version,
            "ssot__RequestSummaryText__c": f"The user wants: {first.turn.intent}. {first.turn.ask}",
            "ssot__ResponseSummaryText__c": f"The agent answered: {last.turn.answer}",
            "ssot__StartTimestamp__c": tape.time(first.began_us),
            "ssot__EndTimestamp__c": tape.time(last.at_us),
        },
        at_us=last.at_us,
    )
    for it in turns:
        it.add(
            "moment_interactions",
            {
                "ssot__Id__c": tape.mint.uuid(),
                "ssot__AiAgentMomentId__c": id_,
                "ssot__AiAgentInteractionId__c": it.id,
                "ssot__StartTimestamp__c": tape.time(it.began_us),
            },
            at_us=it.at_us,
        )
    return id_


def _tag(tape: Tape, it: TurnTape, definition: str, value: str, reason: str, **values: object) -> None:
    judged_us = it.at_us + _JUDGED_AFTER_US
    it.add(
        "tag_associations",
        {
            "ssot__Id__c": tape.mint.uuid(),
            "ssot__AiAgentTagId__c": tag_id(definition, value),
            "ssot__AiAgentTagDefinitionAssociationId__c": association_id(definition, tape.script.agent.name),
            "ssot__AssociationReasonText__c": reason,
            "ssot__CreatedDate__c": tape.time(judged_us),
            "ValueText__c": value,
            "SourceType__c": "PROMPT_TEMPLATE",
            **values,
        },
        at_us=judged_us,
    )
