"""What a snapshot of version 1 holds, field by field, as far as Rearview uses it.

Owns the names and types of foreign JSON; it must never say what a field means. Fields that aren't listed are
skipped. Payloads and details stay as the bytes they were, since most of a file is payload and few of them are read.
"""

from typing import TypeAlias

from msgspec import Raw, Struct

Number: TypeAlias = int | float
"""The recorder's numbers are JavaScript's: a whole one may be written as a fraction."""

NOTHING = Raw(b"null")


class Form(Struct, frozen=True, rename="camel"):
    """A JSON object of the recorder's."""


class Prompts(Form, frozen=True):
    """The prompts of a turn's model calls."""

    system: str | None = None
    user: str | None = None


class TurnAttributes(Form, frozen=True):
    """What is known about a turn."""

    system: bool | None = None
    prompts: Prompts | None = None


class OperationAttributes(Form, frozen=True):
    """What is known about an operation; which fields are there depends on its kind."""

    name: str | None = None
    provider: str | None = None
    model: str | None = None
    label: str | None = None
    error: str | None = None


class LogEntry(Form, frozen=True):
    """One log line."""

    timestamp: Number | None = None
    severity: str | None = None
    message: str | None = None
    remote_identifier: str | None = None
    fatal: bool | None = None
    stack: str | None = None
    details: Raw = NOTHING


class Tokens(Form, frozen=True):
    """The tokens of one model call."""

    input_tokens: Number | None = None
    output_tokens: Number | None = None
    cached_tokens: Number | None = None
    cache_read_input_tokens: Number | None = None
    cache_write_input_tokens: Number | None = None
    total_tokens: Number | None = None


class AccountingEntry(Form, frozen=True):
    """One charge for a model or a tool."""

    type: str | None = None
    timestamp: Number | None = None
    status: str | None = None
    latency: Number | None = None
    error: str | None = None
    provider: str | None = None
    model: str | None = None
    actual_provider: str | None = None
    actual_model: str | None = None
    cost_usd: Number | None = None
    stop_reason: str | None = None
    tokens: Tokens | None = None
    mcp_server: str | None = None
    command: str | None = None
    characters_in: Number | None = None
    characters_out: Number | None = None


class Exchange(Form, frozen=True):
    """What an operation sent or got back."""

    payload: Raw = NOTHING


class Operation(Form, frozen=True):
    """One operation; a sub-agent's whole session hangs on the one that called it."""

    op_id: str
    kind: str
    started_at: Number | None = None
    ended_at: Number | None = None
    status: str | None = None
    attributes: OperationAttributes = OperationAttributes()
    logs: tuple[LogEntry, ...] = ()
    accounting: tuple[AccountingEntry, ...] = ()
    request: Exchange | None = None
    response: Exchange | None = None
    child_session: "SessionNode | None" = None


class TurnNode(Form, frozen=True):
    """One turn."""

    id: str
    index: int | None = None
    started_at: Number | None = None
    ended_at: Number | None = None
    attributes: TurnAttributes = TurnAttributes()
    ops: tuple[Operation, ...] = ()


class SessionNode(Form, frozen=True):
    """One session."""

    id: str
    turns: tuple[TurnNode, ...]
    trace_id: str | None = None
    agent_id: str | None = None
    session_title: str | None = None
    started_at: Number | None = None
    ended_at: Number | None = None
    success: bool | None = None
    error: str | None = None


class Snapshot(Form, frozen=True):
    """A file."""

    version: int
    op_tree: SessionNode


class ModelAnswer(Form, frozen=True):
    """The payload of a model's response."""

    text_preview: str | None = None


class FinalReport(Form, frozen=True, rename=None):
    """The payload of the tool call by which an agent hands in its answer; these names are in snake case."""

    report_format: str | None = None
    report_content: str | None = None
    content_json: Raw = NOTHING
    messages: Raw = NOTHING
