"""Whole sessions by their ids: all of theirs and nothing else, whenever it happened."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from rearview.errors import ArgumentError, IdentityError, NotFoundError
from rearview.lake.verify import verify
from rearview.sandbox.server.faults import Plan, Rule
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract import extract_tree
from rearview.sources.agentforce.extract.identify import identify
from rearview.sources.agentforce.extract.probe import probe
from tests.sources.agentforce.extract.build import NOW_MS, Rig, holding, rig, versions, visible

SESSIONS = visible(versions("sessions"), NOW_MS).sort_by("ssot__Id__c")
IDS: list[str] = SESSIONS["ssot__Id__c"].to_pylist()
TREE = ("sessions", "participants", "interactions", "messages", "moments")
TABLE = CATALOG["sessions"].api_name
LACKS = tuple(dmo.api_name for folder, dmo in CATALOG.items() if folder not in {*TREE, "steps", "tags"})
"""The tables that the org hasn't got here, since the fewer there are, the sooner a test is over."""
UNKNOWN = "019c0000-0000-7000-8000-000000000000"


def theirs(table: str, ids: list[str]) -> pa.Table:
    """The rows of a table that name one of some sessions, by their keys."""
    rows = visible(versions(table), NOW_MS).sort_by("ssot__Id__c")
    field = "ssot__Id__c" if table == "sessions" else "ssot__AiAgentSessionId__c"
    return rows.filter(pc.is_in(rows[field], pa.array(ids)))


def holds(at: Rig, ids: list[str]) -> bool:
    """Whether the lake holds exactly what hangs on some sessions."""
    return all(at.lake(table) == theirs(table, ids) for table in TREE)


def test_a_session_arrives_whole(tmp_path: Path) -> None:
    """All rows of the sessions that are named arrive, with the steps of their turns, and no others."""
    with rig(tmp_path, faults=Plan(lacks=LACKS)) as at:
        report = extract_tree(at.extraction(), IDS[3:5])
        assert (report.complete, report.unknown) == (True, ())
        assert holds(at, IDS[3:5])
        turns = theirs("interactions", IDS[3:5])["ssot__Id__c"]
        steps = visible(versions("steps"), NOW_MS)
        assert at.lake("steps").num_rows == sum(
            pc.is_in(steps["ssot__AiAgentInteractionId__c"], turns.combine_chunks()).to_pylist()
        )
        assert at.lake("tags") == at.source("tags")
        assert verify(at.root).breaches == ()


def test_sessions_are_added(tmp_path: Path) -> None:
    """A session that is added leaves those before it in the lake, and their cells whole."""
    with rig(tmp_path, faults=Plan(lacks=LACKS)) as at:
        extract_tree(at.extraction(), IDS[:1])
        report = extract_tree(at.extraction(), IDS[1:2])
        assert report.tables["sessions"].new == 1
        assert holds(at, IDS[:2])
        assert verify(at.root).breaches == ()


def test_a_session_that_is_gone_goes(tmp_path: Path) -> None:
    """When another session is added, one that the source has no more leaves the lake, and its day stays whole."""
    rows = versions("sessions")
    erased = pc.if_else(pc.equal(rows["ssot__Id__c"], IDS[0]), NOW_MS + 1, rows["gone_ms"])
    place = rows.schema.get_field_index("gone_ms")
    with (
        holding({"sessions": rows.set_column(place, rows.schema.field(place), erased)}) as engine,
        rig(tmp_path, source=engine, faults=Plan(lacks=LACKS)) as at,
    ):
        extract_tree(at.extraction(), IDS[:1])
        assert at.lake("sessions")["ssot__Id__c"].to_pylist() == IDS[:1]
        at.standin.clock.advance(1)
        report = extract_tree(at.extraction(), IDS[-1:])
        assert report.tables["sessions"].gone == 1
        assert at.lake("sessions")["ssot__Id__c"].to_pylist() == IDS[-1:]


def test_the_sessions_behind_a_messaging_session_are_found(tmp_path: Path) -> None:
    """A messaging session's id stands for the sessions behind it, with 15 characters or with 18."""
    related = SESSIONS["ssot__RelatedMessagingSessionId__c"].to_pylist()
    messaging = next(id_ for id_ in related if id_ and id_.startswith("0Mw"))
    behind = [id_ for id_, other in zip(IDS, related, strict=True) if (other or "")[:15] == messaging[:15]]
    with rig(tmp_path, faults=Plan(lacks=LACKS)) as at:
        source = probe(at.api, ["sessions"])
        for form in (messaging[:15], messaging):
            assert identify(at.api, source, [form]) == (behind, ())
        assert extract_tree(at.extraction(), [messaging]).unknown == ()
        assert holds(at, behind)


def test_ids_that_mean_nothing_are_named(tmp_path: Path) -> None:
    """Ids that the org doesn't know are named, and the others are read; where none is known, that is an error."""
    with rig(tmp_path, faults=Plan(lacks=LACKS)) as at:
        report = extract_tree(at.extraction(), [UNKNOWN, IDS[0], "0Mw000000000001"])
        assert report.unknown == (UNKNOWN, "0Mw000000000001")
        assert holds(at, IDS[:1])
        with pytest.raises(NotFoundError, match=UNKNOWN):
            extract_tree(at.extraction(), [UNKNOWN])


@pytest.mark.parametrize("lacks", [TABLE, f"{TABLE}.ssot__RelatedMessagingSessionId__c"])
def test_an_org_without_the_means_knows_no_id(lacks: str, tmp_path: Path) -> None:
    """Where the org has no sessions, or they name no messaging session, ids that need it are unknown."""
    with rig(tmp_path, faults=Plan(lacks=(lacks,))) as at, pytest.raises(NotFoundError):
        extract_tree(at.extraction(), ["0Mw000000000001"])


def test_what_is_no_id_is_refused(tmp_path: Path) -> None:
    """What can't be an id never gets near a statement."""
    with rig(tmp_path, faults=Plan(lacks=LACKS)) as at:
        with pytest.raises(ArgumentError):
            extract_tree(at.extraction(), ["x' OR '1'='1"])
        assert at.statements() == []


def test_a_lake_of_days_takes_no_single_sessions(tmp_path: Path) -> None:
    """Single sessions don't come into a lake that holds all of its days."""
    with rig(tmp_path, faults=Plan(lacks=LACKS)) as at:
        at.extract(("sessions",))
        with pytest.raises(IdentityError):
            extract_tree(at.extraction(), IDS[:1])


def test_a_tree_that_was_cut_off_is_gone_on_with(tmp_path: Path) -> None:
    """An interrupted run's statements aren't sent again by the next one for the same sessions."""
    with rig(tmp_path, faults=Plan(lacks=LACKS)) as at:
        slow = Rule(does="slow", on=("page",), times=None, amount=0.05)
        at.standin.faults.use(Plan(rules=(slow,), lacks=LACKS))
        at.watch = lambda progress: at.stop.set() if progress.rows > 20 else None
        assert extract_tree(at.extraction(), IDS[:6]).interrupted
        at.stop.clear()
        at.watch = lambda _: None
        at.standin.faults.use(Plan(lacks=LACKS))
        assert extract_tree(at.extraction(), IDS[:6]).complete
        assert holds(at, IDS[:6])
        asked = [sql for sql in at.statements() if "ORDER BY 1" not in sql]
        assert len(asked) == len(set(asked))
