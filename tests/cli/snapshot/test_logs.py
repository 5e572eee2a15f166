"""`rearview snapshot logs`: the log lines of a run."""

from collections import Counter
from pathlib import Path

from tests.cli.snapshot.conftest import Ask
from tests.cli.snapshot.walk import logs


def test_all_lines_by_time(ask: Ask, example: Path) -> None:
    """Every line is there, sub-agents' too, in the order of time."""
    rows = ask("logs", example, "--format", "json").json
    assert [row["at_ms"] for row in rows] == [line["timestamp"] for line in logs(example)]
    assert Counter(row["message"] for row in rows) == Counter(line["message"] for line in logs(example))


def test_by_severity(ask: Ask, example: Path) -> None:
    """Lines are chosen and counted by severity, in whatever case it is typed."""
    wanted = [line for line in logs(example) if line["severity"] in {"ERR", "WRN"}]
    rows = ask("logs", example, "--severity", "err", "--severity", "WRN", "--format", "json").json
    assert [row["message"] for row in rows] == [line["message"] for line in wanted]
    counts = ask("logs", example, "--count", "--format", "json").json
    assert {row["severity"]: row["lines"] for row in counts} == Counter(
        line["severity"] for line in logs(example)
    )
    assert counts[0]["severity"] == "ERR"
    assert "VRB" in ask("logs", example, "--count").out


def test_parameters_are_no_log_lines(ask: Ask, rich: Path) -> None:
    """A tool's parameter named severity or stack is no log line."""
    rows = ask("logs", rich, "--format", "json").json
    assert [row["message"] for row in rows] == ["too many requests"]
    assert ask("logs", rich, "--severity", "ERR").code == 3
    assert ask("logs", rich, "--severity", "ERR", "--count").out == "No log line is as asked for.\n"


def test_fatal_lines_and_stacks(ask: Ask, example: Path) -> None:
    """Lines that ended a session are found, and stacks shown where they are wanted."""
    fatal = ask("logs", example, "--fatal", "--format", "json").json
    assert [row["message"] for row in fatal] == [
        line["message"] for line in logs(example) if line.get("fatal")
    ]
    stacks = ask("logs", example, "--stack", "--format", "json").json
    assert [row["stack"] for row in stacks] == [line["stack"] for line in logs(example) if line.get("stack")]
    assert "FATAL EXIT-NO-LLM-RESPONSE" in ask("logs", example).out
    assert "at AIAgentSession.log" in ask("logs", example, "--stack").out
    assert "at AIAgentSession.log" not in ask("logs", example).out


def test_bodies(ask: Ask, example: Path) -> None:
    """Bodies that lines carry are there where they are wanted, and then lines without any aren't."""
    rows = ask("logs", example, "--bodies", "--format", "json").json
    carrying = [line for line in logs(example) if any(name.endswith("Payload") for name in line)]
    assert len(rows) == len(carrying)
    assert "How much does the vendor charge" in rows[0]["bodies"]["llm_request"]
    assert "llm_request:" in ask("logs", example, "--bodies").out
