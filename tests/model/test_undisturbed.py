"""The garbage collector, kept away for a while."""

import gc
from collections.abc import Iterator

import pytest

from rearview.model.undisturbed import undisturbed


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    gc.enable()


def test_it_comes_back_when_the_last_is_done() -> None:
    """Whoever works within other work doesn't bring it back too early."""
    with undisturbed():
        with undisturbed():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_stays_away_where_it_was_away() -> None:
    """A process that does without it goes on without it."""
    gc.disable()
    with undisturbed():
        pass
    assert not gc.isenabled()
