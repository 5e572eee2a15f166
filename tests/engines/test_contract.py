"""What every engine promises, asked of each in turn."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa
import pytest

from rearview.engines import open_engine
from rearview.engines.engine import Engine
from rearview.engines.view import View, ViewColumn, identity
from rearview.errors import AccessError, ArgumentError, NotFoundError, UnreadableError
from rearview.model.tables import TABLES
from tests.engines.conftest import NAMES

Rows = Callable[[Engine[Any], Any], list[dict[str, Any]]]
Write = Callable[..., Path]

NAMED = View(
    table="steps",
    of="interaction_steps",
    columns=(
        ViewColumn(name="step_id", column="Id", kind="text"),
        ViewColumn(name="name", column="Name", kind="clean"),
        ViewColumn(name="started_ms", column="Start", kind="ms"),
    ),
    constants={"source": "agentforce", "step_index": 7},
)
TYPES = {"text": nw.String, "int": nw.Int64, "float": nw.Float64, "bool": nw.Boolean}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_view_has_the_canonical_columns_and_types(engine: Engine[Any], table: str, write: Write) -> None:
    """Whether there are files or none, and whatever they hold, the frame looks the same."""
    for files in ([], [write({"other": [1]})]):
        schema = nw.from_native(engine.view(identity(table), files)).collect_schema()
        assert dict(schema) == {
            **{column.name: TYPES[column.type] for column in TABLES[table].columns},
            "date": nw.Date,
        }
        assert list(schema) == [*(column.name for column in TABLES[table].columns), "date"]


def test_no_files_give_no_rows(engine: Engine[Any], rows: Rows) -> None:
    """An empty lake is an empty frame, not an error."""
    assert rows(engine, engine.view(NAMED, [])) == []
    assert rows(engine, engine.scan([])) == []
    assert engine.missing(NAMED, []) == {}


def test_constants_fill_every_row(engine: Engine[Any], write: Write, rows: Rows) -> None:
    """A constant is the same in each row, in the column's own type."""
    (row,) = rows(engine, engine.view(NAMED, [write({"Id": ["a"]})]))
    assert (row["source"], row["step_index"], row["turn_id"]) == ("agentforce", 7, None)


def test_the_day_is_the_folder_s(engine: Engine[Any], write: Write, rows: Rows) -> None:
    """Rows in a day's folder have its date; in the folder for rows without one, or in none, it is null."""
    files = [
        write({"Id": ["a"]}, "2026-01-28"),
        write({"Id": ["b"]}, "__HIVE_DEFAULT_PARTITION__"),
        write({"Id": ["c"]}),
    ]
    frames = (engine.view(NAMED, files), engine.scan(files))
    days = {"a": date(2026, 1, 28), "b": None, "c": None}
    assert [
        {row.get("step_id", row.get("Id")): row["date"] for row in rows(engine, frame)} for frame in frames
    ] == [
        days,
        days,
    ]


def test_a_column_of_the_folder_s_name_is_the_folder_s(engine: Engine[Any], write: Write, rows: Rows) -> None:
    """A file's own column named date is not read: there can be one only."""
    files = [write({"Id": ["a"], "Date": ["mine"]}, "2026-01-28"), write({"Id": ["b"], "date": ["mine"]})]
    assert rows(engine, engine.scan(files)) == [
        {"Id": "a", "date": date(2026, 1, 28)},
        {"Id": "b", "date": None},
    ]


def test_files_that_differ_are_joined_by_name(engine: Engine[Any], write: Write, rows: Rows) -> None:
    """A release of the source without a column gives nulls; a column of another case is the same column."""
    old = write({"Id": ["a"], "Name": ["x"]}, "2026-01-28")
    new = write({"NAME": ["y"], "ID": ["b"], "Extra": [1]}, "2026-01-29")
    assert rows(engine, engine.scan([old, new])) == [
        {"Id": "a", "Name": "x", "Extra": None, "date": date(2026, 1, 28)},
        {"Id": "b", "Name": "y", "Extra": 1, "date": date(2026, 1, 29)},
    ]
    seen = rows(engine, engine.view(NAMED, [old, new]))
    assert [(row["step_id"], row["name"]) for row in seen] == [("a", "x"), ("b", "y")]


def test_what_files_lack_is_counted(engine: Engine[Any], write: Write) -> None:
    """An older release shows in how many files lack its columns, by the source's name for them."""
    files = [
        write({"Id": ["a"], "Start": [pa.scalar(1).as_py()]}, "2026-01-28"),
        write({"Id": ["b"], "Name": pa.nulls(1)}, "2026-01-29"),
        write({"Id": ["c"], "Name": [["a list"]]}, "2026-01-30"),
    ]
    assert engine.missing(NAMED, files) == {"Name": 2, "Start": 2}


