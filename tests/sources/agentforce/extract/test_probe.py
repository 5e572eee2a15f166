"""Probing: what an org has, in its own spelling, and what it lacks, with the reason."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pyarrow as pa
import pytest

from rearview.errors import QueryError
from rearview.sandbox.engines import open_engine
from rearview.sandbox.server import NAMED, Clock, Plan, Standin, serve
from rearview.sandbox.server.faults import Rule
from rearview.sources.agentforce.catalog import CATALOG, Dmo, Field
from rearview.sources.agentforce.catalog.storage import schema
from rearview.sources.agentforce.extract.probe import SourceColumn, SourceTable, drift, probe
from rearview.sources.agentforce.query import Api
from rearview.sources.agentforce.wire import Wire
from tests.sources.agentforce.extract.orgs import NOW_MS, SOURCE, known, signed_in

MOMENTS, STEPS = CATALOG["moments"], CATALOG["steps"]


@contextmanager
def org_of(dmos: Iterable[Dmo], wire: Wire, *, strict: bool = True) -> Iterator[Api]:
    """Serve an org that has just some tables, all empty."""
    with closing(open_engine("duckdb", strict=strict)) as engine:
        for dmo in dmos:
            engine.load(dmo, iter(()))
        with serve(engine, clock=Clock(NOW_MS, held=True)) as standin:
            yield signed_in(standin, wire, "v3")


def renamed(dmo: Dmo, names: dict[str, str]) -> tuple[Field, ...]:
    """Return the fields of a table, some of them under other names."""
    return tuple(replace(field, name=names.get(field.name, field.name)) for field in dmo.fields)


def test_an_org_that_has_everything(api: Api) -> None:
    """Every table is found with all fields, and their types are those of the lake, by either API."""
    source = probe(api)
    assert source.missing == {}
    assert list(source.tables) == list(CATALOG)
    for folder, table in source.tables.items():
        assert (table.missing, table.new) == ((), ())
        assert table.schema == schema(CATALOG[folder])
        assert table.sql == f'"{CATALOG[folder].api_name}"'
    assert source == SOURCE


def test_no_rows_are_read(api: Api, standin: Standin) -> None:
    """Looking costs one query a table, and not a row."""
    probe(api, ["steps", "sessions"])
    assert standin.counters.queries.total() == 2
    assert standin.counters.rows == 0


def test_what_an_org_lacks_is_reported(api: Api, standin: Standin) -> None:
    """A missing table is named with what it comes with; a missing field is null in the lake."""
    lacks = (MOMENTS.api_name, f"{STEPS.api_name}.SubType__c", f"{STEPS.api_name}.ssot__EndTimestamp__c")
    standin.faults.use(Plan(lacks=lacks))
    source = probe(api)
    assert source.missing == {
        "moments": "the org has no ssot__AiAgentMoment__dlm, which comes with Agent Optimization, on top of"
        " Agentforce Session Tracing"
    }
    steps = source.tables["steps"]
    assert steps.missing == ("ssot__EndTimestamp__c", "SubType__c")
    assert steps.schema == schema(STEPS)
    assert "moments" not in source.tables


def test_a_table_that_may_not_be_read_is_reported(api: Api, standin: Standin) -> None:
    """That the user lacks the permission isn't taken for the table's absence."""
    standin.faults.use(NAMED["no-permission"])
    assert probe(api).missing == {"moments": "the user may not read ssot__AiAgentMoment__dlm"}


def test_other_failures_are_not_taken_for_absence(api: Api, standin: Standin) -> None:
    """An org that can't answer just now has not lost its tables."""
    standin.faults.use(Plan(meaning="", rules=(Rule(does="daily-limit", on=("query",), times=None),)))
    with pytest.raises(QueryError, match="used up its API requests"):
        probe(api, ["sessions"])


@pytest.mark.parametrize("folder", ["moments", "sessions"])
def test_a_table_is_found_in_either_spelling(folder: str, wire: Wire) -> None:
    """Orgs write AIAgent where the catalog has AiAgent, and the other way round; SQL then does as the org does."""
    dmo = CATALOG[folder]
    other = dmo.api_name.replace("AIAgent", "?").replace("AiAgent", "AIAgent").replace("?", "AiAgent")
    with org_of([replace(dmo, api_name=other)], wire) as api:
        table = probe(api, [folder]).tables[folder]
    assert (table.api_name, table.sql) == (other, f'"{other}"')


