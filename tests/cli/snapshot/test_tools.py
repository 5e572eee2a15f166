"""`rearview snapshot tools`: the tool calls of a run."""

import json
from collections import Counter
from pathlib import Path

from tests.cli.snapshot.conftest import Ask
from tests.cli.snapshot.walk import ops


def test_what_went_in_and_came_out(ask: Ask, example: Path) -> None:
    """Each call has its parameters and its result, a failed one its error and no result."""
    rows = {row["op_id"]: row for row in ask("tools", example, "--format", "json").json}
    called = [op for op in ops(example) if op["kind"] == "tool"]
    assert rows.keys() == {op["opId"] for op in called}
    for op in called:
        assert json.loads(rows[op["opId"]]["request"]) == op["request"]["payload"]
        assert rows[op["opId"]]["response"] == op.get("response", {}).get("payload")
    said = ask("tools", example, "--failed").out
    assert 'Given:  {"q": "price repo:acme/site"}' in said
    assert "Error:  Tool execution timed out" in said


def test_how_often(ask: Ask, example: Path, rich: Path) -> None:
    """Tools are counted whoever called them, and what never ended apart."""
    for path in (example, rich):
        names = Counter(op["attributes"]["name"] for op in ops(path) if op["kind"] == "tool")
        rows = ask("tools", path, "--count", "--format", "json").json
        assert {row["name"]: row["calls"] for row in rows} == names
    rows = {row["name"]: row for row in ask("tools", rich, "--count", "--format", "json").json}
    assert (rows["db__slow"]["unfinished"], rows["db__query"]["unfinished"]) == (1, 0)
    assert "db__slow" in ask("tools", rich, "--count").out


def test_a_parameter_at_any_depth(ask: Ask, rich: Path) -> None:
    """A parameter is found by its name wherever it stands, and its value alone is shown."""
    (row,) = ask("tools", rich, "--parameter", "sql", "--format", "json").json
    assert (row["op_id"], row["found"]) == ("w1-sql", ["SELECT 1"])
    assert "Found:  SELECT 1" in ask("tools", rich, "--parameter", "sql").out


def test_no_tool_is_as_asked_for(ask: Ask, example: Path) -> None:
    """A call that there isn't is nothing found, in words and for programs."""
    for words in ([], ["--count"]):
        said = ask("tools", example, "--name", "nothing", *words)
        assert (said.code, said.out) == (3, "No tool was called as asked for.\n")
