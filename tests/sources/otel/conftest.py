"""A run of an ai-agent with its sub-agents."""

from pathlib import Path

import pytest

from rearview.library import load_session
from rearview.model.session import Tree

SNAPSHOTS = Path(__file__).parents[2] / "data" / "snapshots"


@pytest.fixture(scope="session")
def example_tree() -> Tree:
    """The tree of that run."""
    return load_session(next(SNAPSHOTS.glob("*.json.gz")))
