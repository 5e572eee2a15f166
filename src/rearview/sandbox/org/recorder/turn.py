"""One turn as it is recorded: the interaction, its messages, and the steps that a planner takes one after the other.

The clock of a turn moves on with every step. What a step means is the planners' business.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rearview.sandbox.org.agents import Topic
from rearview.sandbox.org.chance import Chance
from rearview.sandbox.org.marks import PERSON
from rearview.sandbox.org.recorder.lag import Lags
from rearview.sandbox.org.recorder.payload import as_escaped_json
from rearview.sandbox.org.recorder.tape import Tape, Values
from rearview.sandbox.org.script import PREVIEWED, SPOKEN, Json, Turn

MS = 1000

NO_TOPIC = Topic("NOT_SET")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An operation that the platform may trace."""

    operation: str
    service: str
    began_us: int
    ended_us: int
    failed: bool = False
    parts: tuple["Span", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the chain of a turn's steps."""

    id: str
    previous: str | None


class TurnTape:
    """A turn under recording."""

    def __init__(self, tape: Tape, turn: Turn, at_us: int) -> None:
        self.tape = tape
        self.turn = turn
        self.began_us = self.at_us = at_us
        """Its beginning, and the clock that the steps move on."""
        self.id = tape.mint.uuid()
        self.trace = tape.mint.trace()
        self.root_span = tape.mint.span()
        self.lags = Lags(tape.chance)
        self.spans: list[Span] = []
        self.variables: dict[str, object] = {}
        self.answer_generation = ""
        """The generation that holds the answer."""
        self.generation_group = tape.mint.uuid()
        self._last_step: str | None = None

    @property
    def chance(self) -> Chance:
        """The draws of its session."""
        return self.tape.chance

    def add(self, folder: str, values: Values, *, at_us: int, gone_after_ms: int | None = None) -> None:
        """Write down a row of the turn."""
        self.tape.add(folder, values, at_us=at_us, lags=self.lags, gone_after_ms=gone_after_ms)

    def wait(self, low_ms: int, high_ms: int) -> int:
        """Let some time pass, not in whole milliseconds, and return the moment it has become."""
        self.at_us += self.chance.between(low_ms * MS, high_ms * MS)
        return self.at_us

    def place(self) -> Place:
        """Keep a place in the chain for a step that begins now and ends later."""
        place = Place(id=self.tape.mint.uuid(), previous=self._last_step)
        self._last_step = place.id
        return place

    def step(
        self, type_: str, name: str, *, began_us: int, place: Place | None = None, **values: object
    ) -> str:
        """Write down a step that has lasted until now, and return its id."""
        place = place or self.place()
        ended_us = self.at_us
        unset = self.tape.unset
        self.add(
            "steps",
            {
                "ssot__Id__c": place.id,
                "ssot__AiAgentInteractionId__c": self.id,
                "ssot__AiAgentInteractionStepType__c": type_,
                "ssot__Name__c": name,
                "ssot__InputValueText__c": "",
                "ssot__OutputValueText__c": "",
                "ssot__PreStepVariableText__c": unset(),
                "ssot__PostStepVariableText__c": unset(),
                "ssot__GenerationId__c": "NOT_SET",
                "ssot__ErrorMessageText__c": "None" if type_ == "TRUST_GUARDRAILS_STEP" else "NOT_SET",
                "ssot__StartTimestamp__c": self.tape.time(began_us),
                "ssot__EndTimestamp__c": self.tape.time(ended_us),
                "ssot__PrevStepId__c": place.previous or "NOT_SET",
                "ssot__TelemetryTraceSpanId__c": unset(),
                "ssot__AttributeText__c": self.attributes({}),
                "ssot__GenAiGatewayRequestId__c": "NOT_SET",
                "ssot__GenAiGatewayResponseId__c": "NOT_SET",
                "ssot__ExternalSourceId__c": unset(),
                **values,
            },
            at_us=ended_us,
        )
        return place.id

    def attributes(self, more: Json) -> str:
        """Return the attribute text of the turn or of a step: where the trace's id really stands."""
        return as_escaped_json({"internalTraceId": self.trace, "internalSpanId": self.root_span, **more})

    def message(self, text: str, *, type_: str, at_us: int, parent: str | None = None) -> str:
        """Write down a message, and return its id."""
        id_ = self.tape.mint.uuid()
        script = self.tape.script
        spoken = script.channel in SPOKEN
        seconds = max(1, len(text) // 15)
        self.add(
            "messages",
            {
                "ssot__Id__c": id_,
                "ssot__AiAgentSessionId__c": self.tape.session_id,
                "ssot__AiAgentInteractionId__c": self.id,
                "ssot__AiAgentSessionParticipantId__c": self.tape.user
                if type_ == "Input"
                else self.tape.agent,
                "ssot__ParentMessageId__c": parent or "NOT_SET",
                "ssot__ContentText__c": text,
                "ssot__AiAgentInteractionMessageType__c": type_,
                "ssot__AiAgentInteractionMsgContentType__c": "audio/wav" if spoken else "text/plain",
                "ssot__MessageSentTimestamp__c": self.tape.time(at_us),
                "Modality__c": "Voice" if spoken else "Text",
                "MessageStartTimestamp__c": self.tape.time(at_us) if spoken else None,
                "MessageEndTimestamp__c": self.tape.time(at_us + seconds * 1000 * MS) if spoken else None,
                "AttributeText__c": self.tape.unset(),
                **owner(self.tape),
            },
            at_us=at_us,
        )
        return id_


def record_turn(
    tape: Tape, turn: Turn, at_us: int, *, previous: str | None, think: Callable[[TurnTape], str]
) -> TurnTape:
    """Record a turn that begins with a question; the planner thinks in between, and returns the topic's name."""
    it = TurnTape(tape, turn, at_us)
    question = it.message(turn.ask, type_="Input", at_us=at_us)
    it.wait(4, 40)
    topic = think(it)
    it.message(turn.answer, type_="Output", at_us=it.at_us, parent=question)
    _interaction(it, topic=_suffixed(tape, topic), previous=previous)
    if turn.misrouted:
        tape.note("wrong-topic", "interactions", it.id)
    return it


def greet(tape: Tape, text: str, at_us: int) -> TurnTape:
    """Record the turn in which an agent speaks first: an answer without a question, a step or a topic."""
    turn = Turn(topic=NO_TOPIC, ask="", answer=text)
    it = TurnTape(tape, turn, at_us)
    it.wait(20, 200)
    it.message(text, type_="Output", at_us=it.at_us)
    _interaction(it, topic="NOT_SET", previous=None)
    return it


def close(tape: Tape, at_us: int, *, previous: str | None, reason: str) -> None:
    """Record the turn that says that a session has ended."""
    it = TurnTape(tape, Turn(topic=NO_TOPIC, ask="", answer=""), at_us)
    it.wait(1, 15)
    it.step("SESSION_END", reason, began_us=at_us)
    _interaction(it, topic="NOT_SET", previous=previous, type_="SESSION_END")


def _interaction(it: TurnTape, *, topic: str, previous: str | None, type_: str = "TURN") -> None:
    """Write down the interaction that a turn is, now that it has ended."""
    unset = it.tape.unset
    it.add(
        "interactions",
        {
            "ssot__Id__c": it.id,
            "ssot__AiAgentSessionId__c": it.tape.session_id,
            "ssot__AiAgentInteractionType__c": type_,
            "ssot__TopicApiName__c": topic,
            "ssot__StartTimestamp__c": it.tape.time(it.began_us),
            "ssot__EndTimestamp__c": it.tape.time(it.at_us),
            "ssot__PrevInteractionId__c": previous or "NOT_SET",
            "ssot__TelemetryTraceId__c": it.trace if it.chance.happens(0.06) else unset(),
            "ssot__TelemetryTraceSpanId__c": unset(),
            "ssot__AttributeText__c": it.attributes({}),
            "ssot__ExternalSourceId__c": unset(),
            **owner(it.tape),
        },
        at_us=it.at_us,
    )


def owner(tape: Tape) -> Values:
    """Return the fields that say who began the session."""
    employee = tape.user_id.startswith("005")
    return {
        "ssot__SessionOwnerId__c": tape.user_id,
        "ssot__SessionOwnerObject__c": "User" if employee else "MessagingEndUser",
        "ssot__IndividualId__c": tape.unset() if employee else f"{PERSON}",
    }


def _suffixed(tape: Tape, topic: str) -> str:
    """Return a topic's name as it is recorded: a preview appends an id of its own, some planners theirs."""
    if tape.script.channel in PREVIEWED or tape.script.previewed:
        return f"{topic}_PlannerPreview-{tape.mint.uuid()}"
    if tape.script.agent.suffixed and tape.chance.happens(0.3):
        return f"{topic}_{tape.script.agent.planner_id}"
    return topic
