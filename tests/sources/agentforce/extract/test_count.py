"""Counting at the source: by each table's own time, and by names that can be mistyped."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from rearview.errors import ArgumentError
from rearview.sandbox.server import NAMED, Standin
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract.count import count, folders_of
from rearview.sources.agentforce.extract.period import Period
from rearview.sources.agentforce.extract.probe import probe
from rearview.sources.agentforce.extract.scope import Sessions
from rearview.sources.agentforce.query import Api
from tests.sources.agentforce.extract.orgs import DAY_MS, ORG, SOURCE

LAST_DAY = Period(ORG.until_ms - DAY_MS, ORG.until_ms)


def test_each_table_is_counted_by_its_own_time(api: Api, shown: dict[str, pa.Table]) -> None:
    """Steps of a day are those that began on it; a vocabulary is counted whole."""
    counted = dict(count(api, SOURCE, ["sessions", "steps", "tags"], LAST_DAY))
    assert list(counted) == ["sessions", "steps", "tags"]
    for folder in ("sessions", "steps"):
        times = shown[folder][CATALOG[folder].time].cast(pa.int64())
        inside = pc.and_(
            pc.greater_equal(times, LAST_DAY.since_ms * 1000), pc.less(times, LAST_DAY.until_ms * 1000)
        )
        assert counted[folder] == pc.sum(inside).as_py() > 0
    assert counted["tags"] == len(shown["tags"])


def test_without_a_period_everything_is_counted(
    api: Api, standin: Standin, shown: dict[str, pa.Table]
) -> None:
    """All tables can be counted at once; no row of them is fetched."""
    counted = dict(count(api, SOURCE, folders_of(["all"]), None))
    assert counted == {folder: len(rows) for folder, rows in shown.items()}
    assert standin.counters.rows_processed == len(CATALOG)


def test_a_scope_counts_what_belongs_to_it(api: Api, shown: dict[str, pa.Table]) -> None:
    """Of one session, one session is counted."""
    (scope,) = Sessions.of([shown["sessions"]["ssot__Id__c"][0].as_py()])
    assert dict(count(api, SOURCE, ["sessions"], None, scope=scope)) == {"sessions": 1}


def test_what_the_org_lacks_is_left_out(api: Api, standin: Standin) -> None:
    """A table that isn't there is no zero."""
    standin.faults.use(NAMED["missing-table"])
    source = probe(api, ["sessions", "moments"])
    assert list(dict(count(api, source, ["sessions", "moments"], None))) == ["sessions"]
    assert "moments" in source.missing


def test_names_are_those_of_folders() -> None:
    """Tables are named as the lake names them, and come in the catalog's order."""
    assert folders_of(["steps", "sessions"]) == ["sessions", "steps"]
    assert folders_of(["all"]) == list(CATALOG)
    with pytest.raises(ArgumentError, match="There is no entity named Steps") as caught:
        folders_of(["Steps", "sessions"])
    assert "interactions, steps, messages" in caught.value.hint
