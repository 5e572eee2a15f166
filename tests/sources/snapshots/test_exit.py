"""How the runtime left a session."""

from rearview.sources.snapshots.exit import exits
from tests.sources.snapshots.written import call, laid_out, line, llm, session


def test_each_session_has_its_own_exit() -> None:
    """An exit belongs to the session that logged it, and not to its caller."""
    child = session(
        llm(logs=[line("gave up", remoteIdentifier="agent:EXIT-MAX-RETRIES", fatal=True)]), id_="b"
    )
    left = exits(laid_out(session(call(childSession=child))).steps)
    assert [(id_, exit_.reason, exit_.message, exit_.fatal) for id_, exit_ in left.items()] == [
        ("b", "MAX-RETRIES", "gave up", True)
    ]


def test_the_last_exit_counts() -> None:
    """Of several exits the last by the clock counts, however they stand in the file."""
    lines = [
        line(remoteIdentifier="agent:EXIT-FINAL-ANSWER", timestamp=9),
        line(remoteIdentifier="agent:EXIT-MAX-RETRIES", timestamp=5),
        line(remoteIdentifier="agent:fin", timestamp=20),
        line(timestamp=30),
    ]
    (left,) = exits(laid_out(session(llm(logs=lines))).steps).values()
    assert (left.reason, left.at_ms, left.fatal) == ("FINAL-ANSWER", 9, False)


def test_an_exit_from_work_beside_the_turns() -> None:
    """A session may end in work beside its turns."""
    step = {
        "id": "x",
        "kind": "handoff",
        "ops": [llm(logs=[line(remoteIdentifier="agent:EXIT-ROUTER-HANDOFF")])],
    }
    (left,) = exits(laid_out({"id": "s", "steps": [step]}).steps).values()
    assert left.reason == "ROUTER-HANDOFF"
