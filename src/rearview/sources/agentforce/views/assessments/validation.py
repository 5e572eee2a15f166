"""Verdicts of the prompts by which planners have their answers validated: grounded in what was found, or not.

There are two such prompts, of the older planner and of the newer, and each writes its verdict in a form of its own.
"""

import narwhals as nw

from rearview.sources.agentforce.views import steps
from rearview.sources.agentforce.views.assessments.judged import origin
from rearview.sources.agentforce.views.texts import unescaped
from rearview.sources.canonical import Derived, Frame, Part, Shelf

PROMPTS = ("AiCopilot__ReactValidationPrompt", "Atlas__GroundednessValidationPrompt")

_VERDICT = "(?:verdict|category|result)(?:[\"'\\s:=]|&quot;|&#x27;|&#39;|&#34;)*"
"""What stands before the verdict: `'verdict': 'GROUNDED'` in the one, `category=GROUNDED` in the other."""
_UNGROUNDED, _GROUNDED = "UNGROUNDED", "GROUNDED"


def _with_category(validations: Frame, _: Shelf) -> Frame:
    """Add the verdict: the word behind its label, else any such word, for forms that nobody has seen yet."""
    said = nw.col("output_text")
    return validations.with_columns(
        category=nw.coalesce(
            nw.when(said.str.contains(f"(?i){_VERDICT}{_UNGROUNDED}")).then(nw.lit(_UNGROUNDED)),
            nw.when(said.str.contains(f"(?i){_VERDICT}{_GROUNDED}")).then(nw.lit(_GROUNDED)),
            nw.when(said.str.contains(_UNGROUNDED, literal=True)).then(nw.lit(_UNGROUNDED)),
            nw.when(said.str.contains(_GROUNDED, literal=True)).then(nw.lit(_GROUNDED)),
        )
    )


def _with_flag(validations: Frame, shelf: Shelf) -> Frame:
    judged = validations if "category" in validations.columns else _with_category(validations, shelf)
    return judged.with_columns(flagged=nw.col("category") == _UNGROUNDED)


def _with_detector(validations: Frame, _: Shelf) -> Frame:
    return validations.with_columns(detector=nw.lit("Groundedness"))


def _with_text(validations: Frame, _: Shelf) -> Frame:
    return validations.with_columns(text=unescaped(nw.col("output_text")))


def _with_time(validations: Frame, _: Shelf) -> Frame:
    return validations.with_columns(at_ms=nw.coalesce("ended_ms", "started_ms"))


PARTS = (
    Part(
        view=steps.VIEW,
        found=steps.found,
        where=nw.col("called").is_in(PROMPTS),
        derived=(
            origin("validation_prompt"),
            Derived(columns=("detector",), how="`Groundedness`.", add=_with_detector),
            Derived(
                columns=("category",),
                how="`GROUNDED` or `UNGROUNDED`, as the prompt said.",
                add=_with_category,
            ),
            Derived(columns=("flagged",), how="Whether the answer was found ungrounded.", add=_with_flag),
            Derived(columns=("text",), how="What the prompt said.", add=_with_text),
            Derived(columns=("at_ms",), how="When the step ended.", add=_with_time),
        ),
    ),
)
