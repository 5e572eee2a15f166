"""A disk that fails at any of a run's writes: the next run makes of it the lake that would have been."""

import shutil
from pathlib import Path

import pytest

from rearview.errors import AccessError
from rearview.lake.disk import Boundary
from rearview.lake.verify import verify
from tests.lake.build import CarelessDisk
from tests.sources.snapshots.ingest.build import DAY, DAY_MS, ONE, TWO, contents, run, run_of, write

PLACES = 12
"""How many of the writes fail, from the first to the last: all of them take minutes."""


class _Failing(CarelessDisk):
    """A disk on which the n-th write and all that follow fail."""

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.reached = 0

    def reach(self, boundary: Boundary, path: Path) -> None:  # noqa: ARG002 - as Disk.reach
        """Count, and fail from there on."""
        self.reached += 1
        if self.at is not None and self.reached >= self.at:
            raise OSError(28, "No space left on device", str(path))


def _before(folder: Path) -> None:
    folder.mkdir()
    write(folder, run_of(ONE, ended=False))
    write(folder, run_of(TWO))
    (folder / "bad.json.gz").write_bytes(b"")


def _after(folder: Path) -> None:
    """Move a session to another day, and take another's sub-agent from elsewhere."""
    write(folder, run_of(ONE, at=DAY + DAY_MS), mtime=2)
    write(folder, run_of("aaaaaaaa-0000-4000-8000-000000000003", at=DAY + 5 * DAY_MS))


@pytest.mark.parametrize("place", range(PLACES))
def test_any_write_may_be_the_last(place: int, tmp_path: Path) -> None:
    """The lake keeps its promises, and the next run ends what was begun."""
    folder, before, after, lake = (tmp_path / name for name in ("sessions", "before", "after", "lake"))
    _before(folder)
    run(before, folder)
    shutil.copytree(before, after)
    shutil.copytree(before, lake)
    _after(folder)
    counting = _Failing()
    run(after, folder, disk=counting)
    with pytest.raises(AccessError):
        run(lake, folder, disk=_Failing(1 + place * (counting.reached - 1) // (PLACES - 1)))
    assert verify(lake).breaches == ()
    run(lake, folder)
    assert contents(lake) == contents(after)
    assert run(lake, folder).did_something is False
