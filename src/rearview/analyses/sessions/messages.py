"""What the messages of a session say of it: how many there are, and what the user said first."""

import narwhals as nw

from rearview.analyses.analysis import Frame
from rearview.analyses.earliest import dated, undated
from rearview.analyses.exact import times
from rearview.analyses.sessions.part import Part, text, whole

LENGTH = 280
"""The user's first words are cut to this length."""

_USERS = nw.col("role") == "user"


def _counts(messages: Frame) -> Frame:
    return messages.group_by("session_id").agg(messages=nw.len(), user_messages=times(_USERS))


def _first(messages: Frame) -> Frame:
    said = nw.col("text").str.slice(0, LENGTH)
    first = dated(said, "sent_ms").min()
    return messages.filter(_USERS).group_by("session_id").agg(first_message=undated(first))


COUNTS = Part(
    table="messages",
    columns=(
        whole("messages", "How many messages there were."),
        whole("user_messages", "How many of them the user sent."),
    ),
    answer=_counts,
    counts=("messages", "user_messages"),
)
FIRST = Part(
    table="messages",
    columns=(text("first_message", "What the user said first, its beginning."),),
    answer=_first,
)
