"""What is held against a session: which verdicts speak of toxicity, of personal data, of attacks and the rest.

A source says whether a verdict is flagged; here stands only what a verdict is about. Where nothing was judged, nothing
is known: null, which is neither clean nor flagged.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from rearview.analyses.analysis import Column

_DETECTOR = nw.col("detector").str.to_lowercase()
for _between in "_ -":  # no pattern: there are tens of millions of verdicts, and every flag asks each of them
    _DETECTOR = _DETECTOR.str.replace_all(_between, "", literal=True)
"""A detector's name as all spell it: InstructionAdherence, instruction_adherence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One thing that can be held against a session."""

    name: str
    measure: str
    """What is measured, as a heading."""
    meaning: str
    about: nw.Expr
    """Which verdicts speak of it."""

    @property
    def judged(self) -> nw.Expr:
        """Whether a verdict speaks of it, and says yes or no."""
        return self.about & ~nw.col("flagged").is_null()

    @property
    def raised(self) -> nw.Expr:
        """Whether a verdict speaks of it and says yes."""
        return self.about & nw.col("flagged")

    @property
    def column(self) -> Column:
        """Its column in the facts of sessions."""
        return Column(name=self.name, type="bool", meaning=f"{self.meaning}; null where nothing was judged.")


def _of(*detectors: str) -> nw.Expr:
    return _DETECTOR.is_in(detectors)


FLAGS = (
    Flag(
        name="toxic",
        measure="toxicity",
        meaning="Whether toxic content was detected",
        # The safety score says how safe a text is, which is the opposite.
        about=_of("toxicity") & (nw.col("category").fill_null("") != "safety_score"),
    ),
    Flag(name="pii", measure="pii", meaning="Whether personal data was detected", about=_of("pii")),
    Flag(
        name="prompt_attack",
        measure="prompt_attacks",
        meaning="Whether an attack on the prompt was detected",
        about=_of("promptdefense"),
    ),
    Flag(
        name="ungrounded",
        measure="groundedness",
        meaning="Whether an answer wasn't grounded in what the agent knew",
        about=_of("groundedness"),
    ),
    Flag(
        name="low_adherence",
        measure="adherence",
        meaning="Whether the agent didn't follow its instructions",
        about=_of("instructionadherence"),
    ),
    Flag(
        name="unresolved",
        measure="resolution",
        meaning="Whether the task wasn't fully resolved",
        about=_of("taskresolution"),
    ),
    Flag(
        name="negative_feedback",
        measure="feedback",
        meaning="Whether the user spoke against an answer",
        about=nw.col("origin") == "feedback",
    ),
    Flag(
        name="poor_retrieval",
        measure="retrieval",
        meaning="Whether a retriever's score was poor",
        about=nw.col("origin") == "retriever",
    ),
    Flag(
        name="low_score",
        measure="tags",
        meaning="Whether a tag speaks against it, such as a low quality score",
        about=nw.col("origin") == "tag",
    ),
)
"""All that can be held against a session, in the order in which people read it."""


def raised() -> Mapping[str, nw.Expr]:
    """Return for each flag whether any verdict of a group raises it; null where none speaks of it."""
    return {flag.name: nw.when(flag.about).then(nw.col("flagged")).max() for flag in FLAGS}
