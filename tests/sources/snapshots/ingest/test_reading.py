"""Reading some runs at once: one that is odd spoils nothing but itself."""

from pathlib import Path

import pytest

from rearview.sources.snapshots.ingest.batch import TIMELESS
from rearview.sources.snapshots.ingest.parcel import unpacked
from rearview.sources.snapshots.ingest.reading import DAYS, Harvest, Job, gather
from rearview.sources.snapshots.ingest.shelves import PARCEL_SCHEMAS
from rearview.sources.snapshots.ingest.unit import Part, Unit
from tests.sources.snapshots import ledgers
from tests.sources.snapshots.ingest.build import DAY, DAY_MS, ONE, TWO, run_of, write
from tests.sources.snapshots.written import Written, tool


def _gathered(*paths: Path, payloads: bool = False) -> Harvest:
    units = tuple(
        Unit(run=str(path), path=str(path), parts=(Part(path=str(path), size=1, mtime_ns=1),), number=number)
        for number, path in enumerate(paths)
    )
    return gather(Job(units=units, payloads=payloads))


def _sessions(harvest: Harvest) -> list[str]:
    rows = unpacked([harvest.parcels["sessions"]], PARCEL_SCHEMAS["sessions"])
    return list(rows["session_id"].to_pylist())


def test_tells_of_each_run(tmp_path: Path) -> None:
    """Whose rows there are, on which days, and whether the run has ended."""
    harvest = _gathered(
        write(tmp_path, run_of(ONE)), write(tmp_path, run_of(TWO, ended=False, at=DAY + DAY_MS))
    )
    told = [(of.verdict, of.sessions, of.days, of.steps, of.finished) for of in harvest.outcomes]
    day = DAY // DAY_MS
    assert told == [("read", (ONE,), (day,), 2, True), ("read", (TWO,), (day + 1,), 2, False)]
    assert _sessions(harvest) == [ONE, TWO]
    assert harvest.rows == 12


def test_copies_of_a_run_are_told_apart(tmp_path: Path) -> None:
    """Files that hold the same session each keep their own rows, and rows are numbered by the file that they are from."""
    paths = [write(tmp_path, run_of(ONE, tool(f"{name}-only")), name=name) for name in ("a", "b")]
    harvest = _gathered(*paths, write(tmp_path, run_of(TWO)))
    steps = unpacked([harvest.parcels["steps"]], PARCEL_SCHEMAS["steps"]).to_pylist()
    assert {(row["unit"], row["step_id"]) for row in steps if row["step_id"].endswith("only")} == {
        (0, "a-only"),
        (1, "b-only"),
    }
    assert [row["unit"] for row in steps] == [0, 0, 0, 1, 1, 1, 2, 2]


def test_many_runs_are_the_rows_of_each(tmp_path: Path) -> None:
    """What is read together holds what is read one by one, however much text there is."""
    long = "a long text that packs badly: " + "".join(f"{number:x}" for number in range(300_000))
    ids = [f"{number:08}-0000-4000-8000-000000000000" for number in range(4)]
    paths = [write(tmp_path, run_of(id_, sessionTitle=long)) for id_ in ids]
    together = _gathered(*paths).parcels
    for table, schema in PARCEL_SCHEMAS.items():
        apart = [_gathered(path).parcels.get(table, b"") for path in paths]
        rows, same = unpacked([together.get(table, b"")], schema), unpacked(apart, schema)
        assert rows.drop("unit").equals(same.drop("unit"))


@pytest.mark.parametrize(
    ("content", "kind"), [(b"", "empty"), (b"{}", "not_gzip"), (b"\x1f\x8b0", "truncated")]
)
def test_what_can_never_be_read_is_rejected(content: bytes, kind: str, tmp_path: Path) -> None:
    """A file that is no snapshot, whatever else it is."""
    path = tmp_path / f"{ONE}.json.gz"
    path.write_bytes(content)
    harvest = _gathered(path, write(tmp_path, run_of(TWO)))
    assert [(of.verdict, of.kind) for of in harvest.outcomes] == [("rejected", kind), ("read", "")]
    assert _sessions(harvest) == [TWO]


def test_what_may_be_read_later_has_failed(tmp_path: Path) -> None:
    """A file that went away may come back."""
    (outcome,) = _gathered(tmp_path / "gone.json.gz").outcomes
    assert outcome.verdict == "failed"


def test_a_clock_that_went_wrong_is_refused(tmp_path: Path) -> None:
    """Rows on a thousand days are thousands of files; no run lasts for so long."""
    ops: list[Written] = [tool(f"{day}", startedAt=DAY + day * DAY_MS) for day in range(DAYS + 1)]
    harvest = _gathered(write(tmp_path, run_of(ONE, *ops)), write(tmp_path, run_of(TWO)))
    assert [(of.verdict, of.kind) for of in harvest.outcomes] == [("rejected", "too_many_days"), ("read", "")]
    assert _sessions(harvest) == [TWO]


def test_odd_values_fit_their_columns(tmp_path: Path) -> None:
    """Numbers without end and characters cut in half have a place, or none, but stop nothing."""
    odd = run_of(ONE, error="half \ud800", startedAt=2**70, endedAt=1e300)
    odd["turns"][0]["ops"][0]["accounting"][0] |= {"costUsd": 1e308, "latency": -(2**65)}
    harvest = _gathered(write(tmp_path, odd), write(tmp_path, run_of(TWO)))
    assert [(of.verdict, of.days[0]) for of in harvest.outcomes] == [
        ("read", TIMELESS),
        ("read", DAY // DAY_MS),
    ]
    assert _sessions(harvest) == [ONE, TWO]


def test_ledgers_are_known_by_all_of_their_content(tmp_path: Path) -> None:
    """Nothing at a ledger's end says what is before it."""
    first = _gathered(ledgers.write(tmp_path, ledgers.ROOT, ledgers.start("a"), ledgers.summary())).outcomes
    other = _gathered(ledgers.write(tmp_path, ledgers.ROOT, ledgers.start("b"), ledgers.summary())).outcomes
    assert first[0].digests != other[0].digests
