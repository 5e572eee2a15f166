"""`rearview snapshot llm`: the model calls of a run."""

from pathlib import Path

from tests.cli.snapshot.conftest import Ask
from tests.cli.snapshot.walk import charges, ops


def test_every_model_call_is_there(ask: Ask, example: Path) -> None:
    """Each has its model, its tokens and its cost, sub-agents' calls among them; what nobody recorded is unknown."""
    rows = {row["op_id"]: row for row in ask("llm", example, "--format", "json").json}
    called = [op for op in ops(example) if op["kind"] == "llm"]
    assert rows.keys() == {op["opId"] for op in called}
    for op in called:
        (entry,) = op["accounting"]
        row = rows[op["opId"]]
        assert (row["provider"], row["model"]) == (entry["provider"], entry["model"])
        assert (row["served_model"], row["stop_reason"]) == (
            entry.get("actualModel"),
            entry.get("stopReason"),
        )
        assert row["cost_usd"] == entry.get("costUsd")
        assert row["tokens_in"] == entry["tokens"]["inputTokens"]


def test_how_full_the_context_is(ask: Ask, example: Path) -> None:
    """The tokens that were expected are told as a share of the context, finer than the recorder rounds it."""
    row = ask("llm", example, "--agent", "researcher", "--turn", "1", "--format", "json").json[0]
    assert (row["expected_tokens"], row["context_window"], row["context_percent"]) == (1733, 128_000, 1.4)


def test_the_slowest(ask: Ask, example: Path) -> None:
    """The slowest come first."""
    (row,) = ask("llm", example, "--slowest", "1", "--format", "json").json
    assert row["latency_ms"] == max(entry["latency"] for entry in charges(example))


def test_retries_and_prices(ask: Ask, rich: Path) -> None:
    """A retry is a call of its own; calls beside the turns are there; an unknown price isn't zero."""
    rows = {row["op_id"]: row for row in ask("llm", rich, "--format", "json").json}
    assert [rows[name]["attempt"] for name in ("r-llm1", "r-llm2", "s-llm")] == [1, 2, 1]
    assert [rows[name]["cost_usd"] for name in ("r-llm1", "s-llm", "w2-llm")] == [None, 0.125, None]
    said = ask("llm", rich, "--failed").out
    assert "unknown" in said
    assert "$0.00" not in said
