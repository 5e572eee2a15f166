"""What can be wrong with a session, or remarkable about it, and the rows that show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Symptom = Literal[
    "failed-action",
    "slow-action",
    "loop",
    "wrong-topic",
    "escalated",
    "abandoned",
    "unresolved",
    "ungrounded",
    "toxic-input",
    "prompt-attack",
    "pii",
    "low-adherence",
    "negative-feedback",
    "unfaithful",
    "voice",
    "no-turns",
    "over-midnight",
    "open",
    "delegated",
]

SYMPTOMS: tuple[Symptom, ...] = get_args(Symptom)

SHOWN_BY: Mapping[Symptom, str] = {
    "failed-action": "an ACTION_STEP has a ssot__ErrorMessageText__c that isn't a sentinel",
    "slow-action": "an ACTION_STEP takes longer than 10 s",
    "loop": "an ACTION_STEP of one name has the same input three times or more within a turn",
    "wrong-topic": "a user says that this wasn't the question, and the next turn has another topic",
    "escalated": "an ACTION_STEP is named Transfer_To_Human, or a router calls the tool escalate_to_human",
    "abandoned": "a session with a question ends within 30 s of its beginning",
    "unresolved": "the detector TaskResolution found something else than FULLY_RESOLVED",
    "ungrounded": "the output of a validation step says UNGROUNDED",
    "toxic-input": "below a quality row of INPUT, a TOXICITY category other than safety_score has 0.5 or more",
    "prompt-attack": "PROMPT_DEFENSE has isPromptAttackDetected with a score of 0.5 or more",
    "pii": "the detector PII found anything",
    "low-adherence": "the detector InstructionAdherence found Low",
    "negative-feedback": "a feedback is BAD or DOWN",
    "unfaithful": "a retriever metric has a faithfulness below 0.8",
    "voice": "the channel is Voice, PSTN or Builder: Voice Preview",
    "no-turns": "no interaction of the session is a TURN",
    "over-midnight": "it begins on one day in UTC and ends on another",
    "open": "no ssot__EndTimestamp__c ever comes",
    "delegated": "a RELATED_AGENT_STEP names another agent's session",
}
"""How each is told from the rows alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A row that shows a symptom."""

    symptom: Symptom
    session: str
    folder: str
    id: str
