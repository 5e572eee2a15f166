"""The sessions of a whole org: what is found cell by cell is what a join over everything finds."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from rearview.lake.grid import DAY_MS, HOUR_MS, Window, windows
from rearview.lake.scan import files
from rearview.lake.verify import verify
from rearview.lake.writer import Writer
from rearview.sandbox.engines.rows import form
from rearview.sandbox.org import Org
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.storage import layout, schema
from rearview.sources.agentforce.catalog.ways import owns_session
from rearview.sources.agentforce.lineage import refill
from tests.sources.agentforce.lineage.build import IDENTITY, Rows, commit, stage, table_of
from tests.sources.agentforce.lineage.joins import Found, sessions

NEXT_YEAR = 2_000_000_000_000
SYNTHETIC = Org(days=2, sessions_per_day=60)
NAMED = ("interactions", "moments")
"""The tables through which others find their session."""
WIDTHS = {"steps": 6 * HOUR_MS, "gateway_requests": 12 * HOUR_MS}


@pytest.fixture(scope="module")
def org() -> Rows:
    """Two days of an org as they are in the end."""
    found = {}
    for folder, dmo in CATALOG.items():
        every = pa.concat_tables([form(dmo).empty_table(), *SYNTHETIC.rows(folder)])
        found[folder] = every.filter(pc.is_null(every["gone_ms"])).select(schema(dmo).names)
    return found


@pytest.fixture(scope="module")
def expected(org: Rows) -> dict[str, Found]:
    """The session of every row of every table that doesn't name it, as joins find it."""
    return sessions(org)


def times(org: Rows, folder: str) -> pa.ChunkedArray:
    """When the rows of a table happened; a metric as its request did, vocabulary never."""
    time = CATALOG[folder].time
    if time is not None:
        return org[folder][time]
    requests = org["gateway_requests"]
    asked = dict(
        zip(requests["gatewayRequestId__c"].to_pylist(), requests["timestamp__c"].to_pylist(), strict=True)
    )
    ids = org[folder][layout(CATALOG[folder]).order[0]].to_pylist()
    return pa.chunked_array([[asked.get(id_) for id_ in ids]], pa.timestamp("us", "UTC"))


def part(org: Rows, folder: str, window: Window | None) -> pa.Table:
    """The rows of a table in a window."""
    if window is None:
        return org[folder].filter(pc.is_null(times(org, folder)))
    start, end = (pa.scalar(ms * 1000, pa.timestamp("us", "UTC")) for ms in (window.start_ms, window.end_ms))
    within = pc.and_(pc.greater_equal(times(org, folder), start), pc.less(times(org, folder), end))
    return org[folder].filter(within)


def groups(org: Rows) -> Iterator[list[tuple[str, Window | None, pa.Table]]]:
    """Cells that hold rows, day by day, those of children first; last those of rows without a time."""
    folders = list(reversed([*NAMED, *filter(owns_session, CATALOG)]))
    for day in windows(SYNTHETIC.until_ms - 2 * DAY_MS, SYNTHETIC.until_ms + DAY_MS, DAY_MS):
        cells = (
            (folder, window, part(org, folder, window))
            for folder in folders
            for window in windows(day.start_ms, day.end_ms, WIDTHS.get(folder, DAY_MS))
        )
        yield [cell for cell in cells if cell[2].num_rows]
    timeless = ((folder, None, part(org, folder, None)) for folder in folders)
    yield [cell for cell in timeless if cell[2].num_rows]


def test_every_row_gets_the_session_that_a_join_finds(
    org: Rows, expected: Mapping[str, Found], tmp_path: Path
) -> None:
    """In cells of several widths, `session_id` is right in every row of every table that has it."""
    with Writer.open(tmp_path / "lake", IDENTITY) as lake:
        for group in groups(org):
            commit(
                lake,
                *[stage(lake, folder, rows, window, read_ms=NEXT_YEAR) for folder, window, rows in group],
            )
        refill(lake, since_ms=0)
    for folder, theirs in expected.items():
        assert found(tmp_path / "lake", folder) == theirs, folder
    assert verify(tmp_path / "lake").breaches == ()


def found(root: Path, folder: str) -> Found:
    """The session of each row of a table in a lake, by its key."""
    if not files(root, folder):
        return {}
    table = table_of(root, folder)
    return dict(zip(table[CATALOG[folder].key].to_pylist(), table["session_id"].to_pylist(), strict=True))


def test_the_org_puts_the_joins_to_the_test(expected: Mapping[str, Found]) -> None:
    """In most tables most rows have a session, and some rows have none."""
    assert {folder for folder, found in expected.items() if not any(found.values())} == {
        "gateway_request_llm"
    }
    assert None in expected["generations"].values()
