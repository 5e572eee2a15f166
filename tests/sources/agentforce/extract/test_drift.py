"""An org whose columns change between two runs: what is new arrives, what is missing is null, no value turns into null."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rearview.lake.grid import DAY_MS, Window, moment
from rearview.lake.verify import verify
from rearview.sources.agentforce.catalog import CATALOG, Dmo, Field, FieldType
from tests.sources.agentforce.extract.handmade import DAY, handmade

SESSIONS = CATALOG["sessions"]
VARIABLES = "ssot__VariableText__c"
BOTH = ("sessions", "interactions")
FIRST, SECOND = Window(DAY, DAY + DAY_MS), Window(DAY + DAY_MS, DAY + 2 * DAY_MS)
LATER_MS = DAY + 30 * DAY_MS


def changed(name: str, type_: FieldType) -> Dmo:
    """Sessions of which one field has another type."""
    fields = (replace(known, type=type_) if known.name == name else known for known in SESSIONS.fields)
    return replace(SESSIONS, fields=tuple(fields))


def test_a_new_column_arrives_as_it_is(tmp_path: Path) -> None:
    """A column that nobody knew comes into the cells that are read from then on, with its values and its type."""
    more = replace(SESSIONS, fields=(*SESSIONS.fields, Field(name="Mood__c", type="number", meaning="New.")))
    with handmade(tmp_path, now_ms=LATER_MS) as (at, source):
        source.add("sessions", Id="old", EndTimestamp=moment(DAY))
        assert at.extract(BOTH, FIRST).complete
    with handmade(tmp_path, now_ms=LATER_MS, tables={"sessions": more}) as (at, source):
        source.add("sessions", Id="new", at_ms=SECOND.start_ms, Mood=7)
        report = at.extract(BOTH, SECOND)
        assert report.complete
        assert report.tables["sessions"].new_columns == ("Mood__c",)
        rows = at.lake("sessions")
        assert rows["Mood__c"].to_pylist() == [7, None]
        assert rows.schema.field("Mood__c").type == pa.decimal128(38, 18)
        assert verify(at.root).breaches == ()


def test_a_column_that_goes_is_null_from_then_on(tmp_path: Path) -> None:
    """A column that the org has no more is named and null; what the lake has of it stays."""
    less = replace(SESSIONS, fields=tuple(known for known in SESSIONS.fields if known.name != VARIABLES))
    with handmade(tmp_path, now_ms=LATER_MS) as (at, source):
        source.add("sessions", Id="old", VariableText="{}", EndTimestamp=moment(DAY))
        assert at.extract(BOTH, FIRST).complete
    with handmade(tmp_path, now_ms=LATER_MS, tables={"sessions": less}) as (at, source):
        source.add("sessions", Id="young", at_ms=SECOND.start_ms)
        report = at.extract(BOTH, SECOND)
        assert (report.complete, report.tables["sessions"].missing_columns) == (True, (VARIABLES,))
        assert at.lake("sessions")[VARIABLES].to_pylist() == ["{}", None]


@pytest.mark.parametrize("type_", ["number", "timestamp", "boolean"])
def test_a_type_that_changes_turns_no_value_into_null(type_: FieldType, tmp_path: Path) -> None:
    """A table of which a column has another type now is refused with both types named; the other tables go on."""
    with handmade(tmp_path, now_ms=LATER_MS) as (at, source):
        source.add("sessions", Id="old", VariableText="some text")
        assert at.extract(BOTH, FIRST).complete
        kept = at.lake("sessions")
    with handmade(tmp_path, now_ms=LATER_MS, tables={"sessions": changed(VARIABLES, type_)}) as (at, source):
        source.add("sessions", Id="new", at_ms=SECOND.start_ms)
        source.add("interactions", Id="turn", at_ms=SECOND.start_ms, AiAgentSessionId="new")
        report = at.extract(BOTH, Window(FIRST.start_ms, SECOND.end_ms), again=True)
        assert {failure.table for failure in report.failures} == {"sessions"}
        assert VARIABLES in report.failures[0].reason
        assert "string" in report.failures[0].reason
        assert at.lake("sessions") == kept
        assert at.lake("interactions").num_rows == 1
        types = {pq.read_schema(file).field(VARIABLES).type for file in at.root.glob("sessions/*/*.parquet")}
        assert types == {pa.string()}


def test_a_spelling_that_changes_changes_no_name(tmp_path: Path) -> None:
    """However an org spells a column, the lake calls it as it always has."""
    fields = (
        replace(known, name=known.name.upper()) if known.name == VARIABLES else known
        for known in SESSIONS.fields
    )
    loud = replace(SESSIONS, fields=tuple(fields))
    with handmade(tmp_path, now_ms=LATER_MS, tables={"sessions": loud}) as (at, source):
        source.add("sessions", Id="session", SSOT__VARIABLETEXT__C="{}")
        report = at.extract(BOTH, FIRST)
        assert (report.complete, report.tables["sessions"].new_columns) == (True, ())
        assert at.lake("sessions")[VARIABLES].to_pylist() == ["{}"]