def test_types_may_change_between_files(engine: Engine[Any], write: Write, rows: Rows) -> None:
    """A time is read from text in one file, from a timestamp in the next and from a number in the third."""
    files = [
        write({"Id": ["a"], "Start": ["1970-01-01T00:00:01Z"]}, "2026-01-28"),
        write({"Id": ["b"], "Start": pa.array([1_000_000], pa.timestamp("us", "UTC"))}, "2026-01-29"),
        write({"Id": ["c"], "Start": [1000]}, "2026-01-30"),
        write({"Id": ["d"], "Start": pa.nulls(1)}, "2026-01-31"),
    ]
    seen = rows(engine, engine.view(NAMED, files))
    assert {row["step_id"]: row["started_ms"] for row in seen} == {"a": 1000, "b": 1000, "c": 1000, "d": None}


def test_a_scan_writes_two_types_as_text(engine: Engine[Any], write: Write, rows: Rows) -> None:
    """Where files hold a column as a number and as text, a scan gives text."""
    files = [write({"Id": ["a"]}, "2026-01-28"), write({"Id": [1]}, "2026-01-29")]
    assert [row["Id"] for row in rows(engine, engine.scan(files))] == ["1", "a"]


def test_a_scan_refuses_types_that_have_nothing_in_common(engine: Engine[Any], write: Write) -> None:
    """Lists and numbers under one name can't be shown as one column."""
    files = [write({"Id": [["a"]]}, "2026-01-28"), write({"Id": [1]}, "2026-01-29")]
    with pytest.raises(UnreadableError):
        engine.collect(engine.scan(files))


def test_a_scan_keeps_what_was_recorded(engine: Engine[Any], write: Write, rows: Rows) -> None:
    """Sentinels stay, dictionaries are their words, and the zone that Data 360 misspells is UTC."""
    columns = {
        "Name": ["NOT_SET"],
        "Kind": pa.array(["x"]).dictionary_encode(),
        "Start": pa.array([0], pa.timestamp("us", "Utc")),
    }
    frame = engine.scan([write(columns)])
    (row,) = rows(engine, frame)
    assert nw.from_native(frame).collect_schema()["Kind"] == nw.String
    assert (row["Name"], row["Kind"], row["Start"].isoformat()) == (
        "NOT_SET",
        "x",
        "1970-01-01T00:00:00+00:00",
    )


def test_files_without_rows_are_read(engine: Engine[Any], write: Write, rows: Rows) -> None:
    """A file that holds columns and no rows adds nothing."""
    files = [write({"Id": pa.array([], pa.string())}, "2026-01-28"), write({"Id": ["a"]}, "2026-01-29")]
    assert [row["step_id"] for row in rows(engine, engine.view(NAMED, files))] == ["a"]


def test_frames_of_one_engine_join(engine: Engine[Any], write: Write, rows: Rows) -> None:
    """Two views of one engine meet in one query."""
    steps = nw.from_native(engine.view(identity("steps"), [write({"step_id": ["a"], "session_id": ["s"]})]))
    sessions = nw.from_native(
        engine.view(identity("sessions"), [write({"session_id": ["s"], "agent": ["x"]}, table="sessions")])
    )
    joined = steps.select("step_id", "session_id").join(
        sessions.select("session_id", "agent"), on="session_id"
    )
    assert rows(engine, joined.to_native()) == [{"step_id": "a", "session_id": "s", "agent": "x"}]


@pytest.mark.parametrize(
    "place", ["a b", "it's", 'a"b', "[old]", "w*ld?", "org=00D", "key=", "=", "a=b=c", "ü"]
)
def test_any_folder_can_hold_a_lake(place: str, name: str, tmp_path: Path, write: Write, rows: Rows) -> None:
    """Quotes, patterns and equal signs in the path above a table mean nothing."""
    write({"Id": ["a"]}, "2026-01-28", table=f"{place}/steps")
    write({"Id": ["b"]}, table=f"{place}/steps", name="we[i]rd*'")
    write({"Id": ["c"]}, table=f"{place}/steps", name="weird too'")
    engine = open_engine(name, [tmp_path / place])
    files = sorted((tmp_path / place).rglob("*.parquet"))
    assert [row["step_id"] for row in rows(engine, engine.view(NAMED, files))] == ["a", "b", "c"]
    assert [row["Id"] for row in rows(engine, engine.scan(files))] == ["a", "b", "c"]


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """The name of each engine in turn."""
    named: str = request.param
    return named


@pytest.mark.parametrize("column", ['a"b', "a'b", "a b", "select", "a;b", "ä", "a\nb", "%s", "{x}"])
def test_any_name_can_name_a_column(column: str, engine: Engine[Any], write: Write, rows: Rows) -> None:
    """A column's name is a name, whatever it looks like."""
    view = View(table="steps", of="x", columns=(ViewColumn(name="name", column=column, kind="clean"),))
    file = write({column: ["x"]})
    assert [row["name"] for row in rows(engine, engine.view(view, [file]))] == ["x"]
    assert [row[column] for row in rows(engine, engine.scan([file]))] == ["x"]


