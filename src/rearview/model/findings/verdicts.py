"""What an assessment speaks of, whatever its detector is called and however it spells what it found.

Owns the vocabulary of detectors. An assessment that none of these knows is a finding only where its source flags it.
"""

import re
from typing import NamedTuple

from rearview.model.session import Assessment, Step, Turn

_LETTERS = re.compile(r"[^a-z]")
_ALARMING = 0.5
"""Detectors score from 0 to 1, and from here on they mean it."""
_FAITHFUL = 0.8
"""A faithfulness below this is what the platform's own analyser calls a hallucination."""
_RELEVANT = 0.7
_POOR_MARK = 2
"""Of five."""
_DISLIKED = ("bad", "down", "negative", "thumbsdown", "dislike")
_NO_TOXICITY = ("safetyscore", "")
"""`safety_score` is high when all is well; the detector's `0` is no category."""


class Judged(NamedTuple):
    """A verdict, with what it is about."""

    turn: Turn | None
    step: Step | None
    verdict: Assessment


def _folded(text: str | None) -> str:
    return _LETTERS.sub("", (text or "").casefold())


def _alarms(verdict: Assessment) -> bool:
    """Whether a detector means it: by its source's flag, else by its score."""
    if verdict.flagged is not None:
        return verdict.flagged
    return verdict.score is not None and verdict.score >= _ALARMING


def is_toxic(verdict: Assessment) -> bool:
    """Whether it found an insult, a threat or the like."""
    return (
        _folded(verdict.detector) == "toxicity"
        and _folded(verdict.category) not in _NO_TOXICITY
        and _alarms(verdict)
    )


def is_of_answer(verdict: Assessment) -> bool:
    """Whether it is about what the agent said, and not about what the user did."""
    return _folded(verdict.text) == "output"


def is_attack(verdict: Assessment) -> bool:
    """Whether it found an attack on the prompt."""
    return _folded(verdict.detector) in ("promptdefense", "promptinjection", "jailbreak") and _alarms(verdict)


def is_personal(verdict: Assessment) -> bool:
    """Whether it found personal data."""
    return _folded(verdict.detector) == "pii" and verdict.category is not None and verdict.score != 0


def is_disobedient(verdict: Assessment) -> bool:
    """Whether it found that an answer doesn't keep to its instructions."""
    return _folded(verdict.detector) == "instructionadherence" and _folded(verdict.category) == "low"


def is_unresolved(verdict: Assessment) -> bool:
    """Whether it found that the task wasn't resolved, or only in part."""
    return _folded(verdict.detector) == "taskresolution" and _folded(verdict.category) in (
        "notresolved",
        "partiallyresolved",
        "unresolved",
    )


def is_ungrounded(verdict: Assessment) -> bool:
    """Whether it found that an answer isn't borne out by what it was built on."""
    detector, category = _folded(verdict.detector), _folded(verdict.category)
    measured = {"faithfulness": _FAITHFUL, "groundedness": _FAITHFUL}
    limit = measured.get(category) or measured.get(detector)
    if limit is not None and verdict.score is not None:
        return verdict.score < limit
    return category == "ungrounded" or (limit is not None and verdict.flagged is True)


def is_disliked(verdict: Assessment) -> bool:
    """Whether a user said that an answer was bad."""
    return verdict.origin == "feedback" and (
        _folded(verdict.category) in _DISLIKED or (verdict.flagged is True and verdict.category is None)
    )


def is_poor(verdict: Assessment) -> bool:
    """Whether a judge gave a conversation a mark of one or two out of five."""
    if verdict.origin != "tag":
        return False
    if verdict.flagged is not None:
        return verdict.flagged
    mark = verdict.score if verdict.score is not None else _mark(verdict.category)
    return mark is not None and 1 <= mark <= _POOR_MARK and "quality" in _folded(verdict.detector)


def _mark(text: str | None) -> float | None:
    return float(text) if text is not None and text.isdecimal() and len(text) == 1 else None
