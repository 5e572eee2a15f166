"""Scopes: what belongs to some agents or sessions, and nothing else, by a walk that knows no SQL."""

import html
import re
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pytest

from rearview.errors import ArgumentError, NotFoundError
from rearview.lake.grid import Window
from rearview.sandbox.engines import SqlEngine
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract import statement
from rearview.sources.agentforce.extract.probe import Source
from rearview.sources.agentforce.extract.scope import EVERYTHING, LONGEST_LIST, Agents, Scope, Sessions
from tests.sources.agentforce.extract.orgs import NOW_MS, SOURCE, source

ALWAYS = Window(0, 4_000_000_000_000)
VOCABULARY = {"tag_definitions", "tag_definition_associations", "tags"}
SESSION = "ssot__AiAgentSessionId__c"
PARENTS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "participants": ((SESSION, "sessions", "ssot__Id__c"),),
    "interactions": ((SESSION, "sessions", "ssot__Id__c"),),
    "messages": ((SESSION, "sessions", "ssot__Id__c"),),
    "moments": ((SESSION, "sessions", "ssot__Id__c"),),
    "steps": (("ssot__AiAgentInteractionId__c", "interactions", "ssot__Id__c"),),
    "moment_interactions": (("ssot__AiAgentMomentId__c", "moments", "ssot__Id__c"),),
    "tag_associations": (
        (SESSION, "sessions", "ssot__Id__c"),
        ("ssot__AiAgentMomentId__c", "moments", "ssot__Id__c"),
        ("ssot__AiAgentInteractionId__c", "interactions", "ssot__Id__c"),
    ),
    "gateway_requests": (("sessionId__c", "sessions", "ssot__Id__c"),),
    "gateway_responses": (("generationRequestId__c", "gateway_requests", "gatewayRequestId__c"),),
    "gateway_request_tags": (("parent__c", "gateway_requests", "gatewayRequestId__c"),),
    "gateway_request_metadata": (("parent__c", "gateway_requests", "gatewayRequestId__c"),),
    "gateway_request_llm": (("parent__c", "gateway_requests", "gatewayRequestId__c"),),
    "generations": (
        ("generationId__c", "steps", "ssot__GenerationId__c"),
        ("generationResponseId__c", "gateway_responses", "generationResponseId__c"),
    ),
    "content_quality": (("parent__c", "generations", "generationId__c"),),
    "content_categories": (
        ("parent__c", "generations", "generationId__c"),
        ("parent__c", "content_quality", "id__c"),
    ),
    "app_generations": (("generationId__c", "generations", "generationId__c"),),
    "feedback": (("generationId__c", "generations", "generationId__c"),),
    "feedback_details": (("parent__c", "feedback", "feedbackId__c"),),
    "gateway_object_records": (
        ("parent__c", "gateway_requests", "gatewayRequestId__c"),
        ("parent__c", "feedback", "feedbackId__c"),
    ),
    "gateway_object_record_citations": (("parent__c", "gateway_object_records", "id__c"),),
    "trace_spans": (("ssot__TelemetryTrace__c", "interactions", "trace"),),
    "retriever_metrics": (("ssot__AiGatewayRequestId__c", "gateway_requests", "gatewayRequestId__c"),),
}

Rows = Mapping[str, list[dict[str, Any]]]


def walked(rows: Rows, sessions: set[str], source: Source = SOURCE) -> dict[str, set[str]]:
    """Return the keys of all rows that hang on some sessions, by table."""
    kept: dict[str, list[dict[str, Any]]] = {
        "sessions": [row for row in rows["sessions"] if row["ssot__Id__c"] in sessions]
    }
    for folder, links in PARENTS.items():
        above = {
            (field, id_)
            for field, parent, column in links
            for id_ in (sessions if parent == "sessions" else (row[column] for row in kept.get(parent, ())))
        }
        here = rows[folder] if folder in source.tables else []
        kept[folder] = [
            row for row in here if any((field, _bare(row[field])) in above for field, _, _ in links)
        ]
    kept |= {folder: rows[folder] for folder in VOCABULARY}
    return {folder: {row[CATALOG[folder].key] for row in kept[folder]} for folder in CATALOG}


def _bare(id_: str | None) -> str | None:
    return id_.strip('"') if id_ else None


def sessions_of(rows: Rows, agents: set[str]) -> set[str]:
    """Return the sessions that a participant or a moment gives to some agents."""
    named = [*rows["participants"], *rows["moments"]]
    return {row[SESSION] for row in named if row["ssot__AiAgentApiName__c"] in agents}


def fetched(engine: SqlEngine, scope: Scope, of: Source = SOURCE) -> dict[str, set[str]]:
    """Return the keys of the rows that statements bring, by table."""
    return {
        folder: {
            key
            for window in ([ALWAYS, None] if of.windowed(folder) else [None])
            for key in engine.query(statement.rows(table, window, scope, of), now_ms=NOW_MS)[
                table.dmo.key
            ].to_pylist()
        }
        for folder, table in of.tables.items()
    }


@pytest.fixture(scope="session")
def rows(shown: dict[str, pa.Table]) -> Rows:
    """The org's rows, one by one; each turn with the trace that its attributes name."""
    listed: dict[str, list[dict[str, Any]]] = {folder: table.to_pylist() for folder, table in shown.items()}
    for turn in listed["interactions"]:
        text = html.unescape(turn["ssot__AttributeText__c"] or "")
        found = re.search(r'"internalTraceId"\s*:\s*"([0-9a-f]+)"', text)
        turn["trace"] = found[1] if found else None
    return listed


