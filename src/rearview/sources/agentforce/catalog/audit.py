"""The other half of Einstein Audit & Feedback: what models wrote, and what became of it.

Detectors score it, users praise or blame it, and it cites the records that it was grounded on. `parent__c` names a
row of one table or of another, as the links say: whichever holds the id is the parent.
"""

from rearview.sources.agentforce.catalog.fields import AUDITED, FEATURE, qualifiers, text
from rearview.sources.agentforce.catalog.gateway import NEEDS
from rearview.sources.agentforce.catalog.shape import Dmo, Link

_TO_GENERATION = Link(field="generationId__c", to="generations", column="generationId__c")

GENERATIONS = Dmo(
    api_name="GenAIGeneration__dlm",
    folder="generations",
    meaning="One answer of a model. It names no session: the step that it came from does.",
    key="generationId__c",
    time="timestamp__c",
    parents=(
        Link(
            field="generationId__c",
            to="steps",
            column="ssot__GenerationId__c",
            note="the step names the generation, not the other way round",
        ),
        Link(field="generationResponseId__c", to="gateway_responses", column="generationResponseId__c"),
    ),
    needs=NEEDS,
    fields=(
        text("generationId__c", "The generation's id."),
        text("generationResponseId__c", "The gateway's response that brought it."),
        text("responseText__c", "What the model wrote, HTML-escaped."),
        text("maskedResponseText__c", "The same with personal data masked; often empty."),
        text("responseParameters__c", "Further parameters, as JSON."),
        FEATURE,
        *AUDITED,
        *qualifiers("generationId__c", "generationResponseId__c"),
    ),
)

CONTENT_QUALITY = Dmo(
    api_name="GenAIContentQuality__dlm",
    folder="content_quality",
    meaning="The trust layer's verdict on what went into a generation or came out of it.",
    key="id__c",
    time="timestamp__c",
    parents=(Link(field="parent__c", to="generations", column="generationId__c"),),
    needs=NEEDS,
    fields=(
        text("id__c", "The verdict's id."),
        text("parent__c", "The generation."),
        text("contentType__c", "`INPUT` or `OUTPUT`."),
        text("isToxicityDetected__c", "The text `true` or `false`; only on `OUTPUT`."),
        FEATURE,
        *AUDITED,
        *qualifiers("id__c", "parent__c"),
    ),
)

CONTENT_CATEGORIES = Dmo(
    api_name="GenAIContentCategory__dlm",
    folder="content_categories",
    meaning="What one detector found, with its score.",
    key="id__c",
    time="timestamp__c",
    parents=(
        Link(
            field="parent__c",
            to="generations",
            column="generationId__c",
            note="every detector but `TOXICITY`",
        ),
        Link(field="parent__c", to="content_quality", column="id__c", note="`TOXICITY` only"),
    ),
    needs=NEEDS,
    fields=(
        text("id__c", "The finding's id."),
        text("parent__c", "The generation, or its quality row."),
        text(
            "detectorType__c",
            "`TOXICITY`, `PROMPT_DEFENSE`, `PII`, `InstructionAdherence` or `TaskResolution`.",
        ),
        text(
            "category__c", "What was found; `safety_score` near 1 means safe, all else near 1 means trouble."
        ),
        text("value__c", "The score from 0 to 1, as text."),
        text("feature__c", FEATURE.meaning, later=True),
        *AUDITED,
        *qualifiers("id__c", "parent__c"),
    ),
)

APP_GENERATIONS = Dmo(
    api_name="GenAIAppGeneration__dlm",
    folder="app_generations",
    meaning="What an application made of a generation. Often empty.",
    key="id__c",
    time="timestamp__c",
    parents=(_TO_GENERATION,),
    needs=NEEDS,
    fields=(
        text("id__c", "The row's id."),
        text("generationId__c", "The generation."),
        text("generationUpdate__c", "Its text as changed."),
        text("generationUpdateId__c", "The change's id."),
        FEATURE,
        *AUDITED,
        *qualifiers("id__c", "generationId__c"),
    ),
)

