"""`rearview snapshot ops`: every operation of a run, or those that are meant."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.snapshot.conftest import Ask
from tests.cli.snapshot.walk import ops


@pytest.mark.parametrize("which", ["example", "rich"])
def test_every_operation_is_there(which: str, ask: Ask, request: pytest.FixtureRequest) -> None:
    """Sub-agents' operations and those beside the turns are among them."""
    path: Path = request.getfixturevalue(which)
    rows = {row["op_id"]: row for row in ask("ops", path, "--format", "json").json}
    assert rows.keys() == {op["opId"] for op in ops(path)}
    for op in ops(path):
        row = rows[op["opId"]]
        assert row["request_bytes"] == op.get("request", {}).get("size")
        assert row["duration_ms"] == (op["endedAt"] - op["startedAt"] if "endedAt" in op else None)


def test_failures_that_hide(ask: Ask, rich: Path) -> None:
    """The call of a sub-agent that failed is a failure though it says otherwise; each has its reason."""
    rows = ask("ops", rich, "--failed", "--format", "json").json
    assert {row["op_id"]: row["error"] for row in rows} == {
        "r-llm1": "too many requests",
        "r-call2": "out of luck",
    }
    said = ask("ops", rich, "--failed").out
    assert "out of luck" in said
    assert "too many requests" in said


def test_nothing_failed(ask: Ask, example: Path) -> None:
    """Where nothing failed, nothing is found."""
    said = ask("ops", example, "--failed", "--kind", "system")
    assert (said.code, said.out) == (3, "No operation that failed is as asked for.\n")


def test_names_may_lack_their_namespace(ask: Ask, example: Path) -> None:
    """A tool is found by its whole name, without its namespace, and by a pattern."""
    for name in ("github__search_code", "search_code", "Search*", "github__*"):
        rows = ask("ops", example, "--name", name, "--format", "json").json
        assert [row["name"] for row in rows] == ["github__search_code"]


def test_the_slowest_and_the_largest(ask: Ask, example: Path) -> None:
    """The slowest and the largest come first; operations without times or sizes spoil nothing."""
    finished = sorted(ops(example), key=lambda op: op["startedAt"] - op["endedAt"])
    slowest = ask("ops", example, "--slowest", "3", "--format", "json").json
    assert [row["op_id"] for row in slowest] == [op["opId"] for op in finished[:3]]
    sizes = [
        op.get("request", {}).get("size", 0) + op.get("response", {}).get("size", 0) for op in ops(example)
    ]
    largest = ask("ops", example, "--largest", "4", "--format", "json").json
    assert [(row["request_bytes"] or 0) + (row["response_bytes"] or 0) for row in largest] == sorted(sizes)[
        :-5:-1
    ]


def test_what_never_ended(ask: Ask, rich: Path) -> None:
    """What has no end is open, and found as unfinished."""
    (row,) = ask("ops", rich, "--unfinished", "--format", "json").json
    assert (row["op_id"], row["status"], row["duration_ms"]) == ("r-open", "open", None)


def test_kinds_and_what_is_cut_short(ask: Ask, rich: Path) -> None:
    """Operations are chosen by kind; nothing here came back cut short, which isn't an error but finds nothing."""
    rows = ask("ops", rich, "--kind", "agent", "--format", "json").json
    assert [row["kind"] for row in rows] == ["agent"] * 3
    said = ask("ops", rich, "--truncated")
    assert (said.code, said.out, said.err) == (3, "No operation is as asked for.\n", "")
    assert ask("ops", rich, "--truncated", "--format", "json").json == []


def test_what_a_call_cost_in_all(ask: Ask, rich: Path) -> None:
    """A sub-agent's cost is in the inclusive amount of its call, not in the call's own."""
    rows = {row["op_id"]: row for row in ask("ops", rich, "--format", "json").json}
    assert (rows["r-call1"]["cost_usd"], rows["r-call1"]["inclusive_cost_usd"]) == (None, 0.25)
    assert (rows["r-llm2"]["cost_usd"], rows["r-llm2"]["inclusive_cost_usd"]) == (0.5, 0.5)
    assert (rows["r-llm1"]["attempt"], rows["r-llm2"]["attempt"]) == (1, 2)


def test_every_form_says_the_same(ask: Ask, example: Path, tmp_path: Path) -> None:
    """JSON, JSON by lines and CSV have the same rows, and a file the same bytes as stdout."""
    document = ask("ops", example, "--format", "json").json
    assert [
        json.loads(line) for line in ask("ops", example, "--format", "ndjson").out.splitlines()
    ] == document
    table = list(csv.DictReader(io.StringIO(ask("ops", example, "--format", "csv").out)))
    assert [row["op_id"] for row in table] == [row["op_id"] for row in document]
    assert tuple(table[0]) == tuple(document[0])
    said = ask("ops", example, "-o", tmp_path / "ops.txt")
    assert (said.code, said.out) == (0, "")
    assert (tmp_path / "ops.txt").read_text() == ask("ops", example).out
