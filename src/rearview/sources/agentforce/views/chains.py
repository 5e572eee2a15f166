"""What the rows of the gateway and of the audit hang on: requests, responses, generations, and the steps that name them.

Only declared links are followed. What is looked through for a few rows is narrowed to what these name first, so that
no table is ever held whole for their sake.
"""

import narwhals as nw

from rearview.sources.agentforce.views import steps
from rearview.sources.canonical import Frame, Shelf, view_of

REQUESTS = view_of(
    "gateway_requests",
    {
        "text": {"request_id": "gatewayRequestId__c", "session_id": "session_id"},
        "clean": {
            "quoted": "sessionId__c",
            "provider": "provider__c",
            "model": "model__c",
            "template": "promptTemplateDevName__c",
            "asked": "prompt__c",
        },
        "int": {"tokens_in": "promptTokens__c", "tokens_out": "completionTokens__c"},
        "ms": {"at_ms": "timestamp__c"},
    },
)
RESPONSES = view_of(
    "gateway_responses",
    {
        "text": {"response_id": "generationResponseId__c", "request_id": "generationRequestId__c"},
        "clean": {"parameters": "parameters__c"},
        "ms": {"answered_ms": "timestamp__c"},
    },
)
_GENERATIONS = view_of(
    "generations",
    {
        "text": {"generation_id": "generationId__c", "response_id": "generationResponseId__c"},
        "clean": {"written": "responseText__c"},
    },
)
_NO_SESSION = "no_session"
_BETWEEN = "\x1f"


def with_quoted_session(requests: Frame) -> Frame:
    """Return requests with the session that they name in quotes, where they have none yet."""
    bare = nw.col("quoted").str.strip_chars('"')
    named = nw.when(bare != _NO_SESSION).then(bare)
    return requests.with_columns(session_id=nw.coalesce("session_id", named))


def declared_requests(shelf: Shelf, among: Frame | None = None) -> Frame:
    """Return requests with the step that declares each: by its own id, or by the generation that came of it."""
    naming = steps.PART.make(shelf, ())
    directly = naming.filter(~nw.col("request_id").is_null()).select("request_id", step=_STEP)
    made = _made(shelf) if among is None else _made(shelf).join(among, on="request_id", how="semi")
    generated = naming.filter(~nw.col("generation_id").is_null()).select("generation_id", step=_STEP)
    by_generation = made.join(generated, on="generation_id", how="inner").select("request_id", "step")
    return _least(nw.concat([directly, by_generation]), "request_id")


def declared_generations(shelf: Shelf, among: Frame | None = None) -> Frame:
    """Return generations with the step that declares each."""
    naming = steps.PART.make(shelf, ()).filter(~nw.col("generation_id").is_null())
    if among is not None:
        naming = naming.join(among, on="generation_id", how="semi")
    return _least(naming.select("generation_id", step=_STEP), "generation_id")


def answers(shelf: Shelf) -> Frame:
    """Return what was written for each request; of several answers, the one whose generation has the least id."""
    first = _made(shelf).group_by("request_id").agg(generation_id=nw.col("generation_id").min())
    written = shelf.view(_GENERATIONS).group_by("generation_id").agg(written=nw.col("written").min())
    return first.join(written, on="generation_id", how="inner").select("request_id", "written")


def with_session(lost: Frame, shelf: Shelf) -> Frame | None:
    """Find the sessions of rows through their generation: the session of its step, else the one its request names."""
    among = shelf.few(lost.select("generation_id").unique())
    if among is None:
        return None
    by_step = declared_generations(shelf, among).select("generation_id", "step_session")
    requests = with_quoted_session(shelf.view(REQUESTS)).select("request_id", request_session="session_id")
    by_request = (
        _made(shelf, among)
        .join(requests, on="request_id", how="inner")
        .group_by("generation_id")
        .agg(request_session=nw.col("request_session").min())
    )
    sessions = (
        among.join(by_step, on="generation_id", how="left")
        .join(by_request, on="generation_id", how="left")
        .select("generation_id", found=nw.coalesce("step_session", "request_session"))
    )
    known = shelf.few(sessions.filter(~nw.col("found").is_null()))
    if known is None:
        return None
    return lost.join(known, on="generation_id", how="inner").with_columns(session_id="found")


def _made(shelf: Shelf, among: Frame | None = None) -> Frame:
    """Return generations, or those among some, with the request that each came of."""
    responses = shelf.view(RESPONSES).select("response_id", "request_id")
    made = shelf.view(_GENERATIONS).select("generation_id", "response_id")
    if among is not None:
        made = made.join(among, on="generation_id", how="semi")
    return made.join(responses, on="response_id", how="inner").select("generation_id", "request_id")


_STEP = nw.concat_str(
    nw.col("step_id"),
    nw.coalesce(nw.col("turn_id"), nw.lit("")),
    nw.coalesce(nw.col("session_id"), nw.lit("")),
    separator=_BETWEEN,
)
"""A step with its turn and its session as one text, so that of several the least can be told, and is whole."""


def _least(naming: Frame, by: str) -> Frame:
    parts = nw.col("step").str.split(_BETWEEN)
    return (
        naming.group_by(by)
        .agg(step=nw.col("step").min())
        .select(
            by,
            step_id=parts.list.get(0),
            step_turn=_unless_empty(parts.list.get(1)),
            step_session=_unless_empty(parts.list.get(2)),
        )
    )


def _unless_empty(text: nw.Expr) -> nw.Expr:
    return nw.when(text != "").then(text)
