"""What the turns of a session say of it: how many there are, which topics they went through, how long they took."""

import narwhals as nw

from rearview.analyses.analysis import Frame
from rearview.analyses.earliest import dated, undated
from rearview.analyses.exact import times
from rearview.analyses.sessions.part import Part, text, whole


def _turns(turns: Frame) -> Frame:
    own = (nw.col("kind") != "system").fill_null(value=True)
    topic = dated(nw.col("topic"), "started_ms")
    in_topics = turns.group_by("session_id", "topic").agg(
        turns=times(own),
        first=topic.min(),
        last=topic.max(),
        timed=nw.col("duration_ms").count(),
        busy_ms=nw.col("duration_ms").sum(),
        slowest_turn_ms=nw.when(own).then(nw.col("duration_ms")).max(),
    )
    return (
        in_topics.group_by("session_id")
        .agg(
            nw.col("turns", "timed", "busy_ms").sum(),
            nw.col("slowest_turn_ms").max(),
            topics=nw.col("topic").count(),
            first_topic=undated(nw.col("first").min()),
            last_topic=undated(nw.col("last").max()),
        )
        .with_columns(busy_ms=nw.when(nw.col("timed") > 0).then(nw.col("busy_ms")))
    )


PART = Part(
    table="turns",
    columns=(
        whole("turns", "How many turns it had; the system's own aren't counted."),
        whole("topics", "How many different topics it went through."),
        text("first_topic", "The topic it began with."),
        text("last_topic", "The topic it ended with."),
        whole("busy_ms", "How long its turns took in all, the system's own too; null where none was timed."),
        whole("slowest_turn_ms", "How long its slowest turn took; the system's own don't count."),
    ),
    answer=_turns,
    counts=("turns", "topics"),
)
