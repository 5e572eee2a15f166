"""Why an operation failed."""

from rearview.sources.snapshots.failure import reason
from rearview.sources.snapshots.format import AccountingEntry, LogEntry, Operation, OperationAttributes


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
