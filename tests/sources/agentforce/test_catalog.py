"""The catalog of DMOs: the names that live orgs answer to, and that the tables hang together."""

import re
import subprocess
import sys

import pyarrow as pa
import pytest

from rearview.lake.grid import Cell
from rearview.lake.layout import Layout
from rearview.sources.agentforce.catalog import CATALOG, Dmo, Field, dmo
from rearview.sources.agentforce.catalog.storage import layout, schema
from rearview.sources.agentforce.catalog.ways import SESSION_ID, owns_session, session_field, ways

API_NAMES = {
    "sessions": "ssot__AIAgentSession__dlm",
    "participants": "ssot__AiAgentSessionParticipant__dlm",
    "interactions": "ssot__AIAgentInteraction__dlm",
    "steps": "ssot__AIAgentInteractionStep__dlm",
    "messages": "ssot__AiAgentInteractionMessage__dlm",
    "moments": "ssot__AiAgentMoment__dlm",
    "moment_interactions": "ssot__AiAgentMomentInteraction__dlm",
    "tag_definitions": "ssot__AiAgentTagDefinition__dlm",
    "tag_definition_associations": "ssot__AiAgentTagDefinitionAssociation__dlm",
    "tags": "ssot__AiAgentTag__dlm",
    "tag_associations": "ssot__AiAgentTagAssociation__dlm",
    "gateway_requests": "GenAIGatewayRequest__dlm",
    "gateway_responses": "GenAIGatewayResponse__dlm",
    "gateway_request_tags": "GenAIGatewayRequestTag__dlm",
    "gateway_request_metadata": "GenAIGtwyRequestMetadata__dlm",
    "gateway_request_llm": "GenAIGtwyRequestLLM__dlm",
    "generations": "GenAIGeneration__dlm",
    "content_quality": "GenAIContentQuality__dlm",
    "content_categories": "GenAIContentCategory__dlm",
    "app_generations": "GenAIAppGeneration__dlm",
    "feedback": "GenAIFeedback__dlm",
    "feedback_details": "GenAIFeedbackDetail__dlm",
    "gateway_object_records": "GenAIGtwyObjRecord__dlm",
    "gateway_object_record_citations": "GenAIGtwyObjRecCitationRef__dlm",
    "trace_spans": "ssot__TelemetryTraceSpan__dlm",
    "retriever_metrics": "ssot__AiRetrieverQualityMetric__dlm",
}

SEEN_IN_LIVE_ORGS = {
    "sessions": 18,
    "interactions": 20,
    "steps": 23,
    "messages": 21,
    "moments": 13,
    "tag_associations": 15,
    "gateway_requests": 30,
    "gateway_responses": 8,
    "gateway_request_tags": 9,
    "gateway_request_metadata": 10,
    "generations": 11,
    "content_quality": 10,
    "content_categories": 10,
    "app_generations": 10,
    "feedback": 16,
    "feedback_details": 10,
    "gateway_object_records": 13,
}
"""How many fields live orgs had. They had 9 for citations, too; the names of two of those were never published."""

EASILY_MISTAKEN = [
    ("sessions", "ssot__AiAgentSessionEndType__c", "text"),
    ("sessions", "ssot__InternalOrganizationId__c", "text"),
    ("participants", "ssot__AiAgentSessionId__c", "text"),
    ("participants", "ssot__AiAgentSessionParticipantRole__c", "text"),
    ("interactions", "ssot__AiAgentSessionId__c", "text"),
    ("interactions", "KQ_PrevInteractionId__c", "text"),
    ("steps", "ssot__AiAgentInteractionId__c", "text"),
    ("steps", "ssot__GenAiGatewayRequestId__c", "text"),
    ("steps", "SubType__c", "text"),
    ("messages", "ssot__ContentText__c", "text"),
    ("messages", "ssot__AiAgentInteractionMsgContentType__c", "text"),
    ("messages", "Modality__c", "text"),
    ("messages", "MessageStartTimestamp__c", "timestamp"),
    ("messages", "MessageEndTimestamp__c", "timestamp"),
    ("moments", "ssot__AiAgentSessionId__c", "text"),
    ("tag_definitions", "ssot__VersionNumber__c", "number"),
    ("tag_definition_associations", "ssot__AiPromptTemplateId__c", "text"),
    ("tags", "ssot__IsFallback__c", "boolean"),
    ("tag_associations", "ssot__AiAgentTagId__c", "text"),
    ("tag_associations", "ssot__AssociationReasonText__c", "text"),
    ("tag_associations", "ssot__IsPassed__c", "boolean"),
    ("gateway_requests", "promptTokens__c", "number"),
    ("gateway_requests", "promptTemplateVersionNo__c", "text"),
    ("gateway_requests", "enablePiiMasking__c", "text"),
    ("gateway_request_llm", "genAILLM__c", "text"),
    ("gateway_request_llm", "salesforceOrgId__c", "text"),
    ("content_quality", "isToxicityDetected__c", "text"),
    ("content_categories", "value__c", "text"),
    ("trace_spans", "ssot__TelemetryTrace__c", "text"),
    ("trace_spans", "ssot__DurationNumber__c", "number"),
    ("retriever_metrics", "ssot__FaithfulnessRelevancyScoreNumber__c", "number"),
]

