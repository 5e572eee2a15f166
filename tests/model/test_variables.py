"""What a step did to its agent's variables."""

import pytest

from rearview.model.session import Step
from rearview.model.variables import changes


def changed(before: str | None, after: str | None) -> list[tuple[str, str]]:
    """Return how each variable changed."""
    step = Step(source="x", session_id="s", step_id="p", variables_before=before, variables_after=after)
    return [(change.how, change.name) for change in changes(step)]


def test_what_changed() -> None:
    """Variables that came, changed and went are told; those that stayed aren't."""
    before, after = '{"same": [1], "new": 1, "gone": 2}', "{'same': [1], 'new': 2, 'more': None}"
    assert changed(before, after) == [("changed", "new"), ("removed", "gone"), ("set", "more")]


@pytest.mark.parametrize(
    ("before", "after"), [(None, '{"a": 1}'), ('{"a": 1}', None), ("[]", "{}"), ("?", "{}")]
)
def test_what_nobody_can_tell(before: str | None, after: str | None) -> None:
    """Where one side isn't known, nothing is said to have changed."""
    assert changed(before, after) == []
