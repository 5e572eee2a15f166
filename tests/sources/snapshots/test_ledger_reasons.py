"""Which line of a ledger's turn tells why which of its operations failed."""

from rearview.sources.snapshots.format import ChildSessionRef
from rearview.sources.snapshots.ledger_format import LedgerOperation, LedgerRecord
from rearview.sources.snapshots.ledger_reasons import reasons


def record(
    *ops: LedgerOperation, errors: tuple[str, ...] = (), warnings: tuple[str, ...] = ()
) -> LedgerRecord:
    """Return the end of a turn."""
    return LedgerRecord(record_type="turn_end", session_id="s", ops=ops, errors=errors, warnings=warnings)


def op(id_: str = "op", *, name: str | None = None, status: str = "failed") -> LedgerOperation:
    """Return an operation."""
    return LedgerOperation(op_id=id_, kind="tool", name=name, status=status)


def test_what_the_turn_says() -> None:
    """Where an operation is alone, its turn's errors tell why it failed, and before its warnings."""
    told = record(op(), errors=("the model broke off",), warnings=("slow answer",))
    assert reasons(told) == {"op": "the model broke off"}
    assert reasons(record(op(), warnings=("slow answer",))) == {"op": "slow answer"}
    assert reasons(record(op())) == {}


def test_sentences_come_first() -> None:
    """Of lines that name no operation, a sentence tells more than a bare code."""
    assert reasons(record(op(), errors=("timeout", " ", "the model broke off"))) == {
        "op": "the model broke off"
    }
    assert reasons(record(op(), errors=("timeout",))) == {"op": "timeout"}


def test_what_went_well_has_no_reason() -> None:
    """An operation that went well isn't given the reason of another."""
    assert reasons(record(op(status="ok"), errors=("the model broke off",))) == {}


def test_lines_that_name_an_operation() -> None:
    """A line that names an operation, by its id or its name, is about that one."""
    told = record(op("a", name="search"), op("b"), errors=("it broke off", "search: timed out", "b failed"))
    assert reasons(told) == {"a": "search: timed out", "b": "b failed"}


def test_what_is_said_of_others() -> None:
    """What is said of one operation is no reason for another, whose name may stand inside its own."""
    told = record(op("a", name="search"), op("b", name="web_search"), errors=("web_search: timed out",))
    assert reasons(told) == {"b": "web_search: timed out"}


def test_sub_agents_that_failed() -> None:
    """The call of a sub-agent that failed says that all is well, and has a reason all the same."""
    ref = ChildSessionRef(session_id="c", status="failed")
    call = LedgerOperation(op_id="call", kind="session", status="ok", child_sessions=(ref,))
    assert reasons(record(call, errors=("no answer",))) == {"call": "no answer"}
