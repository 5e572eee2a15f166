"""What a snapshot holds, field by field, as far as Rearview uses it: versions 1 and 2, and what version 3 is read into.

Owns the names and types of foreign JSON; it must never say what a field means. Fields that aren't listed are
skipped. Payloads and details stay as the bytes they were, since most of a file is payload and few of them are read.
"""

from typing import TypeAlias

from msgspec import Raw, Struct, field

from rearview.sources.snapshots.notes import Note

Number: TypeAlias = int | float
"""The recorder's numbers are JavaScript's: a whole one may be written as a fraction."""

NOTHING = Raw(b"null")


# Trees have no cycles, so the collector of cycles needn't look at them.
class Form(Struct, frozen=True, rename="camel", gc=False):
    """A JSON object of the recorder's."""


class Prompts(Form, frozen=True, gc=False):
    """The prompts of a turn's model calls."""

    system: str | None = None
    user: str | None = None


class TurnAttributes(Form, frozen=True, gc=False):
    """What is known about a turn."""

    system: bool | None = None
    label: str | None = None
    prompts: Prompts | None = None


class OperationAttributes(Form, frozen=True, gc=False):
    """What is known about an operation; which fields are there depends on its kind."""

    name: str | None = None
    provider: str | None = None
    model: str | None = None
    label: str | None = None
    error: str | None = None
    kind: str | None = None
    latency: Number | None = None
    size: Number | None = None
    is_final_turn: bool | None = None
    llm_request_id: str | None = None
    chunk: Raw = NOTHING
    stage: str | None = None


class LogEntry(Form, frozen=True, gc=False):
    """One log line; its four payloads are objects of a format and a body."""

    timestamp: Number | None = None
    severity: str | None = None
    message: str | None = None
    remote_identifier: str | None = None
    fatal: bool | None = None
    stack: str | None = None
    details: Raw = NOTHING
    turn: Number | None = None
    subturn: Number | None = None
    direction: str | None = None
    type: str | None = None
    tool_kind: str | None = None
    path: str | None = None
    turn_path: str | None = None
    headend_id: str | None = None
    llm_request_payload: Raw = NOTHING
    llm_response_payload: Raw = NOTHING
    tool_request_payload: Raw = NOTHING
    tool_response_payload: Raw = NOTHING


class Tokens(Form, frozen=True, gc=False):
    """The tokens of one model call."""

    input_tokens: Number | None = None
    output_tokens: Number | None = None
    cached_tokens: Number | None = None
    cache_read_input_tokens: Number | None = None
    cache_write_input_tokens: Number | None = None
    total_tokens: Number | None = None


class AccountingEntry(Form, frozen=True, gc=False):
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
    upstream_inference_cost_usd: Number | None = None
    stop_reason: str | None = None
    tokens: Tokens | None = None
    mcp_server: str | None = None
    command: str | None = None
    characters_in: Number | None = None
    characters_out: Number | None = None
    agent_id: str | None = None
    call_path: str | None = None
    txn_id: str | None = None
    parent_txn_id: str | None = None
    origin_txn_id: str | None = None
    details: Raw = NOTHING


class Exchange(Form, frozen=True, gc=False):
    """What an operation sent or got back."""

    payload: Raw = NOTHING
    kind: str | None = None
    size: Number | None = None
    truncated: bool | None = None


class ReasoningChunk(Form, frozen=True, gc=False):
    """A piece of what a model thought, as it came in."""

    text: str | None = None
    ts: Number | None = None


class PayloadRef(Form, frozen=True, gc=False):
    """Where a payload lies that was written to a file of its own; the path is relative to the sessions' folder."""

    kind: str | None = None
    op_id: str | None = None
    turn: Number | None = None
    op_index: Number | None = None
    format: str | None = None
    compression: str | None = None
    path: str | None = None
    original_bytes: Number | None = None
    compressed_bytes: Number | None = None
    sha256: str | None = None
    captured: bool | None = None
    truncated: bool | None = None
    redacted: bool | None = None


class Reasoning(Form, frozen=True, gc=False):
    """What a model thought; newer files keep no chunks, and ledgers name a file."""

    chunks: tuple[ReasoningChunk, ...] = ()
    final: str | None = None
    chunk_count: Number | None = None
    char_count: Number | None = None
    ref: PayloadRef | None = None


class ChildSessionRef(Form, frozen=True, gc=False):
    """Which session a sub-agent's was, where its tree lies elsewhere."""

    session_id: str | None = None
    origin_id: str | None = None
    agent_id: str | None = None
    call_path: str | None = None
    status: str | None = None
    parent_session_id: str | None = None
    parent_op_id: str | None = None
    ledger_path: str | None = None


