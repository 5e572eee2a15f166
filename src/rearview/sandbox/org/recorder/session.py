"""A script as it is recorded: the session, who took part, its turns, its end, and what was made of it afterwards.

This is where a script becomes rows. What they say of themselves is told by the modules beside this one.
"""

from collections.abc import Callable, Mapping

from rearview.sandbox.org.agents import Planner
from rearview.sandbox.org.chance import Chance
from rearview.sandbox.org.marks import MESSAGING_SESSION, USER, USER_SHORT, VOICE_CALL
from rearview.sandbox.org.recorder import atlas, react
from rearview.sandbox.org.recorder.delegation import delegate
from rearview.sandbox.org.recorder.mint import Mint
from rearview.sandbox.org.recorder.opinion import record_opinion
from rearview.sandbox.org.recorder.optimization import record_moments
from rearview.sandbox.org.recorder.participants import write_participants
from rearview.sandbox.org.recorder.payload import as_json
from rearview.sandbox.org.recorder.tape import Recording, Tape, Values
from rearview.sandbox.org.recorder.tracing import record_spans
from rearview.sandbox.org.recorder.turn import MS, TurnTape, close, greet, owner, record_turn
from rearview.sandbox.org.salesforce_id import salesforce_id
from rearview.sandbox.org.script import COPILOT, MESSAGING, PREVIEWED, SPOKEN, Script, Turn

_HASTE_US = 30_000 * MS
_PLANNERS: Mapping[Planner, Callable[[TurnTape], str]] = {"react": react.think, "atlas": atlas.think}


def record(script: Script, chance: Chance) -> Recording:
    """Record a conversation from its script."""
    recording = Recording(mint=Mint(chance))
    _session(recording, script, chance, 0, previous=None)
    return recording


def _session(
    recording: Recording, script: Script, chance: Chance, began_us: int, *, previous: str | None
) -> tuple[str, int]:
    """Record one session; return its id, and when it gave its last answer."""
    tape = Tape(recording, script, chance, user_id=_user_id(script, chance))
    turns = _turns(tape, began_us)
    asked = [it for it in turns if it.turn.ask]
    answered_us = turns[-1].at_us if turns else began_us
    ended_us = _end(tape, turns, answered_us)
    _write_session(tape, began_us, ended_us, previous)
    write_participants(tape, began_us, answered_us, ended_us)
    record_moments(tape, asked)
    recording.lasts_us = max(recording.lasts_us, ended_us or answered_us)
    _note_course(tape, began_us, ended_us, asked)
    return tape.session_id, answered_us


def _turns(tape: Tape, at_us: int) -> list[TurnTape]:
    turns: list[TurnTape] = []
    if tape.script.greeting is not None:
        turns.append(greet(tape, tape.script.greeting, at_us))
        at_us = turns[-1].at_us + 4_000 * MS
    for turn in tape.script.turns:
        previous = turns[-1].id if turns else None
        it = record_turn(
            tape, turn, at_us + turn.pause_ms * MS, previous=previous, think=_thinker(tape, turn)
        )
        record_spans(it, turn.topic.name)
        record_opinion(it)
        turns.append(it)
        at_us = it.at_us
    return turns


def _thinker(tape: Tape, turn: Turn) -> Callable[[TurnTape], str]:
    """Return what thinks in a turn: the agent's planner, or another agent in a session of its own."""
    helper = turn.delegate
    if helper is None:
        return _PLANNERS[tape.script.agent.planner]

    def run(script: Script, at_us: int) -> tuple[str, int]:
        return _session(tape.recording, script, tape.chance, at_us, previous=tape.session_id)

    return lambda it: delegate(it, helper, run)


def _end(tape: Tape, turns: list[TurnTape], answered_us: int) -> int | None:
    ending = tape.script.ending
    if ending is None:
        return None
    ended_us = answered_us + ending.after_ms * MS + tape.chance.below(MS)
    if ending.recorded:
        close(tape, ended_us, previous=turns[-1].id if turns else None, reason="CLOSED_USER_REQUEST")
    return ended_us


def _write_session(tape: Tape, began_us: int, ended_us: int | None, previous: str | None) -> None:
    script = tape.script
    spoken = script.channel in SPOKEN
    chatted = script.channel == MESSAGING and not script.previewed
    session: Values = {
        "ssot__Id__c": tape.session_id,
        "ssot__StartTimestamp__c": None if script.undated else tape.time(began_us),
        "ssot__EndTimestamp__c": None,
        "ssot__AiAgentSessionEndType__c": "NOT_SET",
        "ssot__AiAgentChannelType__c": script.channel,
        "ssot__RelatedMessagingSessionId__c": f"{MESSAGING_SESSION}" if chatted else "NOT_SET",
        "ssot__RelatedVoiceCallId__c": f"{VOICE_CALL}" if spoken else "NOT_SET",
        "ssot__PreviousSessionId__c": previous or "NOT_SET",
        "ssot__VariableText__c": _bootstrap(script),
        "ssot__ExternalSourceId__c": tape.unset(),
        **owner(tape),
    }
    if ended_us is None or script.ending is None:
        tape.add("sessions", session, at_us=began_us, lags=tape.lags)
        return
    ended = {
        "ssot__EndTimestamp__c": tape.time(ended_us),
        "ssot__AiAgentSessionEndType__c": script.ending.type,
    }
    tape.revise("sessions", session, session | ended, began_us=began_us, ended_us=ended_us)


def _bootstrap(script: Script) -> str:
    """Return the variables that a session begins with: only a preview in the builder has any."""
    if script.channel not in PREVIEWED and not script.previewed:
        return "NOT_SET"
    return as_json({"__resolved_locale__": "en_US", "__supports_result_display__": False})


def _user_id(script: Script, chance: Chance) -> str:
    """Return the record id of whoever asks, in one of its two forms."""
    short = chance.happens(0.4)
    if script.channel == COPILOT or script.channel in PREVIEWED:
        employee = salesforce_id("005", 1 + chance.below(400))
        return employee[:15] if short else employee
    return f"{USER_SHORT if short else USER}"


def _note_course(tape: Tape, began_us: int, ended_us: int | None, asked: list[TurnTape]) -> None:
    """Remember what the session as a whole is remarkable for."""
    script = tape.script
    if ended_us is None:
        tape.note("open", "sessions", tape.session_id)
    elif asked and ended_us - began_us < _HASTE_US:
        tape.note("abandoned", "sessions", tape.session_id)
    if script.channel in SPOKEN:
        tape.note("voice", "sessions", tape.session_id)
    if script.over_midnight:
        tape.note("over-midnight", "sessions", tape.session_id)
    if not asked and script.greeting is None:
        tape.note("no-turns", "sessions", tape.session_id)
