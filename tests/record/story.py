"""Stories of agents, made up by chance: what is to happen, how it is recorded, and what must be found afterwards.

Owns the counts. They are taken off the story alone, and never from what was written.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import strategies as st

from rearview import record

TEXT = st.text(max_size=20)
NAME = st.sampled_from(["search", "github__read", "naïve", "💥", "a b"])
SEVERITY = st.sampled_from(["VRB", "WRN", "ERR", "TRC", "THK", "FIN"])
TOKENS = st.none() | st.integers(min_value=0, max_value=10**6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


@dataclass(frozen=True)
class Line:
    """A log line."""

    severity: record.Severity
    message: str


@dataclass(frozen=True)
class Op:
    """An operation; what it failed with is None where it went well."""

    lines: list[Line]
    error: str | None


@dataclass(frozen=True)
class Model(Op):
    """A model call."""

    request: bytes
    said: str
    thought: str
    tokens_in: int | None
    tokens_out: int | None
    cost: float | None


@dataclass(frozen=True)
class Tool(Op):
    """A tool call."""

    name: str
    given: object
    result: object


@dataclass(frozen=True)
class System(Op):
    """The system's own work."""

    label: str


@dataclass(frozen=True)
class Agent:
    """A session, or a sub-agent's."""

    name: str
    title: str
    status: str
    report: str
    error: str | None
    turns: "list[Turn]" = field(default_factory=list)


@dataclass(frozen=True)
class Turn:
    """A turn."""

    system: str
    user: str
    ops: "list[Model | Tool | System | Agent]" = field(default_factory=list)


LINES = st.lists(st.builds(Line, SEVERITY, TEXT), max_size=2)
ERROR = st.none() | st.just("it broke down")
MODEL = st.builds(
    Model, LINES, ERROR, st.binary(max_size=50), TEXT, TEXT, TOKENS, TOKENS, st.none() | st.floats(0, 1)
)
TOOL = st.builds(Tool, LINES, ERROR, NAME, JSON, JSON)
SYSTEM = st.builds(System, LINES, ERROR, NAME)


def _agents(inner: st.SearchStrategy[Agent]) -> st.SearchStrategy[Agent]:
    ops = st.lists(MODEL | TOOL | SYSTEM | inner, max_size=4)
    turns = st.lists(st.builds(Turn, TEXT, TEXT, ops), max_size=3)
    return st.builds(Agent, NAME, TEXT, TEXT, TEXT, ERROR, turns)


LEAF = st.builds(Agent, NAME, TEXT, TEXT, TEXT, ERROR)
STORIES = st.recursive(LEAF, _agents, max_leaves=4)


def play(story: Agent, chosen: record.Settings) -> None:
    """Let it happen, and be recorded."""
    with record.session(story.name, title=story.title, settings=chosen) as session:
        _play(story, session)


def _play(story: Agent, session: record.Session) -> None:
    session.status(story.status)
    for told in story.turns:
        with session.turn({"system": told.system, "user": told.user}) as turn:
            for op in told.ops:
                _play_op(op, turn)
    session.report(story.report)
    if story.error:
        session.fail(story.error)


def _play_op(op: Model | Tool | System | Agent, turn: record.Turn) -> None:
    if isinstance(op, Agent):
        with turn.agent(op.name, title=op.title) as child:
            _play(op, child)
        return
    with _begun(op, turn) as held:
        for line in op.lines:
            held.log(line.severity, line.message)
        if op.error:
            held.fail(op.error)


def _begun(op: Model | Tool | System, turn: record.Turn) -> record.Operation:
    if isinstance(op, System):
        return turn.system(op.label)
    if isinstance(op, Tool):
        call = _Recorded(turn.tool(op.name, op.given), op)
        return call.op
    model = turn.llm("acme", "large")
    model.begin()
    model.request(op.request)
    model.response(text=op.said)
    if op.thought:
        model.reason(op.thought)
    if op.tokens_in is not None:
        model.usage(tokens_in=op.tokens_in, tokens_out=op.tokens_out, cost=op.cost)
    return model


class _Recorded:
    """A tool call that has its result already."""

    def __init__(self, op: record.ToolCall, told: Tool) -> None:
        self.op = op
        op.begin()
        op.response(told.result)


def sessions(story: Agent) -> Iterator[Agent]:
    """Yield the sessions of a story, parents before children, as a file lays them out."""
    held = [story]
    for agent in held:
        yield agent
        held.extend(op for turn in agent.turns for op in turn.ops if isinstance(op, Agent))


def operations(story: Agent) -> Iterator[Model | Tool | System | Agent]:
    """Yield the operations of all sessions of a story."""
    for agent in sessions(story):
        yield from (op for turn in agent.turns for op in turn.ops)


def severities(story: Agent) -> Counter[str]:
    """Return how many log lines there are of each severity."""
    return Counter(
        line.severity for op in operations(story) if not isinstance(op, Agent) for line in op.lines
    )
