"""A call of a model as the gateway records it: the request with its prompt and tokens, the response, the generation.

Only some calls are declared by a step. The others can be told from their session and their time alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rearview.sandbox.org.recorder.payload import as_escaped_json, as_json
from rearview.sandbox.org.recorder.turn import TurnTape

PLANNING = "plannerservice"
"""The feature of a planner's own calls."""
PROMPTING = "PromptTemplateGenerationsInvocable"
"""The feature of the calls that an action makes."""

_CHARACTERS_A_TOKEN = 4
_TOOLS_AND_RULES = 900
"""Tokens of a prompt that nobody wrote for the occasion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """What a model was asked, and what it said."""

    template: str
    prompt: str
    answer: str
    tools: tuple[str, ...] = ()
    """The tools that it wants to be called."""
    feature: str = PLANNING
    records: Sequence[str] = ()
    """The articles that the prompt was grounded on."""
    defended: bool = True
    """Whether its prompt is searched for attacks: that of a judge isn't."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """The rows that a call left behind."""

    request: str
    response: str
    generation: str


def ask_model(it: TurnTape, call: ModelCall, *, at_us: int, done_us: int, sessionless: bool = False) -> Ids:
    """Write down a call of a model, and return the ids of its rows."""
    mint = it.tape.mint
    ids = Ids(request=mint.uuid(), response=mint.response(), generation=mint.uuid())
    _request(it, call, ids, at_us, "no_session" if sessionless else it.tape.session_id)
    _tags(it, call, ids, at_us)
    _metadata(it, call, ids, at_us)
    for number, name in enumerate(call.records):
        _record(it, ids.request, name, number, at_us)
    it.add(
        "gateway_responses",
        {
            "generationResponseId__c": ids.response,
            "generationRequestId__c": ids.request,
            "parameters__c": as_json({"finish_reason": "tool_calls" if call.tools else "stop"}),
            "timestamp__c": it.tape.time(done_us),
        },
        at_us=done_us,
    )
    masked = bool(it.turn.findings.personal) and it.tape.script.agent.planner == "atlas"
    it.add(
        "generations",
        {
            "generationId__c": ids.generation,
            "generationResponseId__c": ids.response,
            "responseText__c": "" if masked else escape(call.answer),
            "maskedResponseText__c": escape(call.answer) if masked else "",
            "responseParameters__c": as_json({"logprobs": None}),
            "feature__c": call.feature,
            "timestamp__c": it.tape.time(done_us),
        },
        at_us=done_us,
    )
    return ids


def _request(it: TurnTape, call: ModelCall, ids: Ids, at_us: int, session: str) -> None:
    script = it.tape.script
    agent = script.agent
    prompt = f"role: system\n{agent.instructions}\n\nrole: user\n{call.prompt}"
    read = _TOOLS_AND_RULES + len(prompt) // _CHARACTERS_A_TOKEN
    written = max(1, len(call.answer) // _CHARACTERS_A_TOKEN)
    masks = agent.planner == "atlas"
    it.add(
        "gateway_requests",
        {
            "gatewayRequestId__c": ids.request,
            "generationGroupId__c": it.generation_group,
            "sessionId__c": f'"{session}"',
            "userId__c": it.tape.user_id,
            "botVersionId__c": agent.version_id(script.version),
            "plannerId__c": agent.planner_id,
            "feature__c": call.feature,
            "appType__c": "CopilotForDigitalChannels",
            "model__c": agent.model,
            "provider__c": agent.provider,
            "promptTemplateDevName__c": call.template,
            "promptTemplateVersionNo__c": "UNSET_VALUE" if call.feature == PLANNING else "3",
            "prompt__c": escape(prompt),
            "maskedPrompt__c": escape(prompt) if masks else "",
            "parameters__c": as_json({"max_tokens": 2048}),
            "temperature__c": 0,
            "frequencyPenalty__c": 0,
            "presencePenalty__c": 0,
            "stopSequences__c": "[]",
            "numGenerations__c": 1,
            "promptTokens__c": read,
            "completionTokens__c": written,
            "totalTokens__c": read + written,
            "enableInputSafetyScoring__c": "true",
            "enableOutputSafetyScoring__c": "true",
            "enablePiiMasking__c": "true" if masks else "false",
            "timestamp__c": it.tape.time(at_us),
        },
        at_us=at_us,
    )


def _tags(it: TurnTape, call: ModelCall, ids: Ids, at_us: int) -> None:
    agent = it.tape.script.agent
    tags = {
        "bot_name": agent.name,
        "agent_developer_name": agent.name,
        "agent_version_api_name": it.tape.script.version,
        "planner_name": f"{agent.name}_planner",
        "prompt_template_dev_name": call.template,
    }
    if call.prompt == it.turn.ask:
        tags["user_utterance"] = it.turn.ask
    for tag, value in tags.items():
        it.add(
            "gateway_request_tags",
            {
                "id__c": it.tape.mint.uuid(),
                "parent__c": ids.request,
                "tag__c": tag,
                "tagValue__c": escape(f'"{value}"'),
                "timestamp__c": it.tape.time(at_us),
            },
            at_us=at_us,
        )


def _metadata(it: TurnTape, call: ModelCall, ids: Ids, at_us: int) -> None:
    if call.feature != PLANNING:
        return
    it.add(
        "gateway_request_metadata",
        {
            "id__c": it.tape.mint.uuid(),
            "parent__c": ids.request,
            "metadataType__c": "ToolCall",
            "metadata__c": as_escaped_json({"tool_calls": list(call.tools)}),
            "feature__c": call.feature,
            "timestamp__c": it.tape.time(at_us),
        },
        at_us=at_us,
    )


def _record(it: TurnTape, parent: str, name: str, number: int, at_us: int) -> None:
    """Write down a record that a request was grounded on, and the place where it was cited."""
    id_ = it.tape.mint.uuid()
    at = it.tape.time(at_us)
    it.add(
        "gateway_object_records",
        {
            "id__c": id_,
            "parent__c": parent,
            "recordId__c": f"ka0{number:012d}AAA",
            "type__c": "ssot__KnowledgeArticleVersion__dlm",
            "name__c": name,
            "value__c": f"/lightning/r/Knowledge__kav/ka0{number:012d}AAA/view",
            "metadata__c": as_json({"rank": number + 1}),
            "feature__c": PROMPTING,
            "timestamp__c": at,
        },
        at_us=at_us,
    )
    it.add(
        "gateway_object_record_citations",
        {"id__c": it.tape.mint.uuid(), "parent__c": id_, "timestamp__c": at},
        at_us=at_us,
    )
