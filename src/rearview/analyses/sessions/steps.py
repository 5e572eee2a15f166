"""What the steps of a session say of it: how many there are of which kind, what failed, and what was tried again."""

import narwhals as nw

from rearview.analyses.analysis import Frame
from rearview.analyses.calls import CALL_KINDS, LOOP, per_session
from rearview.analyses.earliest import dated, undated
from rearview.analyses.exact import times
from rearview.analyses.sessions.part import Part, text, whole
from rearview.analyses.signatures import signature

_FAILED = nw.col("status") == "failed"


def _steps(steps: Frame) -> Frame:
    call = nw.col("kind").is_in(CALL_KINDS)
    return steps.group_by("session_id").agg(
        steps=nw.len(),
        llm_steps=times(nw.col("kind") == "llm"),
        tool_calls=times(call),
        failed_calls=times(call & _FAILED),
        failed_steps=times(_FAILED),
        slowest_step_ms=nw.col("duration_ms").max(),
    )


def _errors(steps: Frame) -> Frame:
    failed = steps.filter(_FAILED & ~nw.col("error").is_null())
    first = dated(signature("error"), "started_ms").min()
    return failed.group_by("session_id").agg(error_signature=undated(first))


COUNTS = Part(
    table="steps",
    columns=(
        whole("steps", "How many steps it took."),
        whole("llm_steps", "How many of the steps asked a model."),
        whole("tool_calls", "How many of the steps called a tool or another agent."),
        whole("failed_calls", "How many of these calls failed."),
        whole("failed_steps", "How many steps of any kind failed."),
        whole("slowest_step_ms", "How long its slowest step took."),
    ),
    answer=_steps,
    counts=("steps", "llm_steps", "tool_calls", "failed_calls", "failed_steps"),
)
CALLS = Part(
    table="steps",
    columns=(
        whole(
            "retries", "How many failed calls were followed by another of the same thing in the same turn."
        ),
        whole("loops", f"How often one thing was called {LOOP} times or more in one turn."),
    ),
    answer=per_session,
    counts=("retries", "loops"),
)
ERRORS = Part(
    table="steps",
    columns=(text("error_signature", "What the first failed step said, without ids and numbers."),),
    answer=_errors,
)
