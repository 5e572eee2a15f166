"""Which sessions show a certain trouble?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import narwhals as nw

from rearview.analyses.analysis import Analysis, Column, Frame, Parameter
from rearview.analyses.calls import LOOP, repeated
from rearview.analyses.earliest import dated, undated
from rearview.analyses.flags import FLAGS
from rearview.analyses.signatures import signature
from rearview.errors import ArgumentError

_EXCERPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a criterion may go by, beside the rows."""

    text: str
    slower_than_ms: int
    min_calls: int


Find = Callable[[Mapping[str, Frame], Asked], Frame]
"""From the tables to the evidence: `session_id`, `at_ms`, `turn_id`, `step_id` and `evidence`."""


def _ended(*outcomes: str) -> Find:
    def find(tables: Mapping[str, Frame], _: Asked) -> Frame:
        said = nw.coalesce("error", "end_type", "outcome")
        ended = tables["sessions"].filter(nw.col("outcome").is_in(outcomes))
        return _evidence(ended, "ended_ms", said, turn=False, step=False)

    return find


def _flagged(name: str) -> Find:
    raised = next(flag.raised for flag in FLAGS if flag.name == name)

    def find(tables: Mapping[str, Frame], _: Asked) -> Frame:
        said = nw.concat_str(
            "detector", "category", nw.col("text").str.slice(0, _EXCERPT), separator=": ", ignore_nulls=True
        )
        return _evidence(tables["assessments"].filter(raised), "at_ms", said)

    return find


def _errors(tables: Mapping[str, Frame], _: Asked) -> Frame:
    failed = tables["steps"].filter(nw.col("status") == "failed")
    return _evidence(
        failed, "started_ms", nw.concat_str("name", signature("error"), separator=": ", ignore_nulls=True)
    )


def _slow(tables: Mapping[str, Frame], asked: Asked) -> Frame:
    slow = tables["turns"].filter(nw.col("duration_ms") > asked.slower_than_ms)
    said = nw.concat_str(nw.lit("a turn of "), nw.col("duration_ms").cast(nw.String), nw.lit(" ms"))
    return _evidence(slow, "started_ms", said, step=False)


def _loops(tables: Mapping[str, Frame], asked: Asked) -> Frame:
    many = repeated(tables["steps"]).filter(nw.col("calls") >= asked.min_calls)
    said = nw.concat_str(
        "name", nw.lit(" called "), nw.col("calls").cast(nw.String), nw.lit(" times"), ignore_nulls=True
    )
    return _evidence(many, "first_ms", said, step=False)


def _text(tables: Mapping[str, Frame], asked: Asked) -> Frame:
    if not asked.text:
        raise ArgumentError.no_text()
    words = nw.col("text").str.to_lowercase().str.contains(asked.text.lower(), literal=True)
    return _evidence(
        tables["messages"].filter(words), "sent_ms", nw.col("text").str.slice(0, _EXCERPT), step=False
    )


def _evidence(frame: Frame, at: str, said: nw.Expr, *, turn: bool = True, step: bool = True) -> Frame:
    none = nw.lit(None, nw.String)
    return frame.select(
        "session_id",
        nw.col(at).alias("at_ms"),
        (nw.col("turn_id") if turn else none).alias("turn_id"),
        (nw.col("step_id") if step else none).alias("step_id"),
        said.alias("evidence"),
    )


