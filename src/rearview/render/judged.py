"""What was judged of a piece of a session: what speaks against it always, the rest as shortly as it can be said.

✗ PII CREDIT_CARD 1 (the answer)
InstructionAdherence High 0.97 · Groundedness GROUNDED
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from rearview.model.session import Assessment
from rearview.render.excerpt import shortened

_WORDS = ": "
_SEARCHES = ("TOXICITY", "PII", "PROMPT_DEFENSE")
"""Who looks for trouble: unless it is flagged, a verdict of theirs says how little there was."""
_SIDES = {"input": "the question", "output": "the answer"}
"""What the Trust Layer writes in place of words: which side it has judged."""


def against(verdicts: Iterable[Assessment], *, whole: bool) -> Iterator[str]:
    """Yield the verdicts that speak against the session, those that come with words each on a line of its own."""
    said = Counter(_said(verdict, whole=whole) for verdict in verdicts if verdict.flagged)
    told = [f"{words} ({times} times)" if times > 1 else words for words, times in said.items()]
    yield from (words for words in told if _WORDS in words)
    brief = [words for words in told if _WORDS not in words]
    if brief:
        yield " · ".join(brief)


def otherwise(verdicts: Iterable[Assessment], *, whole: bool) -> Iterator[str]:
    """Yield the other verdicts: each of them, or in short those that say more than that nothing was found."""
    others = [verdict for verdict in verdicts if not verdict.flagged]
    if whole:
        yield from (_said(verdict, whole=True) for verdict in others)
        return
    telling = [_verdict(verdict) for verdict in others if verdict.detector not in _SEARCHES]
    if telling:
        yield " · ".join(telling)


def _said(verdict: Assessment, *, whole: bool) -> str:
    words = shortened(verdict.text, whole=whole) if verdict.text else ""
    side = _SIDES.get(words.casefold())
    told = f" ({side})" if side else f"{_WORDS}{words}" if words else ""
    return f"{_verdict(verdict)}{told}"


def _verdict(verdict: Assessment) -> str:
    score = (
        None if verdict.score is None or f"{verdict.score:g}" == verdict.category else f"{verdict.score:g}"
    )
    return " ".join(part for part in (verdict.detector, verdict.category, score) if part) or "a verdict"
