"""Charges for models, from the gateway: what each request took, and which step it was made for.

Prices are nobody's to tell here: what a request cost is unknown.
"""

import narwhals as nw

from rearview.sources.agentforce.views.chains import (
    REQUESTS,
    RESPONSES,
    answers,
    declared_requests,
    with_quoted_session,
)
from rearview.sources.agentforce.views.texts import hidden, unescaped
from rearview.sources.canonical import Derived, Frame, Part, Recipe, Shelf, view_of

_TURN = view_of(
    "interactions",
    {
        "text": {"during": "ssot__Id__c", "session_id": "ssot__AiAgentSessionId__c"},
        "ms": {"started_ms": "ssot__StartTimestamp__c", "ended_ms": "ssot__EndTimestamp__c"},
    },
)


def _found(lost: Frame, shelf: Shelf) -> Frame | None:
    """Find the sessions of requests by what they name, else through the steps that declare them."""
    named = shelf.few(with_quoted_session(lost).select("request_id", quoted_session="session_id"))
    if named is None:
        return None
    steps = declared_requests(shelf, named.select("request_id").unique())
    sessions = named.join(steps, on="request_id", how="left").select(
        "request_id", found=nw.coalesce("quoted_session", "step_session")
    )
    known = shelf.few(sessions.filter(~nw.col("found").is_null()).unique())
    if known is None:
        return None
    return lost.join(known, on="request_id", how="inner").with_columns(session_id="found")


def _with_kind(requests: Frame, _: Shelf) -> Frame:
    return requests.with_columns(kind=nw.lit("llm"))


def _with_response(requests: Frame, shelf: Shelf) -> Frame:
    answered = (
        shelf.view(RESPONSES)
        .group_by("request_id")
        .agg(answers=nw.len(), answered_ms=nw.col("answered_ms").min(), parameters=nw.col("parameters").min())
    )
    took = nw.col("answered_ms") - nw.col("at_ms")
    return requests.join(answered, on="request_id", how="left").with_columns(
        status=nw.when(~nw.col("answers").is_null()).then(nw.lit("ok")),
        latency_ms=took,
        stop_reason=hidden(nw.col("parameters"), "finish_reason"),
    )


def _with_prompt(requests: Frame, _: Shelf) -> Frame:
    return requests.with_columns(prompt=unescaped(nw.col("asked")))


def _with_answer(requests: Frame, shelf: Shelf) -> Frame:
    answered = requests.join(answers(shelf), on="request_id", how="left")
    return answered.with_columns(response=unescaped(nw.col("written")))


def _with_step(requests: Frame, shelf: Shelf) -> Frame:
    # From the requests as they are, not from those without a step: engines would look for all steps twice.
    during = (
        requests.select("request_id", "session_id", "at_ms")
        .join(shelf.view(_TURN), on="session_id", how="inner")
        .filter(nw.col("at_ms") >= nw.col("started_ms"), nw.col("at_ms") <= nw.col("ended_ms"))
        .group_by("request_id")
        .agg(during=nw.col("during").min())
    )
    bound = requests.join(declared_requests(shelf), on="request_id", how="left")
    declared, within = ~nw.col("step_id").is_null(), ~nw.col("during").is_null()
    return bound.join(during, on="request_id", how="left").with_columns(
        turn_id=nw.when(declared).then(nw.col("step_turn")).otherwise(nw.col("during")),
        binding=nw.when(declared)
        .then(nw.lit("declared"))
        .otherwise(nw.when(within).then(nw.lit("time_window")).otherwise(nw.lit("unbound"))),
    )


RECIPE = Recipe(
    source="agentforce",
    table="usage",
    parts=(
        Part(
            view=REQUESTS,
            found=_found,
            derived=(
                Derived(columns=("kind",), how="A request to the gateway is one to a model.", add=_with_kind),
                Derived(columns=("prompt",), how="The gateway's prompt, unescaped.", add=_with_prompt),
                Derived(
                    columns=("response",),
                    how="What the request's generation holds, unescaped.",
                    add=_with_answer,
                ),
                Derived(
                    columns=("status", "latency_ms", "stop_reason"),
                    how="By the gateway's response: ok if there is one, and from the request's time to the response's.",
                    add=_with_response,
                ),
                Derived(
                    columns=("step_id", "turn_id", "binding"),
                    how="The step that declares the request or its generation; else the turn during which it was made.",
                    add=_with_step,
                ),
            ),
        ),
    ),
)
