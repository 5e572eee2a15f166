"""A run that is written twice: commands that cut out parts of it cut them out of the file that they read."""

from pathlib import Path

import pytest

from tests.cli.snapshot.conftest import FIRST, ROOT, Ask
from tests.cli.snapshot.walk import document, ops
from tests.sources.snapshots import ledgers


@pytest.fixture
def ledger(rich: Path) -> Path:
    """The ledger of the run whose tree lies in the folder, too."""
    about = {"originId": ROOT, "sessionId": ROOT}
    return ledgers.write(rich.parent, ROOT, ledgers.start("boss", **about), ledgers.summary(**about))


def test_parts_of_a_run_by_its_ledger(ask: Ask, rich: Path, ledger: Path, tmp_path: Path) -> None:
    """An operation, a session and the whole run are those of the tree, which holds more."""
    assert ask("json", ledger, "--op", "s-llm").json == next(op for op in ops(rich) if op["opId"] == "s-llm")
    assert ask("json", ledger, "--agent", FIRST[:8]).json["traceId"] == FIRST
    assert ask("json", ledger).json == document(rich)
    assert ask("agents", ledger, "--extract", tmp_path / "out").code == 0
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_a_run_by_its_tree_that_is_gone(ask: Ask, rich: Path, ledger: Path) -> None:
    """What is left of the run is its ledger, and that is what is printed."""
    rich.unlink()
    assert ask("json", rich, "--compact").out.encode() == ledger.read_bytes()
