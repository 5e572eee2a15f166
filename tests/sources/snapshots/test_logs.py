"""The log lines of a snapshot."""

from tests.sources.snapshots.written import call, line, llm, rows, session, tool


def test_every_line_at_any_depth() -> None:
    """Lines of sub-agents, and of work beside the turns, hang on their own steps."""
    child = session(tool("in", logs=[line("one")]), id_="b")
    step = {"id": "x", "kind": "internal", "ops": [llm("beside", logs=[line("two")])]}
    logs = rows(session(call(childSession=child), steps=[step])).logs
    assert {(row.session_id, row.turn_id, row.step_id, row.message) for row in logs} == {
        ("b", "b/1", "in", "one"),
        ("s", "x", "beside", "two"),
    }


def test_arguments_that_look_like_a_line() -> None:
    """What a tool was asked may have a severity of its own, and is no log line."""
    asked = tool(request={"payload": {"severity": "ERR", "message": "find these", "fatal": True}})
    assert rows(session(asked)).logs == ()


def test_what_the_turns_of_a_ledger_say() -> None:
    """A ledger keeps no lines, but the warnings and errors of its turns: they were written when the turn ended."""
    turn = {"id": "t", "index": 1, "endedAt": 9, "errors": ["broke off"], "warnings": ["slow"]}
    logs = rows({"id": "s", "turns": [turn]}).logs
    assert [(row.turn_id, row.step_id, row.severity, row.message, row.at_ms) for row in logs] == [
        ("t", None, "ERR", "broke off", 9),
        ("t", None, "WRN", "slow", 9),
    ]


def test_details() -> None:
    """The further fields of a line are JSON; a line without any has none."""
    lines = [line(details={"tool": "search", "n": 1}), line()]
    logs = rows(session(tool(logs=lines))).logs
    assert [row.details for row in logs] == ['{"tool":"search","n":1}', None]
