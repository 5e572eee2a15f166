"""What a model thought."""

from typing import Any

import pytest

from rearview.sources.snapshots.reasoning import reasoning
from tests.sources.snapshots.written import laid_out, llm, session


@pytest.mark.parametrize(
    ("kept", "thought"),
    [
        ({}, None),
        ({"reasoning": {"chunks": []}}, None),
        ({"reasoning": {"chunks": [], "final": "First look."}}, "First look."),
        ({"reasoning": {"chunks": [{"text": "First "}, {"ts": 1}, {"text": "look."}]}}, "First look."),
        ({"reasoning": {"chunks": [{"text": "Fir"}], "final": "First look."}}, "First look."),
    ],
)
def test_reasoning(kept: dict[str, Any], thought: str | None) -> None:
    """Reasoning is what was kept in one piece, else the chunks put together; many a call has none."""
    (step,) = laid_out(session(llm(**kept))).steps
    assert reasoning(step.op) == thought
