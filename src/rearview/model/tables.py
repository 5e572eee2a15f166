"""The canonical tables: what one row of each is, and every column's name, type, unit and meaning.

This is the one place where they are written down. Parquet schemas, the documentation, the views of the
sources and the checks of all of them are derived from these classes; nothing may state a column a second time.
"""

from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts."""

    name: str


Time = Annotated[int | None, Unit("ms since 1970-01-01 UTC")]
Duration = Annotated[int | None, Unit("ms")]
Tokens = Annotated[int | None, Unit("tokens")]
Characters = Annotated[int | None, Unit("characters")]
Money = Annotated[float | None, Unit("US dollars")]

Outcome = Literal["completed", "escalated", "abandoned", "failed", "timed_out", "open", "unknown"]
TurnKind = Literal["turn", "system"]
StepKind = Literal[
    "llm", "tool", "topic", "guardrail", "agent", "variable", "interrupt", "end", "system", "other"
]
StepStatus = Literal["ok", "failed", "open"]
Role = Literal["user", "agent", "human", "system"]
UsageKind = Literal["llm", "tool"]
Binding = Literal["recorded", "declared", "time_window", "unbound"]
Origin = Literal["trust_layer", "feedback", "tag", "retriever", "validation_prompt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A session; a sub-agent's session has a row of its own."""

    source: Annotated[str, "Which recorder wrote the row, such as `agentforce` or `snapshots`."]
    session_id: Annotated[str, "The session's id."]
    parent_session_id: Annotated[str | None, "The session that called this one; null for a root."] = None
    root_session_id: Annotated[str | None, "The outermost session; the session itself for a root."] = None
    agent: Annotated[str | None, "The agent's name, as its recorder knows it."] = None
    agent_version: Annotated[str | None, "The agent's version."] = None
    channel: Annotated[str | None, "How the user reached the agent."] = None
    mode: Annotated[str | None, "Production, preview, voice or the like, as far as it can be told."] = None
    title: Annotated[str | None, "What the session is about, in its recorder's words."] = None
    started_ms: Annotated[Time, "When it began."] = None
    ended_ms: Annotated[Time, "When it ended; null while it is open or where nobody recorded it."] = None
    duration_ms: Annotated[Duration, "From beginning to end; null where either is unknown."] = None
    end_type: Annotated[str | None, "How it ended, as recorded."] = None
    outcome: Annotated[Outcome | None, "How it ended, derived from all the evidence there is."] = None
    error: Annotated[str | None, "Why it failed."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """One exchange between user and agent, or a turn of the system's own."""

    source: Annotated[str, "Which recorder wrote the row."]
    session_id: Annotated[str, "The session it belongs to."]
    turn_id: Annotated[str, "The turn's id."]
    turn_index: Annotated[int | None, "Its number as recorded."] = None
    previous_turn_id: Annotated[str | None, "The turn before it, where the recorder links them."] = None
    kind: Annotated[TurnKind | None, "An exchange, or the system's own work."] = None
    label: Annotated[
        str | None, "What it was for, in its recorder's words, such as `init` or `advisors`."
    ] = None
    topic: Annotated[str | None, "The topic that handled it."] = None
    started_ms: Annotated[Time, "When it began."] = None
    ended_ms: Annotated[Time, "When it ended."] = None
    duration_ms: Annotated[Duration, "From beginning to end."] = None
    trace_id: Annotated[str | None, "Its id in the telemetry of its platform."] = None
    system_prompt: Annotated[str | None, "The system prompt of its model calls."] = None
    user_prompt: Annotated[str | None, "The user prompt of its model calls."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One operation: a model call, a tool call, a routing decision, a check."""

    source: Annotated[str, "Which recorder wrote the row."]
    session_id: Annotated[str, "The session it belongs to."]
    step_id: Annotated[str, "The step's id."]
    turn_id: Annotated[str | None, "The turn it belongs to."] = None
    step_index: Annotated[int | None, "Its number within the turn, as recorded."] = None
    previous_step_id: Annotated[str | None, "The step before it, where the recorder links them."] = None
    attempt: Annotated[
        int | None, "Of a model call: which try at its turn it was; retries and fallbacks count on from 1."
    ] = None
    kind: Annotated[StepKind | None, "What sort of operation it is."] = None
    name: Annotated[str | None, "What was called: a tool, an action, a prompt, a model."] = None
    namespace: Annotated[str | None, "Whose it is: a tool server, a provider, a topic."] = None
    status: Annotated[StepStatus | None, "How it went; `open` is a step that was never finished."] = None
    error: Annotated[str | None, "Why it failed."] = None
    started_ms: Annotated[Time, "When it began."] = None
    ended_ms: Annotated[Time, "When it ended."] = None
    duration_ms: Annotated[Duration, "From beginning to end."] = None
    input_text: Annotated[str | None, "What went in, as recorded."] = None
    output_text: Annotated[str | None, "What came out, as recorded."] = None
    variables_before: Annotated[str | None, "The agent's variables before it, as JSON."] = None
    variables_after: Annotated[str | None, "The agent's variables after it, as JSON."] = None
    generation_id: Annotated[str | None, "The model generation it led to."] = None
    child_session_id: Annotated[str | None, "The sub-agent's session that it opened."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One message between the parties."""

    source: Annotated[str, "Which recorder wrote the row."]
    session_id: Annotated[str, "The session it belongs to."]
    message_id: Annotated[str, "The message's id."]
    turn_id: Annotated[str | None, "The turn it belongs to."] = None
    role: Annotated[Role | None, "Who said it; `human` is a person who took over from the agent."] = None
    text: Annotated[str | None, "What was said."] = None
    content_type: Annotated[str | None, "Its media type."] = None
    sent_ms: Annotated[Time, "When it was sent."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow:
    """One charge for a model or a tool."""

    source: Annotated[str, "Which recorder wrote the row."]
    session_id: Annotated[str, "The session it belongs to."]
    step_id: Annotated[str | None, "The step it paid for."] = None
    turn_id: Annotated[str | None, "The turn it belongs to."] = None
    kind: Annotated[UsageKind | None, "A model or a tool."] = None
    provider: Annotated[str | None, "Who was asked; for a tool, its server."] = None
    model: Annotated[str | None, "Which model was asked for; for a tool, its name."] = None
    served_provider: Annotated[str | None, "Who answered, where a router chose."] = None
    served_model: Annotated[str | None, "Which model answered, where a router chose."] = None
    template: Annotated[str | None, "The prompt template that the model was asked by."] = None
    prompt: Annotated[
        str | None, "What the model was asked, whole, where the charge is recorded with it."
    ] = None
    response: Annotated[str | None, "What the model wrote, where the charge is recorded with it."] = None
    status: Annotated[StepStatus | None, "How the call went."] = None
    tokens_in: Annotated[Tokens, "Read by the model and not taken from a cache."] = None
    tokens_out: Annotated[Tokens, "Written by the model."] = None
    tokens_cache_read: Annotated[Tokens, "Read from the provider's cache."] = None
    tokens_cache_write: Annotated[Tokens, "Written to the provider's cache."] = None
    cost_usd: Annotated[Money, "What it cost; null is unknown, never free."] = None
    latency_ms: Annotated[Duration, "How long it took, as the charge records it."] = None
    stop_reason: Annotated[str | None, "Why the model stopped."] = None
    error: Annotated[str | None, "Why the call failed."] = None
    chars_in: Annotated[Characters, "Sent to the tool."] = None
    chars_out: Annotated[Characters, "Returned by the tool."] = None
    at_ms: Annotated[Time, "When it was charged."] = None
    binding: Annotated[Binding | None, "How the charge was tied to its step."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One log line."""

    source: Annotated[str, "Which recorder wrote the row."]
    session_id: Annotated[str, "The session it belongs to."]
    step_id: Annotated[str | None, "The step that wrote it."] = None
    turn_id: Annotated[str | None, "The turn it belongs to."] = None
    at_ms: Annotated[Time, "When it was written."] = None
    severity: Annotated[str | None, "As recorded: VRB, TRC, THK, FIN, WRN, ERR and the like."] = None
    message: Annotated[str | None, "What it says."] = None
    fatal: Annotated[bool | None, "Whether it ended the session."] = None
    stack: Annotated[str | None, "The stack where it was written."] = None
    remote: Annotated[str | None, "Whom it speaks of: a model, a tool, a part of the runtime."] = None
    details: Annotated[str | None, "Its further fields, as JSON."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRow:
    """One verdict on a piece of the session."""

    source: Annotated[str, "Which recorder wrote the row."]
    session_id: Annotated[str, "The session it belongs to."]
    step_id: Annotated[str | None, "The step it judges."] = None
    turn_id: Annotated[str | None, "The turn it judges."] = None
    detector: Annotated[str | None, "Who judged, such as `TOXICITY` or `InstructionAdherence`."] = None
    category: Annotated[str | None, "What was found."] = None
    score: Annotated[float | None, "How sure or how strong, in the detector's own scale."] = None
    flagged: Annotated[bool | None, "Whether it speaks against the session."] = None
    text: Annotated[str | None, "The verdict in words."] = None
    origin: Annotated[Origin | None, "Where the verdict comes from."] = None
    at_ms: Annotated[Time, "When it was given."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentRow:
    """One summarised request with its response."""

    source: Annotated[str, "Which recorder wrote the row."]
    session_id: Annotated[str, "The session it belongs to."]
    moment_id: Annotated[str, "The moment's id."]
    agent: Annotated[str | None, "The agent that answered."] = None
    agent_version: Annotated[str | None, "Its version."] = None
    request: Annotated[str | None, "What the user wanted, summarised."] = None
    response: Annotated[str | None, "What the agent answered, summarised."] = None
    started_ms: Annotated[Time, "When it began."] = None
    ended_ms: Annotated[Time, "When it ended."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantRow:
    """One party to a session."""

    source: Annotated[str, "Which recorder wrote the row."]
    session_id: Annotated[str, "The session it belongs to."]
    participant_id: Annotated[str, "The party's id."]
    role: Annotated[Role | None, "Which part it plays."] = None
    agent: Annotated[str | None, "The agent's name, if it is one."] = None
    agent_type: Annotated[str | None, "The agent's type, if it is one."] = None
    joined_ms: Annotated[Time, "When it joined."] = None
    left_ms: Annotated[Time, "When it left."] = None


Type = Literal["text", "int", "float", "bool"]
_TYPES: dict[type, Type] = {str: "text", int: "int", float: "float", bool: "bool"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a canonical table."""

    name: str
    type: Type
    nullable: bool
    unit: str | None
    values: tuple[str, ...]
    """All values there can be, where the vocabulary is closed; else empty."""
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One canonical table."""

    name: str
    row: type[Any]
    """The class whose instances are its rows."""
    key: str | None
    """The column that names a row; None where rows have no name of their own."""
    time: str
    """The column that says when a row happened."""
    columns: tuple[Column, ...]

    @property
    def meaning(self) -> str:
        """What one row is."""
        return (self.row.__doc__ or "").strip()


def _column(name: str, hint: Any) -> Column:
    """Read one column off its annotation."""
    plain, *notes = get_args(hint)
    bases = [base for base in get_args(plain) or (plain,) if base is not type(None)]
    values = get_args(bases[0]) if get_origin(bases[0]) is Literal else ()
    return Column(
        name=name,
        type=_TYPES[type(values[0]) if values else bases[0]],
        nullable=type(None) in get_args(plain),
        unit=next((note.name for note in notes if isinstance(note, Unit)), None),
        values=values,
        meaning=next(note for note in notes if isinstance(note, str)),
    )


def _table(name: str, row: type[Any], *, key: str | None, time: str) -> Table:
    hints = get_type_hints(row, include_extras=True)
    columns = tuple(_column(field.name, hints[field.name]) for field in fields(row))
    return Table(name=name, row=row, key=key, time=time, columns=columns)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table("sessions", SessionRow, key="session_id", time="started_ms"),
        _table("turns", TurnRow, key="turn_id", time="started_ms"),
        _table("steps", StepRow, key="step_id", time="started_ms"),
        _table("messages", MessageRow, key="message_id", time="sent_ms"),
        _table("usage", UsageRow, key=None, time="at_ms"),
        _table("logs", LogRow, key=None, time="at_ms"),
        _table("assessments", AssessmentRow, key=None, time="at_ms"),
        _table("moments", MomentRow, key="moment_id", time="started_ms"),
        _table("participants", ParticipantRow, key="participant_id", time="joined_ms"),
    )
}
"""Every canonical table by its name, in the order in which people read them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of every canonical table: what a source yields for a session or a few, in any order."""

    sessions: tuple[SessionRow, ...] = ()
    turns: tuple[TurnRow, ...] = ()
    steps: tuple[StepRow, ...] = ()
    messages: tuple[MessageRow, ...] = ()
    usage: tuple[UsageRow, ...] = ()
    logs: tuple[LogRow, ...] = ()
    assessments: tuple[AssessmentRow, ...] = ()
    moments: tuple[MomentRow, ...] = ()
    participants: tuple[ParticipantRow, ...] = ()