@pytest.mark.parametrize(
    "names",
    [("Order_Tracking_Agent",), ("Concierge_Agent", "Product_FAQ_Agent"), ("Customer_Support_Agent",)],
)
def test_an_agents_rows_are_those_of_its_sessions(
    names: tuple[str, ...], engine: SqlEngine, rows: Rows
) -> None:
    """A scope of agents brings exactly what a walk from their sessions down finds."""
    theirs = sessions_of(rows, set(names))
    assert 0 < len(theirs) < len(rows["sessions"])
    assert fetched(engine, Agents(names)) == walked(rows, theirs)


def test_a_scope_reaches_every_table(rows: Rows) -> None:
    """The walk itself isn't empty: but for a table that is empty everywhere, agents have rows of every kind."""
    everybodys = walked(rows, {row["ssot__Id__c"] for row in rows["sessions"]})
    assert [folder for folder, keys in everybodys.items() if not keys] == ["gateway_request_llm"]


def test_sessions_are_fetched_whole_by_their_ids(engine: SqlEngine, rows: Rows) -> None:
    """A scope of sessions brings exactly what a walk from them down finds."""
    ids = [row["ssot__Id__c"] for row in rows["sessions"]][::7]
    (scope,) = Sessions.of(ids)
    assert fetched(engine, scope) == walked(rows, set(ids))


def test_everything_leaves_out_nothing(engine: SqlEngine, shown: dict[str, pa.Table]) -> None:
    """Without a scope, rows that hang on no session come too."""
    found = fetched(engine, EVERYTHING)
    assert {folder: len(keys) for folder, keys in found.items()} == {f: len(shown[f]) for f in CATALOG}


def test_an_org_without_steps_still_finds_its_generations(engine: SqlEngine, rows: Rows) -> None:
    """Where a table is missing, the other ways to a session are taken."""
    of = source(lacks=frozenset({"steps", "tag_associations.ssot__AiAgentInteractionId__c", "moments"}))
    names = ("Customer_Support_Agent",)
    less = {**rows, "steps": [], "moments": []}
    less["tag_associations"] = [
        {**row, "ssot__AiAgentInteractionId__c": None} for row in rows["tag_associations"]
    ]
    expected = walked(less, sessions_of(less, set(names)))
    for turns in ({"moment_interactions"}, {"steps", "moments"}):
        expected = {folder: keys for folder, keys in expected.items() if folder not in turns}
    found = fetched(engine, Agents(names), of)
    theirs = {
        row["ssot__Id__c"] for row in rows["interactions"] if row[SESSION] in sessions_of(less, set(names))
    }
    linked = {
        row["ssot__Id__c"]
        for row in rows["moment_interactions"]
        if row["ssot__AiAgentInteractionId__c"] in theirs
    }
    assert found.pop("moment_interactions") == linked
    assert found == expected
    assert found["generations"]


def test_rows_that_no_way_leads_from_are_left_out(engine: SqlEngine) -> None:
    """Where every way to a session is missing, nothing is anybody's: it isn't taken for everybody's."""
    of = source(lacks=frozenset({"interactions", "gateway_requests", "gateway_responses", "steps"}))
    found = fetched(engine, Agents(("Customer_Support_Agent",)), of)
    cut_off = (
        "generations",
        "content_categories",
        "trace_spans",
        "retriever_metrics",
        "gateway_object_records",
    )
    assert [folder for folder in cut_off if found[folder]] == []
    assert found["sessions"]


def test_an_org_that_names_no_agents_cannot_be_asked_by_agent() -> None:
    """Where neither participants nor moments can be read, an agent's sessions can't be told: that is said, not guessed."""
    of = source(lacks=frozenset({"participants", "moments.ssot__AiAgentApiName__c"}))
    with pytest.raises(NotFoundError, match="which agent"):
        Agents(("A",)).condition("sessions", of)


def test_a_name_is_never_more_than_a_name(engine: SqlEngine) -> None:
    """Text that would be SQL finds nothing, and breaks nothing."""
    for hostile in ("x' OR '1'='1", "'); DROP TABLE x; --", 'a"b', "NOT_SET'", "%"):
        for folder in ("sessions", "messages", "generations"):
            sql = statement.rows(SOURCE.tables[folder], ALWAYS, Agents((hostile,)), SOURCE)
            assert engine.query(sql, now_ms=NOW_MS).num_rows == 0


@pytest.mark.parametrize("hostile", ["x' OR '1'='1", "", "a b", "é", "x" * 65, "0196;", "a\n"])
def test_ids_are_checked_before_they_are_asked_for(hostile: str) -> None:
    """What can't be an id is refused with what one looks like."""
    with pytest.raises(ArgumentError, match="is no session id"):
        Sessions.of(["0196b1a2", hostile])


def test_long_lists_are_cut() -> None:
    """However many ids are wanted, a statement names a bounded number, each once and in order."""
    ids = [f"id-{number}" for number in range(2 * LONGEST_LIST + 1)]
    scopes = Sessions.of([*ids, *ids])
    assert [len(scope.ids) for scope in scopes] == [LONGEST_LIST, LONGEST_LIST, 1]
    assert [id_ for scope in scopes for id_ in scope.ids] == ids
    assert Sessions.of([]) == []


def test_a_lake_remembers_its_scope() -> None:
    """What is left out is written down: names in order and once, ids as such."""
    assert Agents(("b", "a", "b")).filters == {"agent": ["a", "b"]}
    assert Sessions.of(["x"])[0].filters == {"sessions": ["by id"]}
    assert EVERYTHING.filters == {}
