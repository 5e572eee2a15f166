"""A provider of models, and what its calls left in a record."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rearview.sources.snapshots.answers.bodies import Exchanged, exchange
from rearview.sources.snapshots.places import Places
from tests.record.adapters.endpoint import serving


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a provider of models."""
    with serving() as address:
        yield address


@pytest.fixture
def exchanges(laid_out: Callable[[], Places], folder: Path) -> Callable[[], list[Exchanged]]:
    """Return what the operations of the one snapshot sent and got back."""
    return lambda: [exchange(step, folder) for step in laid_out().steps]