CRITERIA: Mapping[str, tuple[Find, str]] = {
    "fail": (_ended("failed", "timed_out"), "sessions that failed or timed out"),
    "escalated": (_ended("escalated"), "sessions that a person had to take over"),
    "abandoned": (_ended("abandoned"), "sessions that the user left"),
    "errors": (_errors, "sessions with a step that failed"),
    "slow": (_slow, "sessions with a turn that took longer than `slower_than_ms`"),
    "loops": (
        _loops,
        f"sessions in which a turn called one thing `min_calls` times or more, by default {LOOP}",
    ),
    "toxic": (_flagged("toxic"), "sessions with toxic content"),
    "pii": (_flagged("pii"), "sessions with personal data"),
    "prompt-attack": (_flagged("prompt_attack"), "sessions with an attack on the prompt"),
    "hallucinations": (_flagged("ungrounded"), "sessions with an answer that wasn't grounded"),
    "low-adherence": (_flagged("low_adherence"), "sessions whose agent didn't follow its instructions"),
    "unresolved": (_flagged("unresolved"), "sessions whose task wasn't resolved"),
    "negative-feedback": (_flagged("negative_feedback"), "sessions whose user spoke against an answer"),
    "text": (_text, "sessions with a message that holds `text`, whatever the case"),
}
"""What can be looked for, and what each finds."""


def answer(
    what: str, text: str, slower_than_ms: int, min_calls: int, limit: int | None, **tables: Frame
) -> Frame:
    """List the sessions, each with how much evidence there is and the first of it, the newest session first."""
    find, _ = CRITERIA[what]
    found = find(tables, Asked(text=text, slower_than_ms=slower_than_ms, min_calls=min_calls))
    # The first piece of evidence is found whole: its parts are put behind its time, one behind the other.
    parts = [nw.col(name).fill_null("") for name in ("turn_id", "step_id", "evidence")]
    first = dated(nw.concat_str(*parts, separator=_BETWEEN), "at_ms")
    told = found.group_by("session_id").agg(times=nw.len(), at_ms=nw.col("at_ms").min(), first=first.min())
    sessions = tables["sessions"].select(
        "session_id", "agent", "agent_version", "channel", "started_ms", "outcome"
    )
    order = ("started_ms", "session_id")
    listed = sessions.join(told, on="session_id").sort(*order, descending=[True, False], nulls_last=True)
    whole = undated(nw.col("first")).str.split(_BETWEEN)
    named = {
        name: nw.when(whole.list.get(place) != "").then(whole.list.get(place))
        for place, name in enumerate(("turn_id", "step_id", "evidence"))
    }
    return (listed if limit is None else listed.head(limit)).with_columns(**named)


_BETWEEN = "\x1f"

ANALYSIS = Analysis(
    name="find",
    question="Which sessions show a certain trouble?",
    tables=("sessions", "turns", "steps", "messages", "assessments"),
    parameters=(
        Parameter(
            name="what",
            type="text",
            default="fail",
            meaning="; ".join(f"`{name}`: {meaning}" for name, (_, meaning) in CRITERIA.items()) + ".",
            choices=tuple(CRITERIA),
        ),
        Parameter(name="text", type="text", default="", meaning="The words to look for in messages."),
        Parameter(
            name="slower_than_ms", type="int", default=10_000, least=0, meaning="What takes longer is slow."
        ),
        Parameter(
            name="min_calls",
            type="int",
            default=LOOP,
            least=2,
            meaning="So many calls of one thing are a loop.",
        ),
        Parameter(name="limit", type="int", default=None, least=1, meaning="How many sessions at most."),
    ),
    columns=(
        Column(name="session_id", type="text", meaning="The session."),
        Column(name="agent", type="text", meaning="Its agent."),
        Column(name="agent_version", type="text", meaning="The agent's version."),
        Column(name="channel", type="text", meaning="How the user reached it."),
        Column(name="started_ms", type="int", meaning="When it began."),
        Column(name="outcome", type="text", meaning="How it ended."),
        Column(name="times", type="int", meaning="How many pieces of evidence there are."),
        Column(name="at_ms", type="int", meaning="When the first of them happened."),
        Column(
            name="turn_id",
            type="text",
            meaning="The turn of the first; null where it is the whole session's.",
        ),
        Column(name="step_id", type="text", meaning="The step of the first, if it is a step's."),
        Column(name="evidence", type="text", meaning="What the first says."),
    ),
    answer=answer,
)