NOT_THERE = [
    ("sessions", "ssot__AiAgentApiName__c"),
    ("sessions", "ssot__OrganizationId__c"),
    ("interactions", "ssot__InteractionType__c"),
    ("steps", "ssot__AiAgentSessionId__c"),
    ("steps", "ssot__ParentStepId__c"),
    ("messages", "ssot__StartTimestamp__c"),
    ("messages", "ssot__Modality__c"),
    ("messages", "ssot__ContextText__c"),
    ("moments", "ssot__AiAgentInteractionId__c"),
    ("moments", "ssot__ContentText__c"),
    ("tag_associations", "ssot__TagId__c"),
    ("generations", "sessionId__c"),
    ("gateway_responses", "promptTokens__c"),
    ("gateway_request_llm", "orgId__c"),
    ("trace_spans", "ssot__TelemetryTraceId__c"),
]

VOCABULARY = {"tag_definitions", "tag_definition_associations", "tags"}

every_dmo = pytest.mark.parametrize("table", CATALOG.values(), ids=CATALOG)


def test_api_names_are_pinned() -> None:
    """Every table is called what live orgs call it: three with AIAgent, the other agent tables with AiAgent."""
    assert {folder: table.api_name for folder, table in CATALOG.items()} == API_NAMES
    assert {folder: table.folder for folder, table in CATALOG.items()} == {name: name for name in API_NAMES}


@pytest.mark.parametrize(("folder", "count"), SEEN_IN_LIVE_ORGS.items())
def test_fields_are_as_many_as_were_seen(folder: str, count: int) -> None:
    """Besides those of later releases, a table has as many fields as live orgs had."""
    assert len([field for field in CATALOG[folder].fields if not field.later]) == count


def test_no_field_of_citations_is_made_up() -> None:
    """Of citations only the fields that their whole family has are listed."""
    citations = _names(CATALOG["gateway_object_record_citations"])
    assert citations < _names(CATALOG["gateway_object_records"])


@pytest.mark.parametrize(("folder", "name", "kind"), EASILY_MISTAKEN)
def test_names_that_are_easily_mistaken(folder: str, name: str, kind: str) -> None:
    """A field that documents spell or type in several ways is what live orgs say it is."""
    assert _field(CATALOG[folder], name).type == kind


@pytest.mark.parametrize(("folder", "name"), NOT_THERE)
def test_fields_that_only_documents_have(folder: str, name: str) -> None:
    """A field that some document gives to a table, and no org does, isn't there."""
    assert name not in _names(CATALOG[folder])


@every_dmo
def test_fields_are_cased_like_their_family(table: Dmo) -> None:
    """No field has AIAgent in it, and no field of a GenAI table has the prefix of the others."""
    genai = table.api_name.startswith("GenAI")
    pattern = re.compile(r"(?:KQ_)?[a-z][A-Za-z]+__c" if genai else r"(?:ssot__|KQ_)?[A-Z][A-Za-z]+__c")
    assert [name for name in _names(table) if "AIAgent" in name or not pattern.fullmatch(name)] == []


@every_dmo
def test_a_table_is_found_in_any_case(table: Dmo) -> None:
    """SQL may write a table's name in other letters and still means that one table."""
    assert dmo(table.api_name.lower()) is dmo(table.api_name.upper()) is dmo(table.api_name) is table


def test_an_unknown_table_is_not_found() -> None:
    """A name that documents have and no org does leads nowhere."""
    assert dmo("ssot__AiAgentSessionMessage__dlm") is None


@every_dmo
def test_fields_are_told_apart_without_case(table: Dmo) -> None:
    """No two fields of a table have the same letters: an org compares without case."""
    assert len({name.casefold() for name in _names(table)}) == len(table.fields)


@every_dmo
def test_everything_says_what_it_means(table: Dmo) -> None:
    """Each table and each field is explained by a sentence, and each table says what it needs."""
    meanings = [table.meaning, *(field.meaning for field in table.fields)]
    assert [meaning for meaning in meanings if not re.fullmatch(r"[A-Z`].*\.", meaning)] == []
    assert table.needs


@every_dmo
def test_folders_can_hold_cells(table: Dmo) -> None:
    """A lake can keep the table under the name of its folder."""
    cell = Cell(table.folder, 0)
    assert Cell.at(cell.path) == cell


@every_dmo
def test_key_and_time_are_fields(table: Dmo) -> None:
    """The key is a text of the table, and its time a timestamp; every org has both."""
    key = _field(table, table.key)
    assert (key.type, key.later) == ("text", False)
    if table.time is not None:
        time = _field(table, table.time)
        assert (time.type, time.later) == ("timestamp", False)


