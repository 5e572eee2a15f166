"""The public names: what other people's code may lean on changes on purpose or not at all."""

from collections.abc import Callable

import pytest

import rearview

PUBLIC = ["Lake", "RearviewError", "Tree", "__version__", "load_session", "open"]


def test_public_names_are_pinned() -> None:
    """The package offers these names and no others."""
    assert rearview.__all__ == PUBLIC
    assert dir(rearview) == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names_resolve(name: str, python: Callable[[str], str]) -> None:
    """Each can be imported from the package, in an interpreter that has imported nothing else."""
    assert python(f"from rearview import {name}; print({name} is not None)") == "True\n"


def test_other_names_are_refused() -> None:
    """A name that isn't offered fails as it does in any module."""
    with pytest.raises(AttributeError, match="module 'rearview' has no attribute 'load_sessions'"):
        getattr(rearview, "load_sessions")  # noqa: B009 - as an attribute, the type checker would refuse it first
