"""`rearview snapshot accounting`: what a run was charged."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.cli.snapshot.conftest import FIRST, Ask
from tests.cli.snapshot.walk import charges, document, own_ops, paid, sessions


def rows_of(said: Any) -> dict[str, Any]:
    """Return rows by their names."""
    return {row["name"]: row for row in said.json}


def test_by_model(ask: Ask, example: Path) -> None:
    """Each model has its calls, tokens and money; behind a router both models are named."""
    rows = rows_of(ask("accounting", example, "--format", "json"))
    groups = defaultdict(list)
    for entry in charges(example):
        served = f" > {entry['actualProvider']}/{entry['actualModel']}" if "actualModel" in entry else ""
        groups[f"{entry['provider']}/{entry['model']}{served}"].append(entry)
    assert rows.keys() == groups.keys()
    for name, entries in groups.items():
        assert rows[name]["calls"] == len(entries)
        assert rows[name]["cost_usd"] == pytest.approx(paid(entries))
        assert rows[name]["failed"] == sum(entry["status"] == "failed" for entry in entries)


def test_by_agent(ask: Ask, rich: Path) -> None:
    """Each agent has what it took itself; a missing price is counted apart from an attempt without an answer."""
    rows = rows_of(ask("accounting", rich, "--by", "agent", "--format", "json"))
    assert {name: row["cost_usd"] for name, row in rows.items()} == {"boss": 0.625, "worker": 0.25}
    assert (rows["worker"]["unpriced"], rows["boss"]["unanswered"]) == (1, 1)
    assert rows["boss"]["cost_share"] == pytest.approx(0.625 / 0.875)


def test_by_turn(ask: Ask, example: Path, rich: Path) -> None:
    """Each turn has its tokens, in the order of the run; turns of two sessions of one agent stay apart."""
    rows = rows_of(ask("accounting", example, "--by", "turn", "--format", "json"))
    for node in sessions(document(example)["opTree"]):
        for mark, _, op in own_ops(node):
            for entry in op["accounting"]:
                if entry["type"] == "llm":
                    assert rows[f"{node['agentId']} {mark}"]["tokens_in"] == entry["tokens"]["inputTokens"]
    names = [row["name"] for row in ask("accounting", rich, "--by", "turn", "--format", "json").json]
    assert names == ["boss 1", "boss S2", "worker 1", "worker 1"]


def test_by_tool(ask: Ask, example: Path, rich: Path) -> None:
    """Tools are charged in characters and time; sub-agents' calls are among them."""
    rows = rows_of(ask("accounting", example, "--by", "tool", "--format", "json"))
    entries = charges(example, "tool")
    assert rows.keys() == {entry["command"] for entry in entries}
    assert sum(row["chars_in"] for row in rows.values()) == sum(entry["charactersIn"] for entry in entries)
    assert "github__search_code" in "".join(ask("accounting", example, "--by", "tool").out.split())
    assert ask("accounting", rich, "--by", "tool").code == 3


def test_the_effect_of_caches(ask: Ask, rich: Path) -> None:
    """How much of what models read came from a cache is told."""
    (row,) = ask("accounting", rich, "--by", "provider", "--agent", "boss", "--format", "json").json
    assert row["cache_share"] == pytest.approx(300 / 500)
    assert "300 read from it, 60% of all read" in ask("accounting", rich, "--agent", "boss").out


def test_the_page(ask: Ask, example: Path, rich: Path) -> None:
    """People get the sums, then the table; of one session, only its own."""
    said = ask("accounting", example).out
    assert "Cost:    $0.0226; 1 attempt without an answer" in said
    assert max(map(len, said.splitlines())) <= 80
    assert "Cost:    $0.2500" in ask("accounting", rich, "--agent", FIRST[:8]).out
