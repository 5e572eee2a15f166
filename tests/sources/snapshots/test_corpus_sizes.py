"""The folder of which only the sizes matter: it is as real ones are, and right all the same."""

import gzip
from pathlib import Path

from rearview.sources.snapshots.doctor import examine
from rearview.sources.snapshots.places import places
from rearview.sources.snapshots.totals import totals
from tests.sources.snapshots.corpus.sizes import KB, MB, sizes_of, write_sizes


def test_sizes(tmp_path: Path) -> None:
    """Half of the files are small, a few are large, and none is larger than was asked for."""
    sizes = sorted(path.stat().st_size for path in write_sizes(tmp_path, sizes_of(200, largest=1 * MB)))
    assert 8 * KB < sizes[100] < 15 * KB
    assert 20 * KB < sizes[180] < 45 * KB
    assert 0.7 * MB < sizes[-1] < 1.3 * MB


def test_nothing_is_wrong_with_them(tmp_path: Path) -> None:
    """Every file can be read, its totals are true, and no two share an id."""
    ids = list[str]()
    for path in write_sizes(tmp_path, sizes_of(30, largest=30 * KB)):
        found = examine(path)
        assert found.snapshot is not None
        assert found.findings == ()
        laid_out = places(found.snapshot)
        assert totals(laid_out)[0].differences == ()
        ids += [place.session_id for place in laid_out.sessions] + [step.step_id for step in laid_out.steps]
    assert len(set(ids)) == len(ids)


def test_the_same_again(tmp_path: Path) -> None:
    """The same seed gives the same files, another one others."""
    first, second, other = (
        [
            gzip.decompress(path.read_bytes())
            for path in write_sizes(tmp_path / name, sizes_of(5, largest=12 * KB), seed)
        ]
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first == second
    assert first != other