def test_a_table_of_any_other_case_is_asked_for_without_quotes(wire: Wire) -> None:
    """Where only the unquoted name is understood, that is what statements use."""
    dmo = CATALOG["feedback"]
    with org_of([replace(dmo, api_name=dmo.api_name.upper())], wire, strict=False) as api:
        table = probe(api, ["feedback"]).tables["feedback"]
    assert (table.bare, table.sql) == (True, dmo.api_name)
    with org_of([replace(dmo, api_name=dmo.api_name.upper())], wire) as api:
        assert set(probe(api, ["feedback"]).missing) == {"feedback"}


def test_columns_are_matched_without_case(wire: Wire) -> None:
    """A column that the org spells otherwise keeps the catalog's name, order and place in the lake."""
    fields = renamed(
        MOMENTS, {"ssot__Id__c": "SSOT__ID__C", "ssot__AiAgentApiName__c": "ssot__aiagentapiname__c"}
    )
    with org_of([replace(MOMENTS, fields=tuple(reversed(fields)))], wire) as api:
        table = probe(api, ["moments"]).tables["moments"]
    assert table.schema == schema(MOMENTS)
    assert table.asked("ssot__Id__c") == '"SSOT__ID__C"'
    assert (table.missing, table.new) == ((), ())


def test_new_columns_come_last(wire: Wire) -> None:
    """What the catalog doesn't know arrives under its own name and type, after what it does."""
    new = (
        Field(name="Mood__c", type="number", meaning="New."),
        Field(name="Able__c", type="boolean", meaning="New."),
    )
    with org_of([replace(MOMENTS, fields=(*new, *MOMENTS.fields))], wire) as api:
        table = probe(api, ["moments"]).tables["moments"]
    assert table.new == ("Mood__c", "Able__c")
    assert table.schema.names == [*schema(MOMENTS).names, "Mood__c", "Able__c"]
    assert table.schema.field("Mood__c").type == pa.decimal128(38, 18)


def test_a_table_without_its_key_or_time_is_not_read(wire: Wire) -> None:
    """Without the columns that cells are made by, a table is reported and left alone."""
    fields = tuple(field for field in MOMENTS.fields if field.name not in {MOMENTS.key, MOMENTS.time})
    with org_of([replace(MOMENTS, fields=fields)], wire) as api:
        source = probe(api, ["moments"])
    assert source.missing == {
        "moments": "ssot__AiAgentMoment__dlm has no ssot__Id__c and no ssot__StartTimestamp__c, by which it is read"
    }


# -- drift --


def test_a_type_that_changed_refuses_its_table(wire: Wire) -> None:
    """A column whose type isn't the lake's any more is named with both types; other tables go on."""
    fields = tuple(
        replace(field, type="boolean") if field.name == "isToxicityDetected__c" else field
        for field in CATALOG["content_quality"].fields
    )
    with org_of([replace(CATALOG["content_quality"], fields=fields), STEPS], wire) as api:
        source = probe(api, ["content_quality", "steps"])
    own = pa.field("session_id", pa.string())
    kept = {folder: schema(CATALOG[folder]).append(own) for folder in ("content_quality", "steps", "moments")}
    found = drift(source, kept)
    assert set(found) == {"content_quality"}
    for part in ("isToxicityDetected__c", "content_quality", "string", "bool"):
        assert part in found["content_quality"].what
    assert drift(source, {}) == {}


# -- rows --


def test_rows_get_the_columns_of_their_cell() -> None:
    """What came under the org's names in any case has the lake's; what the org lacks is null of the catalog's type."""
    whole = known(MOMENTS)
    columns = tuple(
        replace(column, asked=column.asked.upper())
        for column in whole.columns
        if column.name != "ssot__EndTimestamp__c"
    )
    table = SourceTable(
        dmo=MOMENTS,
        api_name=MOMENTS.api_name,
        columns=(*columns, SourceColumn(name="Mood__c", asked="Mood__c", type=pa.float64())),
    )
    came = pa.table(
        {column.name.lower(): pa.array([None, None], column.type) for column in reversed(table.columns)}
    )
    rows = table.shaped(came.set_column(0, "mood__c", pa.array([0.5, 1.5])))
    assert rows.schema == table.schema
    assert rows["Mood__c"].to_pylist() == [0.5, 1.5]
    assert rows["ssot__EndTimestamp__c"].null_count == 2
    assert not table.has("ssot__EndTimestamp__c")
