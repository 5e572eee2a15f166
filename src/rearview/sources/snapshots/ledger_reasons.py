"""Why an operation of a ledger failed: a ledger has no log, so what its turn says stands for it.

Owns which line is about which operation. It must never take what is said of one operation for the reason of another.
"""

import re

from rearview.sources.snapshots.ledger_format import LedgerOperation, LedgerRecord

_FAILED = "failed"
_WORD = re.compile(r"\w(?:[\w.:/-]*\w)?")


def reasons(record: LedgerRecord) -> dict[str, str]:
    """Return for each operation that failed, by its id, the line that names it, or else the first that names none.

    Errors come before warnings, and of lines that name none, sentences before bare codes.
    """
    names = {name for op in record.ops for name in (op.op_id, op.name) if name}
    about: dict[str, str] = {}
    nameless: list[str] = []
    for line in (*record.errors, *record.warnings):
        named = names.intersection(_WORD.findall(line))
        for name in named:
            about.setdefault(name, line)
        if not named and line.strip():
            nameless.append(line)
    other = next((line for line in nameless if " " in line.strip()), nameless[0] if nameless else None)
    told = (
        (op, about.get(op.op_id) or about.get(op.name or "") or other) for op in record.ops if _failed(op)
    )
    return {op.op_id: line for op, line in told if line}


def _failed(op: LedgerOperation) -> bool:
    return op.status == _FAILED or any(ref.status == _FAILED for ref in op.child_sessions)
