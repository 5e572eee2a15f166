"""Which agents called each other."""

import pytest

from rearview.sources.snapshots.callpath import callpath


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ("a:b", "a > b"),
        ("a->agent__b->b", "a > b"),
        ("a->agent__b->b->agent__c->c", "a > b > c"),
        ("a:b:search", "a > b > search"),
        ("a->agent__b", "a > agent__b"),
        ("a:tool:a:b:b", "a > b"),
        ("tool", None),
        ("a", "a"),
        ("", None),
        (None, None),
    ],
)
def test_old_and_new_paths(recorded: str | None, told: str | None) -> None:
    """However a path was written, it reads the same, and no agent stands twice for one call."""
    assert callpath(recorded) == told