class Operation(Form, frozen=True, gc=False):
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
    reasoning: Reasoning | None = None
    child_session: "SessionNode | None" = None
    child_session_ref: ChildSessionRef | None = None
    child_session_summary: Raw = NOTHING


class TurnNode(Form, frozen=True, gc=False):
    """One turn; only a ledger's has a status, warnings and errors of its own, and an attempt."""

    id: str
    index: int | None = None
    started_at: Number | None = None
    ended_at: Number | None = None
    attributes: TurnAttributes = TurnAttributes()
    ops: tuple[Operation, ...] = ()
    status: str | None = None
    attempt: int | None = None
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


class StepNode(Form, frozen=True, gc=False):
    """Work beside the turns: of the system, of advisors and routers, of compacting the history."""

    id: str
    index: int | None = None
    kind: str | None = None
    started_at: Number | None = None
    ended_at: Number | None = None
    attributes: Raw = NOTHING
    ops: tuple[Operation, ...] = ()


class Totals(Form, frozen=True, gc=False):
    """The sums that the recorder wrote, sub-agents included."""

    tokens_in: Number | None = None
    tokens_out: Number | None = None
    tokens_cache_read: Number | None = None
    tokens_cache_write: Number | None = None
    cost_usd: Number | None = None
    tools_run: Number | None = None
    agents_run: Number | None = None
    turns_used: Number | None = None
    turns_failed: Number | None = None
    tools_invalid: Number | None = None
    final_failed: Number | None = None
    tools_fixed: Number | None = None
    final_fixed: Number | None = None
    final_forced: Number | None = None


class SessionReport(Form, frozen=True, gc=False):
    """A session's answer, where it stands beside the turns; a ledger only says that there is one."""

    format: str | None = None
    content: str | None = None
    content_json: Raw = field(default=NOTHING, name="content_json")
    metadata: Raw = NOTHING
    ts: Number | None = None
    captured: bool | None = None


class SessionNode(Form, frozen=True, gc=False):
    """One session; only a ledger says here, and not in its logs, by which way the agent was reached."""

    id: str
    turns: tuple[TurnNode, ...] = ()
    steps: tuple[StepNode, ...] = ()
    trace_id: str | None = None
    agent_id: str | None = None
    call_path: str | None = None
    headend_id: str | None = None
    session_title: str | None = None
    latest_status: str | None = None
    started_at: Number | None = None
    ended_at: Number | None = None
    success: bool | None = None
    error: str | None = None
    attributes: Raw = NOTHING
    totals: Totals | None = None
    final_report: SessionReport | None = None
    plugin_metas: Raw = NOTHING


class Snapshot(Form, frozen=True, gc=False):
    """One run: its root session, and what is odd about the file."""

    op_tree: SessionNode
    version: int | None = None
    reason: str | None = None
    session_id: str | None = None
    origin_id: str | None = None
    origin_txn_id: str | None = None
    parent_id: str | None = None
    parent_txn_id: str | None = None
    timestamp: Number | str | None = None
    notes: tuple[Note, ...] = ()
    file: str | None = None
    """The file that it was read from, where that isn't the one that was asked for: a run may be written twice."""
    text_bytes: int = 0
    """How much text it was read from: what stays undecoded holds on to all of it."""


class Document(Form, frozen=True, gc=False):
    """A file as it may be: a snapshot, or a library callback's payload with the snapshot inside."""

    version: int | None = None
    op_tree: SessionNode | None = None
    reason: str | None = None
    session_id: str | None = None
    origin_id: str | None = None
    origin_txn_id: str | None = None
    parent_id: str | None = None
    parent_txn_id: str | None = None
    timestamp: Number | str | None = None
    snapshot: "Document | None" = None


class EncodedBody(Form, frozen=True, gc=False):
    """A raw body: its bytes in base64, or the file that holds them."""

    format: str | None = None
    encoding: str | None = None
    value: str | None = None
    ref: PayloadRef | None = None


class ModelRequest(Form, frozen=True, gc=False):
    """The payload of a model's request: a count of messages, and the raw bodies."""

    messages: Raw = NOTHING
    bytes: Number | None = None
    is_final_turn: bool | None = None
    raw: EncodedBody | None = None
    sdk: EncodedBody | None = None
    ref: PayloadRef | None = None


class ModelAnswer(Form, frozen=True, gc=False):
    """The payload of a model's response."""

    text_preview: str | None = None
    raw: EncodedBody | None = None
    sdk: EncodedBody | None = None
    ref: PayloadRef | None = None


class FinalReport(Form, frozen=True, rename=None, gc=False):
    """The payload of the tool call by which an agent hands in its answer; these names are in snake case."""

    report_format: str | None = None
    report_content: str | None = None
    content_json: Raw = NOTHING
    messages: Raw = NOTHING
