"""A few rows out of many files: what is found, and that frames over it can be planned before it is there."""

from pathlib import Path

import polars as pl
import pytest

from rearview.engines.lookup import Lookup, Stage, form, marked, united, values
from rearview.engines.view import View, ViewColumn
from rearview.errors import UnreadableError

VIEW = View(
    of="things",
    columns=(
        ViewColumn(name="id", column="Id__c", kind="text"),
        ViewColumn(name="word", column="Word__c", kind="clean"),
        ViewColumn(name="missing", column="Missing__c", kind="int"),
    ),
)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two files of one table, the second of which has a column more."""
    first, second = tmp_path / "a.parquet", tmp_path / "b.parquet"
    pl.DataFrame({"Id__c": ["1", "2"], "Word__c": ["NOT_SET", "x"]}).write_parquet(first)
    pl.DataFrame({"Id__c": ["3"], "Word__c": ["y"], "Other__c": [7]}).write_parquet(second)
    return [first, second]


def test_rows_are_found_by_any_of_the_columns(files: list[Path], tmp_path: Path) -> None:
    """A row counts if one of the columns has one of its values; columns are known in any case, others are passed over."""
    lookup = Lookup([tmp_path])
    found, nothing, whole = lookup.rows(
        (files, {"id__c": ["1"], "Word__c": ["y"], "Absent__c": ["1"]}),
        (files, {"Absent__c": ["1"], "Id__c": []}),
        (files, None),
    )
    assert sorted(found["Id__c"]) == ["1", "3"]
    assert (nothing.height, whole.height) == (0, 3)
    assert lookup.rows(([], None))[0].height == 0


def test_a_damaged_file_is_named_as_unreadable(files: list[Path], tmp_path: Path) -> None:
    """What can't be read is an error of ours."""
    files[0].write_bytes(b"PAR1 no longer")
    with pytest.raises(UnreadableError):
        Lookup([tmp_path]).rows((files, None))


def test_frames_are_planned_once_and_computed_again(files: list[Path], tmp_path: Path) -> None:
    """A frame gives what a view shows of the rows that are there when it is computed, and no row where there is none."""
    (rows,) = Lookup([tmp_path]).rows((files[:1], None))
    stage = Stage(form({"things": rows}))
    plan = stage.view(VIEW).select("id", "word", "missing", "date").sort("id")
    for held, words in (
        (rows, [None, "x"]),
        (rows.filter(pl.col("Id__c") == "2"), ["x"]),
        (rows.clear(), []),
    ):
        (made,) = stage.compute({"things": held}, [plan])
        assert [row["word"] for row in made] == words
        assert all(row["missing"] is row["date"] is None for row in made)
    (made,) = Stage(form({})).compute({}, [Stage(form({})).view(VIEW)])
    assert made == []


def test_rows_can_be_put_together(files: list[Path], tmp_path: Path) -> None:
    """Rows of files that differ stand below each other; their values are told once, and a mark is on each."""
    both = united(Lookup([tmp_path]).rows((files[:1], None), (files[1:], None)))
    assert values(both, "word__c") == ["NOT_SET", "x", "y"]
    assert values(both, "Other__c") == [7]
    assert values(both, "Absent__c") == []
    assert values(marked(both, "Id__c", "same"), "Id__c") == ["same"]
