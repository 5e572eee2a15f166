"""Who takes part in a session: its agent, which may be named on any party's row, and the human who took over."""

import narwhals as nw

from rearview.sources.canonical import Frame, Shelf, view_of

PARTY = view_of(
    "participants",
    {
        "text": {"participant_id": "ssot__Id__c", "session_id": "ssot__AiAgentSessionId__c"},
        "clean": {
            "recorded_role": "ssot__AiAgentSessionParticipantRole__c",
            "object": "ssot__ParticipantObject__c",
            "named": "ssot__AiAgentApiName__c",
            "version": "ssot__AiAgentVersionApiName__c",
            "type": "ssot__AiAgentType__c",
        },
        "ms": {"joined_ms": "ssot__StartTimestamp__c", "left_ms": "ssot__EndTimestamp__c"},
    },
)
_MOMENT = view_of(
    "moments",
    {
        "text": {"session_id": "ssot__AiAgentSessionId__c"},
        "clean": {"named": "ssot__AiAgentApiName__c", "version": "ssot__AiAgentVersionApiName__c"},
        "ms": {"joined_ms": "ssot__StartTimestamp__c"},
    },
)
_BETWEEN = "\x1f"
_NEVER = "9" * 15
_UNKNOWN = "\x7f"
"""Sorts after every version."""

AGENT = nw.col("recorded_role").str.to_uppercase() == "AGENT"
HUMAN = AGENT & (nw.col("object") == "User")
"""A party on the agent's side that is a user of the org: a person who took over."""


def with_agent(sessions: Frame, shelf: Shelf) -> Frame:
    """Add the agent and its version: of the participant who joined first and names one, else of the first moment."""
    named = nw.concat([_naming(shelf.view(PARTY), "0"), _naming(shelf.view(_MOMENT), "1")])
    told = named.group_by("session_id").agg(
        first=nw.col("first").min(),
        known_version=nw.col("version").min(),
        least=nw.col("named").min(),
        most=nw.col("named").max(),
    )
    first = nw.col("first").str.split(_BETWEEN)
    version = first.list.get(3)
    return sessions.join(told, on="session_id", how="left").with_columns(
        agent=first.list.get(2),
        agent_version=nw.when(version != _UNKNOWN)
        .then(version)
        .otherwise(nw.when(nw.col("least") == nw.col("most")).then(nw.col("known_version"))),
    )


def with_handover(sessions: Frame, shelf: Shelf) -> Frame:
    """Add `handed_over`: whether a human took part on the agent's side; null where none is known to have."""
    humans = shelf.view(PARTY).filter(HUMAN).select("session_id").unique()
    return sessions.join(humans.with_columns(handed_over=nw.lit(value=True)), on="session_id", how="left")


def _naming(rows: Frame, rank: str) -> Frame:
    """Return the rows that name an agent, each with a text by which the first of a session can be told."""
    joined = nw.coalesce(nw.col("joined_ms").cast(nw.String()).str.zfill(len(_NEVER)), nw.lit(_NEVER))
    version = nw.coalesce(nw.col("version"), nw.lit(_UNKNOWN))
    return rows.filter(~nw.col("named").is_null()).select(
        "session_id",
        "named",
        "version",
        first=nw.concat_str(nw.lit(rank), joined, nw.col("named"), version, separator=_BETWEEN),
    )
