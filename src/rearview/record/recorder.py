"""What an agent's code says: sessions, turns, operations and lines, wherever it stands just now.

Owns how the current session is found. Outside of any session, nothing is recorded and nothing fails.
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from rearview.record.current import current
from rearview.record.entries import Severity
from rearview.record.model_call import ModelCall
from rearview.record.operation import Operation, SystemOperation
from rearview.record.run import Run
from rearview.record.session import Session, Turn
from rearview.record.settings import Settings, default
from rearview.record.tool_call import ToolCall, ToolKind


def session(
    agent: str,
    *,
    title: str = "",
    request: object = None,
    settings: Settings | None = None,
    **attributes: Any,
) -> Session:
    """Return a session of an agent: a sub-agent's where another agent's session is open here, else one of its own."""
    turn = _turn(afresh=False)
    if turn is not None:
        return turn.agent(agent, title=title, request=request, **attributes)
    run = Run(settings or default(), str(uuid4()), agent)
    return Session(run, agent, title=title, attributes=attributes)


def turn(prompts: Mapping[str, str] | str | None = None, **attributes: Any) -> Turn:
    """Return a turn of the session that is open here."""
    here = current()
    return (_session(here) or _nowhere()).turn(prompts, **attributes)


def llm(
    provider: str, model: str, *, prompts: Mapping[str, str] | None = None, **attributes: Any
) -> ModelCall:
    """Return a call of a model in the turn that is open here; where none is, one begins with these prompts."""
    here = _turn(afresh=True, prompts=prompts) or _nowhere().turn()
    return here.llm(provider, model, **attributes)


def tool(
    name: str,
    parameters: object = None,
    *,
    provider: str = "local",
    kind: ToolKind = "command",
    **attributes: Any,
) -> ToolCall:
    """Return a call of a tool in the turn that is open here, with what it is given."""
    here = _turn(afresh=False) or _nowhere().turn()
    return here.tool(name, parameters, provider=provider, kind=kind, **attributes)


def system(label: str, **attributes: Any) -> SystemOperation:
    """Return a piece of the system's own work, in the turn that is open here or beside the turns."""
    here = current()
    if isinstance(here, Session):
        return here.system(label, **attributes)
    return (_turn(afresh=False) or _nowhere().turn()).system(label, **attributes)


def log(
    severity: Severity,
    message: str,
    *,
    remote: str | None = None,
    fatal: bool = False,
    details: Mapping[str, Any] | None = None,
    stack: bool | None = None,
) -> None:
    """Write a log line to what is going on here."""
    here = current()
    if here is not None:
        here.log(severity, message, remote=remote, fatal=fatal, details=details, stack=stack)


def _turn(*, afresh: bool, prompts: Mapping[str, str] | None = None) -> Turn | None:
    """Return the turn that is open here, or one that begins now; None outside of any session."""
    here = current()
    if isinstance(here, Turn):
        return here
    if isinstance(here, Operation):
        return here.turn
    return here.here(afresh=afresh, prompts=prompts) if isinstance(here, Session) else None


def _session(here: object) -> Session | None:
    if isinstance(here, Operation):
        return here.turn.session
    if isinstance(here, Turn):
        return here.session
    return here if isinstance(here, Session) else None


def _nowhere() -> Session:
    """Return a session that is never begun, so that what belongs to it isn't recorded."""
    return Session(Run(default(), "", ""), "", title="")
