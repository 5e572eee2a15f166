"""The names of the front door."""

import pytest

import rearview.library


def test_other_names_are_refused() -> None:
    """A name that isn't offered fails as it does in any module, and those offered are there."""
    assert all(getattr(rearview.library, name) for name in rearview.library.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'open_lakes'"):
        getattr(rearview.library, "open_lakes")  # noqa: B009 - as an attribute, the type checker would refuse it first
