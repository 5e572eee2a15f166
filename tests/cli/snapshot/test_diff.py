"""`rearview snapshot diff`: two runs side by side."""

from pathlib import Path

import pytest

from tests.cli.snapshot.conftest import Ask
from tests.cli.snapshot.walk import charges, logs, ops, paid


def test_amounts_of_both(ask: Ask, example: Path, rich: Path) -> None:
    """Each amount is that of the whole run, sub-agents counted in."""
    rows = {row["name"]: row for row in ask("diff", example, rich, "--format", "json").json}
    for side, path in (("a", example), ("b", rich)):
        assert rows["llm"][side] == sum(op["kind"] == "llm" for op in ops(path))
        assert rows["tools"][side] == sum(op["kind"] == "tool" for op in ops(path))
        assert rows["errors"][side] == sum(line["severity"] == "ERR" for line in logs(path))
        assert rows["cost_usd"][side] == pytest.approx(paid(charges(path)))
    assert rows["turns"]["a"] == 2
    assert rows["tool db__query"] == {"name": "tool db__query", "a": 0, "b": 1, "change": 1, "differs": True}


def test_the_page(ask: Ask, example: Path, rich: Path) -> None:
    """People see what differs, or all of it."""
    said = ask("diff", example, rich).out
    assert "outcome" not in said
    assert "outcome" in ask("diff", example, rich, "--all").out
    assert "-39.5 s" in said
    assert ask("diff", example, example).out.endswith("The two runs don't differ in what is compared.\n")
