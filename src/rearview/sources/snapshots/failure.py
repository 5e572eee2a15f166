"""Why an operation failed.

An operation has no field for it. The reason stands, often several times and in unlike words, in what was charged,
in the attributes and in the log.
"""

from collections.abc import Iterator

from rearview.sources.snapshots.format import Operation

_LOUD = ("WRN", "ERR")


def reason(operation: Operation) -> str | None:
    """Return the most telling reason: the first that is a sentence, and a bare code such as `rate_limit` only if none is.

    They are asked in this order: the charges, the attributes, then warnings and errors of the log as they came.
    """
    if operation.status != "failed":
        return None
    reasons = list(_reasons(operation))
    sentences = (text for text in reasons if " " in text.strip())
    return next(sentences, reasons[0] if reasons else None)


def _reasons(operation: Operation) -> Iterator[str]:
    """Every reason that is recorded, those that say nothing left out."""
    charged = (entry.error for entry in operation.accounting)
    logged = (line.message for line in operation.logs if line.severity in _LOUD)
    return (text for text in (*charged, operation.attributes.error, *logged) if text and text.strip())
