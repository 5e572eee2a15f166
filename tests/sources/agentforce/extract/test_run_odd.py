"""Sources that are odd and not at fault: rows that can't be kept, keys that are there twice, types and orders that change."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pyarrow as pa

from rearview.lake.verify import verify
from rearview.sandbox.engines.rows import form
from rearview.sandbox.server.faults import Plan, Rule
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.query import Api, ApiName, Column, Fetched, Part, Rejected, Result, Status
from tests.sources.agentforce.extract.build import Rig, holding, rig, versions

ONE = ("participants",)


class Altered:
    """Query V3, but with statements and parts that are changed on the way."""

    name: ClassVar[ApiName] = "v3"

    def __init__(
        self,
        api: Api,
        *,
        asked: Callable[[str], str] = str,
        came: Callable[[Fetched], Fetched] = lambda fetched: fetched,
    ) -> None:
        self.api = api
        self.asked = asked
        self.came = came

    def start(self, sql: str) -> Status:
        """Submit the changed statement."""
        return self.api.start(self.asked(sql))

    def wait(self, query_id: str) -> Status:
        """Wait as the other does."""
        return self.api.wait(query_id)

    def result(self, status: Status) -> Result:
        """Return the other's rows, to be changed as they are fetched."""
        return _Altered(self.api.result(status), self.came)

    def cancel(self, query_id: str) -> None:
        """Cancel as the other does."""
        self.api.cancel(query_id)


class _Altered:
    def __init__(self, result: Result, came: Callable[[Fetched], Fetched]) -> None:
        self._result = result
        self._came = came
        self.status: Status = result.status
        self.columns: tuple[Column, ...] = result.columns

    def parts(self) -> Sequence[Part]:
        return self._result.parts()

    def fetch(self, part: Part) -> Fetched:
        return self._came(self._result.fetch(part))


