"""Whether an operation failed, and why.

An operation has no field for the reason. It stands, often several times and in unlike words, in what was charged, in
the attributes, or in the log. And an operation that called a sub-agent always says that all is well:
whether that failed, only the sub-agent's own session tells.
"""

from collections.abc import Iterator

from rearview.sources.snapshots.format import Operation

_LOUD = ("WRN", "ERR")
FAILED = "failed"


def has_failed(operation: Operation) -> bool:
    """Whether an operation failed, or the sub-agent that it called did."""
    return operation.status == FAILED or _child_has_failed(operation)


def reason(operation: Operation) -> str | None:
    """Return the most telling reason: the first that is a sentence, and a bare code such as `rate_limit` only if none is.

    They are asked in this order: the sub-agent's own error, the charges, the attributes, warnings and errors of the log
    as they came.
    """
    if not has_failed(operation):
        return None
    reasons = [text for text in _reasons(operation) if text and text.strip()]
    sentences = (text for text in reasons if " " in text.strip())
    return next(sentences, reasons[0] if reasons else None)


def _child_has_failed(operation: Operation) -> bool:
    if operation.child_session is not None:
        return operation.child_session.success is False
    return operation.child_session_ref is not None and operation.child_session_ref.status == FAILED


def _reasons(operation: Operation) -> Iterator[str | None]:
    """Every reason that is recorded, those that say nothing among them."""
    if _child_has_failed(operation) and operation.child_session is not None:
        yield operation.child_session.error
    yield from (entry.error for entry in operation.accounting)
    yield operation.attributes.error
    yield from (line.message for line in operation.logs if line.severity in _LOUD)
