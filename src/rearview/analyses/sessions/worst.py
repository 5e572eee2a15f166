"""The gravest thing that the facts of a session hold against it, by the name that the rules of `why` give it.

`why` looks closer, at every step; this is what can be told of a million sessions without opening one.
"""

import narwhals as nw

from rearview.analyses.analysis import Column

NAME = "worst"

_GRAVEST_FIRST: tuple[tuple[str, str, nw.Expr], ...] = (
    ("failed_session", "outcome", nw.col("outcome").is_in(["failed", "timed_out"])),
    ("unsafe_answer", "toxic", nw.col("toxic")),
    ("prompt_attack", "prompt_attack", nw.col("prompt_attack")),
    ("ungrounded", "ungrounded", nw.col("ungrounded")),
    ("failed_step", "failed_steps", nw.col("failed_steps") > 0),
    ("unresolved", "unresolved", nw.col("unresolved")),
    ("low_adherence", "low_adherence", nw.col("low_adherence")),
    ("loop", "loops", nw.col("loops") > 0),
    ("negative_feedback", "negative_feedback", nw.col("negative_feedback")),
    ("abandonment", "outcome", nw.col("outcome") == "abandoned"),
    ("escalation", "outcome", nw.col("outcome") == "escalated"),
    ("knowledge_miss", "poor_retrieval", nw.col("poor_retrieval")),
    ("poor_quality", "low_score", nw.col("low_score")),
)

READS = tuple(dict.fromkeys(column for _, column, _ in _GRAVEST_FIRST))
"""The facts that it is told from."""

COLUMN = Column(
    name=NAME,
    type="text",
    meaning="The gravest thing that these facts hold against it, by the names of the rules of `why`, gravest first: "
    f"{', '.join(name for name, _, _ in _GRAVEST_FIRST)}; null where they hold nothing.",
)


def worst() -> nw.Expr:
    """Return its name; null where nothing is held against the session."""
    found = nw.lit(None, nw.String)
    for name, _, holds in reversed(_GRAVEST_FIRST):
        found = nw.when(holds.fill_null(value=False)).then(nw.lit(name)).otherwise(found)
    return found.alias(NAME)
