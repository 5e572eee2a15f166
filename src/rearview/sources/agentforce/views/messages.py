"""Messages, word for word, and who said them."""

import narwhals as nw

from rearview.sources.agentforce.views.parties import HUMAN, PARTY
from rearview.sources.agentforce.views.texts import spelled
from rearview.sources.canonical import Derived, Frame, Part, Recipe, Shelf, view_of

VIEW = view_of(
    "messages",
    {
        # What people say is kept to the letter: they may type the very words that mean nothing elsewhere.
        "text": {
            "message_id": "ssot__Id__c",
            "session_id": "ssot__AiAgentSessionId__c",
            "text": "ssot__ContentText__c",
        },
        "clean": {
            "turn_id": "ssot__AiAgentInteractionId__c",
            "sender": "ssot__AiAgentSessionParticipantId__c",
            "type": "ssot__AiAgentInteractionMessageType__c",
            "content_type": "ssot__AiAgentInteractionMsgContentType__c",
        },
        "ms": {"sent_ms": "ssot__MessageSentTimestamp__c"},
    },
)


def _with_role(messages: Frame, shelf: Shelf) -> Frame:
    people = shelf.view(PARTY).filter(HUMAN).select(sender="participant_id").unique()
    sent = messages.join(people.with_columns(person=nw.lit(value=True)), on="sender", how="left")
    said = spelled("type", {"INPUT": "user", "OUTPUT": "agent"})
    return sent.with_columns(
        role=nw.when((said == "agent") & nw.col("person")).then(nw.lit("human")).otherwise(said)
    )


RECIPE = Recipe(
    source="agentforce",
    table="messages",
    parts=(
        Part(
            view=VIEW,
            derived=(
                Derived(
                    columns=("role",),
                    how="`Input` is the user's, `Output` the agent's, or a person's who took over, by the participant.",
                    add=_with_role,
                ),
            ),
        ),
    ),
)
