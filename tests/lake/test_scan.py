"""Which files are read for a span of time."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.errors import AccessError
from rearview.lake.grid import DAY_MS, HOUR_MS, Window
from rearview.lake.scan import cells, files, identity_of, is_lake
from tests.lake.build import DAY, IDENTITY, steps, write

SPANS = st.none() | st.integers(min_value=-2 * 24, max_value=5 * 24).map(lambda hours: DAY + hours * HOUR_MS)


@pytest.fixture(name="lake", scope="module")
def _lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three days in cells of six hours, and rows without a time."""
    root = tmp_path_factory.mktemp("scan") / "lake"
    for start in range(DAY, DAY + 3 * DAY_MS, 6 * HOUR_MS):
        window = Window(start, start + 6 * HOUR_MS)
        write(root, steps([f"{start}"], at_ms=start + HOUR_MS), window=window)
    write(root, steps(["timeless"], at_ms=None), window=None)
    return root


@given(since=SPANS, until=SPANS)
def test_no_row_of_a_span_is_missed(lake: Path, since: int | None, until: int | None) -> None:
    """Every file with a row in the span is read, rows without a time always, and no day that lies outside."""
    chosen = files(lake, "steps", since_ms=since, until_ms=until)
    for cell, file in cells(lake):
        if cell.start_ms is None:
            assert file in chosen
            continue
        at = cell.start_ms + HOUR_MS
        if (since is None or since <= at) and (until is None or at < until):
            assert file in chosen
        if since is not None and at // DAY_MS < since // DAY_MS:
            assert file not in chosen
        if until is not None and until <= cell.start_ms:
            assert file not in chosen


def test_what_is_no_cell_is_not_read(lake: Path) -> None:
    """A half-written or foreign file among the cells is passed over."""
    stranger = lake / "steps/date=2024-10-04/part-9900.parquet"
    stranger.write_bytes(b"")
    try:
        assert stranger not in files(lake, "steps")
    finally:
        stranger.unlink()
    assert files(lake, "nothing") == []


def test_a_lake_says_whose_it_is(lake: Path, tmp_path: Path) -> None:
    """The identity is read back; other folders have none."""
    assert identity_of(lake) == IDENTITY
    assert is_lake(lake)
    assert not is_lake(tmp_path)


@pytest.mark.skipif(os.getuid() != 0, reason="needs the right to become somebody else")
def test_a_lake_of_somebody_else_is_refused(lake: Path) -> None:
    """Without the right to read, the error says so."""
    os.seteuid(65534)
    try:
        with pytest.raises(AccessError, match=r"read the lake .*Permission denied"):
            identity_of(lake)
    finally:
        os.seteuid(0)
