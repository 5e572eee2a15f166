"""`rearview snapshot turns`: what each turn did and took."""

from pathlib import Path

import pytest

from tests.cli.snapshot.conftest import Ask
from tests.cli.snapshot.walk import document, own_ops, paid, sessions


@pytest.mark.parametrize("which", ["example", "rich"])
def test_turns_add_up(which: str, ask: Ask, request: pytest.FixtureRequest) -> None:
    """Every turn and all work beside the turns has a row, whose own amounts are those of its own operations."""
    path: Path = request.getfixturevalue(which)
    rows = ask("turns", path, "--format", "json").json
    for node in sessions(document(path)["opTree"]):
        for mark in {turn for turn, _, _ in own_ops(node)}:
            mine = [op for turn, _, op in own_ops(node) if turn == mark]
            entries = [entry for op in mine for entry in op["accounting"] if entry["type"] == "llm"]
            (row,) = [row for row in rows if (row["session_id"], row["turn"]) == (node["traceId"], mark)]
            assert row["operations"] == len(mine)
            assert row["llm"] == sum(op["kind"] == "llm" for op in mine)
            assert row["cost_usd"] == pytest.approx(paid(entries))
            assert row["tokens_in"] == sum(entry.get("tokens", {}).get("inputTokens", 0) for entry in entries)


def test_what_sub_agents_cost_is_told_apart(ask: Ask, rich: Path) -> None:
    """A turn's own cost leaves out its sub-agents', the inclusive one has them; a call without a price is counted."""
    (row,) = ask("turns", rich, "--agent", "boss", "--turn", "1", "--format", "json").json
    assert (row["cost_usd"], row["inclusive_cost_usd"]) == (0.5, 0.75)
    assert (row["unpriced"], row["inclusive_unpriced"]) == (0, 1)
    assert (row["retries"], row["agents"], row["failed"]) == (1, 3, 2)


def test_the_page(ask: Ask, example: Path, rich: Path) -> None:
    """People get a table for each session; the system's turn and work beside the turns are named as such."""
    said = ask("turns", example)
    assert (said.code, said.err) == (0, "")
    assert "0 init" in said.out
    assert "researcher  5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f" in said.out
    assert max(map(len, said.out.splitlines())) <= 80
    assert "S2 internal" in ask("turns", rich).out


def test_there_is_no_such_turn(ask: Ask, example: Path) -> None:
    """A turn that there isn't brings up those that there are."""
    said = ask("turns", example, "--turn", "9")
    assert (said.code, said.out) == (3, "")
    assert "Hint: it has 0, 1, 2." in said.err


def test_there_is_no_such_agent(ask: Ask, example: Path) -> None:
    """An agent that there isn't brings up those that there are; two letters are no part of an id."""
    said = ask("turns", example, "--agent", "5f")
    assert (said.code, said.out) == (3, "")
    assert "Hint: it has researcher, web-search, web-fetch." in said.err
