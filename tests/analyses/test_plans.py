"""What questions read: no text that they don't need. Seen in the plan, without a clock."""

from typing import Any

import narwhals as nw
import pytest

from rearview.analyses import ANALYSES, ask, load_analysis, tables_of
from rearview.engines.reads import reads

LONG = frozenset(
    {
        "input_text",
        "output_text",
        "variables_before",
        "variables_after",
        "system_prompt",
        "user_prompt",
        "prompt",
        "request",
        "response",
    }
)
"""Columns that hold most of a lake's bytes; none is ever read unless it is asked for by name."""
SHORT = frozenset({"text", "error", "message", "details", "stack"})
"""Texts that some questions are about."""
ABOUT = {
    "errors": {"error"},
    "health": {"error"},
    "facts": {"error", "text"},
    "endings": {"error"},
    "find": {"error"},
    "feedback": {"text"},
}


@pytest.mark.parametrize("name", ANALYSES)
def test_texts_are_left_where_they_lie(name: str) -> None:
    """A question reads the texts that it is about, and no others."""
    analysis = load_analysis(name)
    read = _read(name)
    assert read
    held = {column for columns in read.values() for column in columns}
    assert not held & LONG
    assert held & SHORT <= ABOUT.get(analysis.name, set())


def test_inputs_are_read_where_they_are_compared() -> None:
    """Only a question about the same input reads it."""
    assert "input_text" in _read("loops", same_input=True)["steps"]


@pytest.mark.parametrize("name", ["volume", "outcomes", "quality", "change"])
def test_questions_about_sessions_leave_other_tables_alone(name: str) -> None:
    """With the facts of sessions at hand, no step is read."""
    assert "steps" not in tables_of(load_analysis(name), with_facts=True)


def _read(name: str, **said: Any) -> dict[str, Any]:
    tables = tables_of(load_analysis(name))
    return dict(
        reads(
            tables,
            lambda empty: ask(name, {t: nw.from_native(f) for t, f in empty.items()}, **said).to_native(),
        )
    )
