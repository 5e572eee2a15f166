"""Sessions, which name neither their agent nor, mostly, how they ended: both are found in other tables."""

import narwhals as nw

from rearview.sources.agentforce.views import family, outcome, parties
from rearview.sources.agentforce.views.texts import lasted
from rearview.sources.canonical import Derived, Frame, Part, Recipe, Shelf, view_of

VIEW = view_of(
    "sessions",
    {
        "text": {"session_id": "ssot__Id__c"},
        "clean": {
            "channel": "ssot__AiAgentChannelType__c",
            "end_type": "ssot__AiAgentSessionEndType__c",
            "previous": "ssot__PreviousSessionId__c",
            "call": "ssot__RelatedVoiceCallId__c",
        },
        "ms": {"started_ms": "ssot__StartTimestamp__c", "ended_ms": "ssot__EndTimestamp__c"},
    },
)
SPOKEN = ("VOICE", "PSTN")
"""Channels on which people speak."""


def _mode(frame: Frame, _: Shelf) -> Frame:
    channel = nw.col("channel").str.to_uppercase()
    spoken = channel.is_in(SPOKEN) | ~nw.col("call").is_null()
    return frame.with_columns(
        mode=nw.when(channel.str.starts_with("BUILDER"))
        .then(nw.lit("preview"))
        .otherwise(
            nw.when(spoken)
            .then(nw.lit("voice"))
            .otherwise(nw.when(~channel.is_null()).then(nw.lit("production")))
        )
    )


def _duration(frame: Frame, _: Shelf) -> Frame:
    return frame.with_columns(duration_ms=lasted())


RECIPE = Recipe(
    source="agentforce",
    table="sessions",
    parts=(
        Part(
            view=VIEW,
            derived=(
                Derived(
                    columns=("agent", "agent_version"),
                    how="Of the participant that joined first and names an agent, whichever its role; else of a moment.",
                    add=parties.with_agent,
                ),
                Derived(
                    columns=("parent_session_id", "root_session_id"),
                    how="The session named as the one before it, if that was still going on.",
                    add=family.with_family,
                ),
                Derived(
                    columns=("mode",),
                    how="Preview on the builder's channels, voice where people speak, else production.",
                    add=_mode,
                ),
                Derived(
                    columns=("outcome",),
                    how="By the end type; else escalated if a person took over, open without an end, else unknown.",
                    add=outcome.with_outcome,
                ),
                Derived(columns=("duration_ms",), how="The end less the start.", add=_duration),
            ),
        ),
    ),
)
