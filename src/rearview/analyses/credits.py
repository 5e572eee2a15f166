"""How many credits of Salesforce's do sessions take, by estimate?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import quotient
from rearview.analyses.prices import credits_rates

_RECORDS = ("turns", "steps", "messages", "charges", "assessments", "moments", "participants")
_MILLION = 1_000_000.0


def answer(facts: Frame, by: Sequence[str], limit: int | None) -> Frame:
    """Count what the rate cards count, in sessions of Agentforce."""
    rates = credits_rates()
    spoken = nw.col("mode") == "voice"
    calls = nw.col("tool_calls")
    org = broken.keyed(facts.filter(nw.col("source") == "agentforce"), by)
    counted = org.group_by(*broken.keys(by)).agg(
        nw.col(*_RECORDS).sum(),
        sessions=nw.len(),
        actions=calls.sum(),
        spoken=nw.when(spoken).then(calls).sum(),
    )
    summed = counted.with_columns(records=sum((nw.col(name) for name in _RECORDS), start=nw.col("sessions")))
    records, voice = nw.col("records"), nw.col("spoken")
    priced = summed.with_columns(
        recording=quotient(records * rates.batch_data_pipeline, _MILLION),
        reading=quotient(records * rates.data_queries, _MILLION),
        acting=(nw.col("actions") - voice) * rates.standard_action + voice * rates.voice_action,
    )
    return broken.ordered(priced, by, "sessions", limit=limit)


ANALYSIS = Analysis(
    name="credits",
    question="How many credits of Salesforce's do sessions take, by estimate?",
    facts=(*broken.SESSION, *_RECORDS, "tool_calls"),
    parameters=(broken.parameter(*broken.SESSIONS, default=("agent",)), broken.limit()),
    columns=(
        Column(name="sessions", type="int", meaning="How many sessions of Agentforce there are."),
        Column(
            name="records", type="int", meaning="How many records they left, as far as the lake holds them."
        ),
        Column(name="actions", type="int", meaning="How many actions their agents ran."),
        Column(
            name="recording",
            type="float",
            meaning="Data 360 credits for having these records taken in, by the published rate; an estimate.",
        ),
        Column(
            name="reading",
            type="float",
            meaning="Data 360 credits for reading these records once, by the published rate; an estimate.",
        ),
        Column(
            name="acting",
            type="float",
            meaning="Flex Credits for these actions, by the published rate for up to 10,000 tokens each; an estimate.",
        ),
    ),
    answer=answer,
)
