"""Links: every id that a row names is the id of a row, but for the orphans that live orgs have, too."""

# ruff: noqa: S608 - the SQL is put together from the catalog's names and the test's own words

import pyarrow as pa
import pytest

from rearview.sources.agentforce.catalog import CATALOG, Link
from tests.sandbox.org.conftest import Ask

SENTINELS = ("NOT_SET", "", "UNSET_VALUE", "None")

INVERSE = {("generations", "generationId__c")}
"""The step names the generation here, not the other way round: most generations are named by none."""

ORPHANS = {
    ("gateway_requests", "sessionId__c"): ('"no_session"',),
    ("trace_spans", "ssot__TelemetryParentSpanId__c"): ("0000000000000000",),
}
"""Values that stand where an id would stand, and are none."""

LINKS = sorted(
    {(folder, link.field) for folder, dmo in CATALOG.items() for link in dmo.parents}
    - INVERSE
    - {("gateway_request_llm", "parent__c"), ("trace_spans", "ssot__TelemetryTrace__c")}
)


def parents(folder: str, field: str) -> list[Link]:
    """Return the tables that a field may name a row of."""
    return [link for link in CATALOG[folder].parents if link.field == field]


@pytest.mark.parametrize(("folder", "field"), LINKS)
def test_every_id_leads_to_a_row(folder: str, field: str, ask: Ask) -> None:
    """Whatever a row names is there, in one of the tables that it may be in."""
    none = ", ".join(f"'{value}'" for value in (*SENTINELS, *ORPHANS.get((folder, field), ())))
    known = " UNION ALL ".join(f"SELECT {link.column} id FROM {link.to}" for link in parents(folder, field))
    lost = ask(
        f"SELECT trim({field}, '\"') FROM {folder} WHERE {field} NOT IN ({none})"
        f" AND trim({field}, '\"') NOT IN (SELECT id FROM ({known}) WHERE id IS NOT NULL)"
    )
    assert lost == []


@pytest.mark.parametrize(
    ("folder", "field"), [link for link in LINKS if link != ("sessions", "ssot__PreviousSessionId__c")]
)
def test_most_links_are_used(folder: str, field: str, ask: Ask) -> None:
    """A link that no row uses would prove nothing."""
    none = ", ".join(f"'{value}'" for value in SENTINELS)
    ((used,),) = ask(f"SELECT count(*) FROM {folder} WHERE {field} NOT IN ({none})")
    assert used


def test_steps_name_generations_that_are_there(ask: Ask) -> None:
    """A declared generation exists, and only model steps declare one."""
    lost = ask(
        "SELECT 1 FROM steps WHERE ssot__GenerationId__c <> 'NOT_SET' AND (ssot__AiAgentInteractionStepType__c <> 'LLM_STEP'"
        " OR ssot__GenerationId__c NOT IN (SELECT generationId__c FROM generations))"
    )
    assert lost == []


def test_a_minority_of_model_calls_is_declared(ask: Ask) -> None:
    """Most calls of a model can be tied to their step by session and time alone."""
    ((declared,),) = ask(
        """SELECT count(s.ssot__Id__c) / count(*) FROM gateway_requests q
        JOIN gateway_responses r ON r.generationRequestId__c = q.gatewayRequestId__c
        JOIN generations g ON g.generationResponseId__c = r.generationResponseId__c
        LEFT JOIN steps s ON s.ssot__GenerationId__c = g.generationId__c"""
    )
    assert 0.35 < declared < 0.5


def test_undeclared_calls_fall_into_a_step(ask: Ask) -> None:
    """The time of a call that no step declares lies within a step of its session, nearly always."""
    ((within,),) = ask(
        """WITH calls AS (SELECT trim(sessionId__c, '"') session, timestamp__c asked
            FROM gateway_requests WHERE timestamp__c IS NOT NULL AND sessionId__c <> '"no_session"')
        SELECT avg((EXISTS (FROM told t WHERE t.session = calls.session
            AND calls.asked BETWEEN t.ssot__StartTimestamp__c AND t.ssot__EndTimestamp__c))::int) FROM calls"""
    )
    assert within > 0.98


def test_spans_hang_on_the_trace_in_the_attributes(ask: Ask) -> None:
    """A trace's id stands in the turn's HTML-escaped attributes, and seldom in the column meant for it."""
    lost = ask(
        r"""SELECT 1 FROM trace_spans WHERE ssot__TelemetryTrace__c NOT IN (
        SELECT regexp_extract(ssot__AttributeText__c, 'internalTraceId&quot;:&quot;([0-9a-f]{32})&quot;', 1) FROM interactions)"""
    )
    assert lost == []


def test_a_verdict_judges_one_thing(ask: Ask) -> None:
    """A tag hangs on a moment, a session or a turn: on exactly one of them."""
    counts = ask(
        "SELECT DISTINCT (ssot__AiAgentMomentId__c IS NOT NULL)::int + (ssot__AiAgentSessionId__c IS NOT NULL)::int"
        " + (ssot__AiAgentInteractionId__c IS NOT NULL)::int FROM tag_associations"
    )
    assert counts == [(1,)]


def test_toxicity_hangs_on_quality_and_the_rest_on_generations(ask: Ask) -> None:
    """Which table holds the parent of a finding depends on the detector."""
    misplaced = ask(
        "SELECT 1 FROM content_categories WHERE (detectorType__c = 'TOXICITY')"
        " <> (parent__c IN (SELECT id__c FROM content_quality))"
    )
    assert misplaced == []


@pytest.mark.parametrize("folder", [folder for folder in CATALOG if folder != "gateway_request_llm"])
def test_ids_are_unique(folder: str, tables: dict[str, pa.Table], ask: Ask) -> None:
    """In the end, no two rows of a table have the same key, and none has none."""
    key = CATALOG[folder].key
    assert ask(f"SELECT {key} FROM {folder} GROUP BY 1 HAVING count(*) > 1 OR {key} IS NULL") == []
    assert tables[folder][key].null_count == 0


def test_ids_are_uuids_of_the_seventh_kind(ask: Ask) -> None:
    """A session's id has the form of a UUIDv7."""
    form = "'[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'"
    assert ask(f"SELECT ssot__Id__c FROM sessions WHERE NOT regexp_full_match(ssot__Id__c, {form})") == []