FEEDBACK = Dmo(
    api_name="GenAIFeedback__dlm",
    folder="feedback",
    meaning="What a user thought of a generation, or did with it.",
    key="feedbackId__c",
    time="timestamp__c",
    parents=(
        _TO_GENERATION,
        Link(
            field="generationUpdateId__c",
            to="app_generations",
            column="generationUpdateId__c",
            note="where the user saw the text as changed",
        ),
    ),
    needs=NEEDS,
    fields=(
        text("feedbackId__c", "The feedback's id."),
        text("generationId__c", "The generation."),
        text("generationUpdateId__c", "The changed text, where the user saw that."),
        text("generationGroupId__c", "What requests for one answer have in common."),
        text("userId__c", "Who gave it."),
        text("feedback__c", "The verdict: `GOOD` or `BAD`, in some orgs `UP` or `DOWN`."),
        text("action__c", "What the user did with the answer."),
        text("source__c", "Where it was given."),
        FEATURE,
        text("appType__c", "The kind of application."),
        *AUDITED,
        *qualifiers("feedbackId__c", "generationId__c", "generationUpdateId__c"),
    ),
)

FEEDBACK_DETAILS = Dmo(
    api_name="GenAIFeedbackDetail__dlm",
    folder="feedback_details",
    meaning="What a user wrote with the feedback.",
    key="feedbackDetailId__c",
    time="timestamp__c",
    parents=(Link(field="parent__c", to="feedback", column="feedbackId__c"),),
    needs=NEEDS,
    fields=(
        text("feedbackDetailId__c", "The detail's id."),
        text("parent__c", "The feedback."),
        text("feedbackText__c", "What the user wrote."),
        text("appFeedback__c", "What the application added."),
        FEATURE,
        *AUDITED,
        *qualifiers("feedbackDetailId__c", "parent__c"),
    ),
)

GATEWAY_OBJECT_RECORDS = Dmo(
    api_name="GenAIGtwyObjRecord__dlm",
    folder="gateway_object_records",
    meaning="One record that a request was grounded on, or that came with feedback.",
    key="id__c",
    time="timestamp__c",
    parents=(
        Link(
            field="parent__c",
            to="gateway_requests",
            column="gatewayRequestId__c",
            note="a record that the request was grounded on",
        ),
        Link(
            field="parent__c",
            to="feedback",
            column="feedbackId__c",
            note="a record that came with the feedback",
        ),
    ),
    needs=NEEDS,
    fields=(
        text("id__c", "The row's id."),
        text("parent__c", "The request, or the feedback."),
        text("recordId__c", "The record."),
        text("type__c", "The table that the record lies in."),
        text("name__c", "The record's name."),
        text("value__c", "What of it was used; often a link to it."),
        text("metadata__c", "More about it, as JSON."),
        FEATURE,
        *AUDITED,
        *qualifiers("id__c", "parent__c"),
    ),
)

GATEWAY_OBJECT_RECORD_CITATIONS = Dmo(
    api_name="GenAIGtwyObjRecCitationRef__dlm",
    folder="gateway_object_record_citations",
    meaning="One citation of such a record. It has two fields more, whose names nobody has published.",
    key="id__c",
    time="timestamp__c",
    parents=(Link(field="parent__c", to="gateway_object_records", column="id__c"),),
    needs=NEEDS,
    fields=(
        text("id__c", "The citation's id."),
        text("parent__c", "The record that is cited."),
        *AUDITED,
        *qualifiers("id__c", "parent__c"),
    ),
)

DMOS = (
    GENERATIONS,
    CONTENT_QUALITY,
    CONTENT_CATEGORIES,
    APP_GENERATIONS,
    FEEDBACK,
    FEEDBACK_DETAILS,
    GATEWAY_OBJECT_RECORDS,
    GATEWAY_OBJECT_RECORD_CITATIONS,
)
"""The tables of this family, each after those it hangs on."""
