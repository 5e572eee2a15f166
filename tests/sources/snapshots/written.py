"""Sessions written down as their recorder would, for tests of what they mean."""

from typing import Any

from msgspec import json

from rearview.model.tables import Rows
from rearview.sources.snapshots.flatten import flatten
from rearview.sources.snapshots.format import Snapshot
from rearview.sources.snapshots.places import Places, places

Written = dict[str, Any]


def snapshot(session: Written, **envelope: Any) -> Snapshot:
    """Read a session that is written down, in a file that says this and that around it."""
    return json.decode(json.encode({"version": 2, "opTree": session, **envelope}), type=Snapshot)


def rows(session: Written, **envelope: Any) -> Rows:
    """Return the rows of a session that is written down."""
    return flatten(snapshot(session, **envelope))


def laid_out(session: Written, **envelope: Any) -> Places:
    """Return where everything stands in a session that is written down."""
    return places(snapshot(session, **envelope))


def session(*ops: Written, id_: str = "s", **more: Any) -> Written:
    """Write down a session of one turn, which ended well."""
    turn = {"id": f"{id_}/1", "index": 1, "startedAt": 10, "endedAt": 90, "ops": list(ops)}
    return {"id": id_, "success": True, "turns": [turn], **more}


def llm(id_: str = "llm", **more: Any) -> Written:
    """Write down a model call."""
    return {"opId": id_, "kind": "llm", "status": "ok", "attributes": {"model": "m"}, **more}


def tool(id_: str = "tool", *, name: str = "search", **more: Any) -> Written:
    """Write down a tool call."""
    return {"opId": id_, "kind": "tool", "status": "ok", "attributes": {"name": name}, **more}


def call(id_: str = "call", **more: Any) -> Written:
    """Write down the call of a sub-agent, which always says that all is well."""
    return {"opId": id_, "kind": "session", "status": "ok", "attributes": {"name": "agent__b"}, **more}


def charge(cost: float | None = None, **tokens: int) -> Written:
    """Write down what a model call was charged."""
    price = {} if cost is None else {"costUsd": cost}
    return {"type": "llm", "status": "ok", "tokens": tokens, **price}


def line(message: str = "well", *, severity: str = "VRB", **more: Any) -> Written:
    """Write down a log line."""
    return {"severity": severity, "message": message, **more}