def put_aside(at: Rig) -> list[dict[str, str]]:
    """The rows of the participants that the lake holds apart."""
    lines = (at.root / "metadata" / "rejected" / "participants.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def backwards(sql: str) -> str:
    """Ask for rows in an order that isn't the bytes' own."""
    return sql.replace(" NULLS LAST", " DESC NULLS LAST")


def test_a_source_with_an_order_of_its_own(tmp_path: Path) -> None:
    """Where the source sorts otherwise than by bytes, chunks overlap, and still every row arrives once."""
    with rig(tmp_path) as at:
        at.api = Altered(at.api, asked=backwards)
        assert at.extract().complete
        assert at.differences() == {}


def test_a_source_with_an_order_of_its_own_that_repeats_itself(tmp_path: Path) -> None:
    """Where chunks overlap anyway, one that comes twice is found all the same, and fetched again."""
    with rig(tmp_path) as at:
        at.api = Altered(at.api, asked=backwards)
        at.standin.faults.use(Plan(rules=(Rule(does="repeated-page", on=("page",), nth=9, times=2),)))
        assert at.extract().complete
        assert at.differences() == {}


def test_a_chunk_that_never_stops_coming_twice(tmp_path: Path) -> None:
    """Where chunks overlap anyway, one that always comes in the place of another fails its cell."""
    steps = CATALOG["steps"].api_name
    always = Rule(does="repeated-page", on=("page",), table=steps, nth=2, times=None)
    with rig(tmp_path) as at:
        at.api = Altered(at.api, asked=backwards)
        at.standin.faults.use(Plan(rules=(always,)))
        assert {failure.table for failure in at.extract().failures} == {"steps"}


def test_rows_that_cannot_be_kept_are_put_aside(tmp_path: Path) -> None:
    """Rows that Arrow can't hold lie apart with the reason, are counted, and let the others through."""

    def without_first(fetched: Fetched) -> Fetched:
        raw = str(fetched.table.slice(0, 1).to_pylist())
        return Fetched(table=fetched.table.slice(1), rejected=(Rejected(reason="too odd", raw=raw),))

    with rig(tmp_path) as at:
        at.api = Altered(at.api, came=without_first)
        report = at.extract(ONE)
        assert report.complete
        told = put_aside(at)
        assert {row["reason"] for row in told} == {"too odd"}
        assert {row["cell"].split("/")[0] for row in told} == {"participants"}
        assert report.tables["participants"].rejected == len(told) > 0
        assert at.lake("participants").num_rows + len(told) == at.source("participants").num_rows


def test_rows_put_aside_are_counted_after_an_interruption(tmp_path: Path) -> None:
    """What was put aside before an interruption still counts when the next run adds up the rows."""

    def without_first(fetched: Fetched) -> Fetched:
        return Fetched(table=fetched.table.slice(1), rejected=(Rejected(reason="too odd", raw="{}"),))

    with rig(tmp_path) as at:
        at.api = Altered(at.api, came=without_first)
        at.standin.faults.use(Plan(rules=(Rule(does="slow", on=("page",), times=None, amount=0.1),)))
        at.watch = lambda progress: at.stop.set() if progress.rows else None
        assert not at.extract(ONE).complete
        at.stop.clear()
        at.standin.faults.use(Plan())
        at.watch = lambda _: None
        assert at.extract(ONE).complete
        assert at.lake("participants").num_rows + len(put_aside(at)) == at.source("participants").num_rows


def test_a_key_that_is_there_twice_is_kept_once(tmp_path: Path) -> None:
    """Of rows with the same key, one is kept, the same one at every reading; the others are put aside."""
    rows = versions("participants")
    twice = rows.set_column(
        rows.schema.get_field_index("ssot__ExternalSourceId__c"),
        "ssot__ExternalSourceId__c",
        pa.array(["other"] * len(rows)),
    )
    with (
        holding({"participants": pa.concat_tables([rows, twice])}) as engine,
        rig(tmp_path, source=engine) as at,
    ):
        report = at.extract(ONE)
        single = at.source("participants").num_rows
        assert report.complete
        assert (report.tables["participants"].rows, report.tables["participants"].rejected) == (
            single,
            single,
        )
        assert verify(at.root).breaches == ()
        kept = at.lake("participants")
        assert at.extract(ONE, again=True).complete
        assert at.lake("participants") == kept


def test_a_row_that_is_there_twice_where_chunks_overlap(tmp_path: Path) -> None:
    """Where the source has its own order, two rows that are alike in everything can't be told from a repetition."""
    rows = versions("participants")
    with (
        holding({"participants": pa.concat_tables([rows, rows])}) as engine,
        rig(tmp_path, source=engine) as at,
    ):
        assert at.extract(ONE).complete
        at.api = Altered(at.api, asked=backwards)
        report = at.extract(ONE, again=True)
        assert not report.complete
        assert all("twice" in failure.reason for failure in report.failures)


def test_a_type_that_changes_stops_its_table_alone(tmp_path: Path) -> None:
    """A column whose type changed at the source is refused with both types named; other tables go on."""
    dmo = CATALOG["participants"]
    place = next(number for number, known in enumerate(dmo.fields) if known.name == "ssot__IndividualId__c")
    changed = replace(
        dmo, fields=(*dmo.fields[:place], replace(dmo.fields[place], type="number"), *dmo.fields[place + 1 :])
    )
    before = {table: versions(table) for table in ("participants", "sessions")}
    after = before | {"participants": form(changed).empty_table()}
    with holding(before) as engine, rig(tmp_path, source=engine) as at:
        at.extract((*ONE, "sessions"))
        kept = at.lake("participants")
    with holding(after, {"participants": changed}) as engine, rig(tmp_path, source=engine) as at:
        report = at.extract((*ONE, "sessions"), again=True)
        (failure,) = report.failures
        assert failure.table == "participants"
        assert "string" in failure.reason
        assert "decimal128" in failure.reason
        assert at.lake("participants") == kept
        assert report.tables["sessions"].cells == 3


def test_an_empty_org_has_empty_cells(tmp_path: Path) -> None:
    """Where there is nothing, cells without rows say that it was read, and the lake is whole."""
    with holding({}) as engine, rig(tmp_path, source=engine) as at:
        report = at.extract()
        assert report.complete
        assert {table.rows for table in report.tables.values()} == {0}
        assert verify(at.root).breaches == ()
