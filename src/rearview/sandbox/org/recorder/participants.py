"""Who takes part in a session: the user, the agent, and the human who takes over.

The agent's name may stand on the user's row, on the agent's or on both: whoever looks at one role alone misses it.
"""

from rearview.sandbox.org.marks import PERSON
from rearview.sandbox.org.recorder.tape import Tape, Values
from rearview.sandbox.org.salesforce_id import salesforce_id

_NAMED = {"AGENT": 0.55, "USER": 0.35, "both": 0.1}
"""On which rows the agent's name stands."""
_NAMELESS = {"ssot__AiAgentApiName__c": "NOT_SET", "ssot__AiAgentVersionApiName__c": "NOT_SET"}


def write_participants(tape: Tape, began_us: int, answered_us: int, ended_us: int | None) -> None:
    """Write down both parties, and a human from the last answer on where the agent handed over."""
    where = tape.chance.weighted(_NAMED)
    named = _agent(tape)
    _join(tape, {**_user(tape), **named, **(_NAMELESS if where == "AGENT" else {})}, began_us, ended_us)
    _join(tape, {**_planner(tape), **named, **(_NAMELESS if where == "USER" else {})}, began_us, ended_us)
    if any(turn.escalates for turn in tape.script.turns):
        _join(tape, {**_human(tape), **_NAMELESS}, answered_us, ended_us)


def _agent(tape: Tape) -> Values:
    agent = tape.script.agent
    return {
        "ssot__AiAgentApiName__c": agent.name,
        "ssot__AiAgentVersionApiName__c": tape.script.version,
        "ssot__AiAgentType__c": agent.type,
    }


def _user(tape: Tape) -> Values:
    employee = tape.user_id.startswith("005")
    return {
        "ssot__Id__c": tape.user,
        "ssot__AiAgentSessionParticipantRole__c": "USER",
        "ssot__ParticipantId__c": tape.user_id,
        "ssot__ParticipantObject__c": "User" if employee else "MessagingEndUser",
        "ssot__IndividualId__c": tape.unset() if employee else f"{PERSON}",
    }


def _planner(tape: Tape) -> Values:
    planner = tape.script.agent.planner_id
    return {
        "ssot__Id__c": tape.agent,
        "ssot__AiAgentSessionParticipantRole__c": "AGENT",
        "ssot__ParticipantId__c": planner if tape.chance.happens(0.5) else planner[:15],
        "ssot__ParticipantObject__c": "GenAiPlannerDefinition",
        "ssot__IndividualId__c": tape.unset(),
    }


def _human(tape: Tape) -> Values:
    return {
        "ssot__Id__c": tape.mint.uuid(),
        "ssot__AiAgentSessionParticipantRole__c": "AGENT",
        "ssot__ParticipantId__c": salesforce_id("005", 1 + tape.chance.below(40)),
        "ssot__ParticipantObject__c": "User",
        "ssot__AiAgentType__c": tape.unset(),
        "ssot__IndividualId__c": tape.unset(),
    }


def _join(tape: Tape, party: Values, joined_us: int, left_us: int | None) -> None:
    row: Values = {
        "ssot__AiAgentSessionId__c": tape.session_id,
        "ssot__AiAgentTemplateApiName__c": tape.unset(),
        "ssot__ParticipantAttributeText__c": "{}",
        "ssot__ExternalSourceId__c": tape.unset(),
        "ssot__StartTimestamp__c": None if tape.script.undated else tape.time(joined_us),
        "ssot__EndTimestamp__c": None,
        **party,
    }
    if left_us is None:
        tape.add("participants", row, at_us=joined_us, lags=tape.lags)
    else:
        left = {"ssot__EndTimestamp__c": tape.time(left_us)}
        tape.revise("participants", row, row | left, began_us=joined_us, ended_us=left_us)
