"""Which session each row of an org belongs to, as plain joins over whole tables find it: what cells are compared with.

It knows nothing of windows, of cells, or of the way that the lake goes.
"""

# ruff: noqa: S608 - the SQL is put together from the catalog's names and the test's own words

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.ways import owns_session

Found = Mapping[str, str | None]
"""Sessions by the keys of rows."""

JOINS = {
    "interactions": "SELECT ssot__Id__c id, ssot__AiAgentSessionId__c session FROM interactions",
    "moments": "SELECT ssot__Id__c id, ssot__AiAgentSessionId__c session FROM moments",
    "steps": """SELECT s.ssot__Id__c id, i.session FROM steps s
        LEFT JOIN of_interactions i ON s.ssot__AiAgentInteractionId__c = i.id""",
    "moment_interactions": """SELECT s.ssot__Id__c id, coalesce(m.session, i.session) session FROM moment_interactions s
        LEFT JOIN of_moments m ON s.ssot__AiAgentMomentId__c = m.id
        LEFT JOIN of_interactions i ON s.ssot__AiAgentInteractionId__c = i.id""",
    "tag_associations": """SELECT s.ssot__Id__c id, coalesce(s.ssot__AiAgentSessionId__c, m.session, i.session) session
        FROM tag_associations s LEFT JOIN of_moments m ON s.ssot__AiAgentMomentId__c = m.id
        LEFT JOIN of_interactions i ON s.ssot__AiAgentInteractionId__c = i.id""",
    "gateway_requests": """SELECT gatewayRequestId__c id, nullif(trim(sessionId__c, '"'), 'no_session') session
        FROM gateway_requests""",
    "gateway_responses": """SELECT generationResponseId__c id, q.session FROM gateway_responses r
        LEFT JOIN of_gateway_requests q ON r.generationRequestId__c = q.id""",
    **{
        folder: f"""SELECT id__c id, q.session FROM {folder} r LEFT JOIN of_gateway_requests q ON r.parent__c = q.id"""
        for folder in ("gateway_request_tags", "gateway_request_metadata", "gateway_request_llm")
    },
    "generations": """SELECT generationId__c id, coalesce(
            (SELECT min(o.session) FROM steps s JOIN of_steps o ON s.ssot__Id__c = o.id
                WHERE s.ssot__GenerationId__c = g.generationId__c), r.session) session
        FROM generations g LEFT JOIN of_gateway_responses r ON g.generationResponseId__c = r.id""",
    "content_quality": """SELECT id__c id, g.session FROM content_quality q
        LEFT JOIN of_generations g ON q.parent__c = g.id""",
    "content_categories": """SELECT id__c id, coalesce(g.session, q.session) session FROM content_categories c
        LEFT JOIN of_generations g ON c.parent__c = g.id LEFT JOIN of_content_quality q ON c.parent__c = q.id""",
    "app_generations": """SELECT id__c id, g.session FROM app_generations a
        LEFT JOIN of_generations g ON a.generationId__c = g.id""",
    "feedback": """SELECT feedbackId__c id, coalesce(g.session, o.session) session FROM feedback f
        LEFT JOIN of_generations g ON f.generationId__c = g.id
        LEFT JOIN app_generations a ON f.generationUpdateId__c = a.generationUpdateId__c
        LEFT JOIN of_app_generations o ON a.id__c = o.id""",
    "feedback_details": """SELECT feedbackDetailId__c id, f.session FROM feedback_details d
        LEFT JOIN of_feedback f ON d.parent__c = f.id""",
    "gateway_object_records": """SELECT id__c id, coalesce(q.session, f.session) session FROM gateway_object_records r
        LEFT JOIN of_gateway_requests q ON r.parent__c = q.id LEFT JOIN of_feedback f ON r.parent__c = f.id""",
    "gateway_object_record_citations": """SELECT id__c id, r.session FROM gateway_object_record_citations c
        LEFT JOIN of_gateway_object_records r ON c.parent__c = r.id""",
    "trace_spans": r"""SELECT t.ssot__Id__c id, i.ssot__AiAgentSessionId__c session FROM trace_spans t
        LEFT JOIN interactions i ON t.ssot__TelemetryTrace__c
            = regexp_extract(i.ssot__AttributeText__c, 'internalTraceId&quot;:&quot;([0-9a-f]{32})', 1)""",
    "retriever_metrics": """SELECT ssot__Id__c id, q.session FROM retriever_metrics r
        LEFT JOIN of_gateway_requests q ON r.ssot__AiGatewayRequestId__c = q.id""",
}
"""A plain join for each table, by way of those before it."""


def sessions(tables: Mapping[str, pa.Table]) -> dict[str, Found]:
    """Return the session of every row of every table that doesn't name it; all tables must be given."""
    with duckdb.connect() as connection:
        for folder, table in tables.items():
            connection.register(folder, table)
        for folder, join in JOINS.items():
            connection.execute(f"CREATE TABLE of_{folder} AS {join}").fetchall()
        return {
            folder: dict(connection.execute(f"FROM of_{folder}").fetchall())
            for folder in CATALOG
            if owns_session(folder)
        }
