"""Whether an operation failed, and why."""

from typing import Any

from rearview.sources.snapshots.failure import has_failed, reason
from rearview.sources.snapshots.format import (
    AccountingEntry,
    ChildSessionRef,
    LogEntry,
    Operation,
    OperationAttributes,
    SessionNode,
)


def failed(
    *, charged: str | None = None, attribute: str | None = None, logged: tuple[str, str] = ("VRB", "started")
) -> Operation:
    """Make an operation that failed, with what its records say about it."""
    return Operation(
        op_id="op",
        kind="tool",
        status="failed",
        attributes=OperationAttributes(error=attribute),
        accounting=(AccountingEntry(error=charged),),
        logs=(LogEntry(severity=logged[0], message=logged[1]),),
    )


def test_charges_are_asked_first() -> None:
    """Of several sentences, the charge's goes before the attribute's, and that before the log's."""
    warned = ("WRN", "error search: no route")
    assert (
        reason(failed(charged="no route to host", attribute="it failed", logged=warned)) == "no route to host"
    )
    assert reason(failed(attribute="it failed", logged=warned)) == "it failed"
    assert reason(failed(logged=warned)) == "error search: no route"


def test_a_sentence_tells_more_than_a_code() -> None:
    """A bare code gives way to a sentence, wherever that stands."""
    assert (
        reason(failed(charged="rate_limit", logged=("ERR", "429 Too Many Requests")))
        == "429 Too Many Requests"
    )


def test_a_code_is_better_than_nothing() -> None:
    """Where nobody wrote a sentence, the code is the reason."""
    assert reason(failed(charged="rate_limit")) == "rate_limit"


def test_no_reason_is_made_up() -> None:
    """Lines that only report are no reason, and neither is blank text."""
    assert reason(failed(charged=" ", attribute="", logged=("VRB", "retrying after an error"))) is None


def test_only_failures_have_reasons() -> None:
    """An operation that went well in the end has none, whatever its log complains of."""
    warned = (LogEntry(severity="WRN", message="slow answer"),)
    assert reason(Operation(op_id="op", kind="llm", status="ok", logs=warned)) is None


def calling(*, child: SessionNode | None = None, status: str = "ok", **more: Any) -> Operation:
    """Make the call of a sub-agent, which says that all is well."""
    return Operation(op_id="op", kind="session", status=status, child_session=child, **more)


def test_a_sub_agent_that_failed_is_a_failed_call() -> None:
    """A call always says that all is well; the sub-agent's session tells, and says why."""
    call = calling(child=SessionNode(id="b", success=False, error="no answer came"))
    assert has_failed(call)
    assert reason(call) == "no answer came"


def test_a_sub_agents_error_goes_first() -> None:
    """Where the call failed as well, the sub-agent's own words tell more."""
    attributes = OperationAttributes(error="the sub-agent failed")
    child = SessionNode(id="b", success=False, error="no answer came")
    assert reason(calling(child=child, status="failed", attributes=attributes)) == "no answer came"


def test_a_sub_agent_that_says_nothing() -> None:
    """A sub-agent that failed without a word leaves the call's own reasons."""
    logs = (LogEntry(severity="WRN", message="gave up on b"),)
    assert reason(calling(child=SessionNode(id="b", success=False), logs=logs)) == "gave up on b"
    assert reason(calling(child=SessionNode(id="b", success=False))) is None


def test_sub_agents_that_did_not_fail() -> None:
    """A sub-agent that ended well, or hasn't ended, is no failure of its call."""
    for success in (True, None):
        assert not has_failed(calling(child=SessionNode(id="b", success=success, error="odd")))


def test_a_sub_agent_elsewhere() -> None:
    """Of a sub-agent whose session lies elsewhere, the reference says whether it failed."""
    assert has_failed(calling(child_session_ref=ChildSessionRef(session_id="b", status="failed")))
    assert not has_failed(calling(child_session_ref=ChildSessionRef(session_id="b", status="ok")))