def test_tables_without_a_time() -> None:
    """Only the vocabulary of tags and the retrieval metrics go by no time."""
    timeless = {table.folder for table in CATALOG.values() if table.time is None}
    assert timeless == {*VOCABULARY, "retriever_metrics"}


@every_dmo
def test_links_lead_to_earlier_tables(table: Dmo) -> None:
    """A link joins a text to a text of a table that stands earlier, or to another of its own: never in a circle."""
    folders = list(CATALOG)
    for link in table.parents:
        assert folders.index(link.to) <= folders.index(table.folder)
        assert (link.to, link.column) != (table.folder, link.field)
        assert _field(table, link.field).type == _field(CATALOG[link.to], link.column).type == "text"


@every_dmo
def test_links_that_hold_sometimes_say_when(table: Dmo) -> None:
    """Where one field may name rows of several tables, or a row of its own table, the link says when it does."""
    for link in table.parents:
        several = [other for other in table.parents if other.field == link.field]
        assert link.note or (len(several) == 1 and link.to != table.folder)


def test_parents_that_vary() -> None:
    """The fields that name rows of several tables are these, with a link for each."""
    assert _targets("content_categories", "parent__c") == ["generations", "content_quality"]
    assert _targets("gateway_object_records", "parent__c") == ["gateway_requests", "feedback"]


@every_dmo
def test_every_table_belongs_to_sessions(table: Dmo) -> None:
    """From every table links lead to a session, save from the vocabulary of tags."""
    assert ("sessions" in _reached(table)) is (table.folder not in VOCABULARY)


@every_dmo
def test_rows_have_a_schema(table: Dmo) -> None:
    """Arrow keeps texts, timestamps to the microsecond in UTC, numbers with all their digits, and booleans."""
    kinds = {
        "text": pa.string(),
        "timestamp": pa.timestamp("us", tz="UTC"),
        "number": pa.decimal128(38, 18),
        "boolean": pa.bool_(),
    }
    assert schema(table) == pa.schema([(field.name, kinds[field.type]) for field in table.fields])


@every_dmo
def test_rows_have_a_layout(table: Dmo) -> None:
    """A lake keeps rows by key and time, sorts them by columns that they have, and finds them by their links."""
    laid = layout(table)
    assert (laid.table, laid.key, laid.time) == (table.folder, table.key, table.time)
    ours = {SESSION_ID} if owns_session(table.folder) else set()
    assert {*laid.order, *laid.lookup} - ours <= set(schema(table).names)
    links = {link.field for link in table.parents if link.to != table.folder}
    assert {table.key, *links, *ours} == set(laid.lookup)
    assert table.key in laid.order


def test_tables_that_get_a_session() -> None:
    """Where each row names its session, that is enough; where none leads there, there is none to find."""
    named = {folder: session_field(folder) for folder in CATALOG if session_field(folder)}
    assert named == {
        "sessions": "ssot__Id__c",
        **dict.fromkeys(("participants", "interactions", "messages", "moments"), "ssot__AiAgentSessionId__c"),
    }
    assert set(filter(owns_session, CATALOG)) == CATALOG.keys() - named.keys() - VOCABULARY


def test_ways_to_a_session_are_tried_in_order() -> None:
    """The shortest way comes first, and what leads nowhere is no way: a tag's definition has no session."""
    assert [way.to for way in ways("tag_associations")] == ["sessions", "moments", "interactions"]
    assert [way.to for way in ways("generations")] == ["steps", "gateway_responses"]
    assert [way.to for way in ways("trace_spans")] == ["interactions"]
    assert ways("tags") == ()


def test_steps_of_a_turn_lie_side_by_side() -> None:
    """Steps are sorted by their turn, then by time, then by key; sessions by key."""
    assert layout(CATALOG["steps"]) == Layout(
        table="steps",
        key="ssot__Id__c",
        time="ssot__StartTimestamp__c",
        order=("ssot__AiAgentInteractionId__c", "ssot__StartTimestamp__c", "ssot__Id__c"),
        lookup=("ssot__Id__c", "ssot__AiAgentInteractionId__c", "session_id"),
    )
    assert layout(CATALOG["messages"]).order[0] == "ssot__AiAgentSessionId__c"
    assert layout(CATALOG["sessions"]).order == ("ssot__Id__c", "ssot__StartTimestamp__c")
    assert layout(CATALOG["tag_definitions"]).order == ("ssot__Id__c",)


def test_the_catalog_is_plain() -> None:
    """Reading the catalog loads the standard library only."""
    code = (
        "import sys, rearview.sources.agentforce.catalog; print({'pyarrow', 'msgspec'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"


def _names(table: Dmo) -> set[str]:
    return {field.name for field in table.fields}


def _field(table: Dmo, name: str) -> Field:
    (found,) = [field for field in table.fields if field.name == name]
    return found


def _targets(folder: str, field: str) -> list[str]:
    return [link.to for link in CATALOG[folder].parents if link.field == field]


def _reached(table: Dmo) -> set[str]:
    above = (CATALOG[link.to] for link in table.parents if link.to != table.folder)
    return {table.folder}.union(*map(_reached, above))