@pytest.mark.parametrize(
    "place",
    ["date=2026-01-01/steps", "DATE=x/steps", "id=5/steps"],
    ids=["two days", "two cases", "a column"],
)
def test_a_folder_that_passes_for_a_column_is_refused(place: str, engine: Engine[Any], write: Write) -> None:
    """A folder above a table that would silently replace a column of its files is named instead."""
    file = write({"Id": ["a"]}, "2026-01-28", table=place)
    with pytest.raises(UnreadableError, match="would pass for a column"):
        engine.view(NAMED, [file])


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "20260128", "2026-1-8"])
def test_a_folder_that_is_no_day_is_refused(day: str, engine: Engine[Any], write: Write) -> None:
    """A partition is a day as YYYY-MM-DD, and nothing else."""
    with pytest.raises(UnreadableError, match="date=YYYY-MM-DD"):
        engine.scan([write({"Id": ["a"]}, day)])


def test_a_file_that_is_not_there_is_named(engine: Engine[Any], tmp_path: Path) -> None:
    """A missing file is an error of ours."""
    with pytest.raises(NotFoundError, match=r"There is nothing at .*gone\.parquet"):
        engine.view(NAMED, [tmp_path / "gone.parquet"])


def test_a_folder_is_not_a_file(engine: Engine[Any], tmp_path: Path) -> None:
    """A folder named like a file isn't read as one."""
    (tmp_path / "steps.parquet").mkdir()
    with pytest.raises(AccessError, match=r"Could not read .*steps\.parquet"):
        engine.view(NAMED, [tmp_path / "steps.parquet"])


@pytest.mark.parametrize("damage", ["empty", "text", "half", "footer"])
def test_a_file_that_is_not_parquet_is_named(engine: Engine[Any], write: Write, damage: str) -> None:
    """What isn't Parquet, or is only a part of it, is an error of ours that names the file."""
    file = write({"Id": ["a"]})
    whole = file.read_bytes()
    file.write_bytes(
        {
            "empty": b"",
            "text": b"no Parquet at all",
            "half": whole[: len(whole) // 2],
            "footer": whole[:-60] + bytes(byte ^ 255 for byte in whole[-60:-8]) + whole[-8:],
        }[damage]
    )
    with pytest.raises(UnreadableError, match=r"part-0000\.parquet can't be read as Parquet: .*\nHint: "):
        engine.view(NAMED, [file])


def test_damage_that_shows_late_is_an_error_of_ours(engine: Engine[Any], write: Write) -> None:
    """Pages are read when a frame is computed; what is wrong with them is told then."""
    file = write({"Id": ["a" * 100]})
    whole = file.read_bytes()
    file.write_bytes(whole[:4] + bytes(byte ^ 255 for byte in whole[4:100]) + whole[100:])
    with pytest.raises(UnreadableError, match="can't be read as Parquet"):
        engine.collect(engine.view(NAMED, [file]))


def test_an_engine_reads_inside_its_folders(engine: Engine[Any], tmp_path: Path, write: Write) -> None:
    """A file elsewhere isn't read, nor one that a path leads out to."""
    write({"Id": ["a"]})
    for outside in (tmp_path.parent / "x.parquet", tmp_path / "steps/../../x.parquet"):
        with pytest.raises(ArgumentError, match=r"x\.parquet lies outside of what was opened: "):
            engine.scan([outside])


def test_a_lake_may_be_reached_by_a_link(name: str, tmp_path: Path, write: Write, rows: Rows) -> None:
    """Folders may be links, and paths may be relative to the working folder."""
    write({"Id": ["a"]}, "2026-01-28", table="real/steps")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    engine = open_engine(name, [tmp_path / "link"])
    files = sorted((tmp_path / "link" / "steps").rglob("*.parquet"))
    assert [row["step_id"] for row in rows(engine, engine.view(NAMED, files))] == ["a"]


def test_an_unknown_engine_is_named(tmp_path: Path) -> None:
    """The error says which engines there are."""
    with pytest.raises(
        ArgumentError, match=r"There is no engine named excel\.\nHint: choose from: polars, duckdb, spark\."
    ):
        open_engine("excel", [tmp_path])


def test_rows_that_are_held_are_read_no_more(engine: Engine[Any], write: Write, rows: Rows) -> None:
    """What is held stays as it was, joins other frames, and is no table that SQL can list."""
    path = write({"ssot__Id__c": ["a", "b"]})
    held = engine.hold(engine.scan([path]))
    path.unlink()
    assert [row["ssot__Id__c"] for row in rows(engine, held)] == ["a", "b"]
    other = write({"ssot__Id__c": ["b", "c"]}, name="part-0001")
    joined = nw.from_native(engine.scan([other])).join(nw.from_native(held), on="ssot__Id__c", how="semi")
    assert [row["ssot__Id__c"] for row in rows(engine, joined.to_native())] == ["b"]
