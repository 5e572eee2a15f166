"""Quality: what detectors, reviewers, tags and users say of the sessions, and how many they say anything of.

A session that nobody judged is neither good nor bad: a rate is of those judged, and the coverage stands beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rearview.analyses.flags import FLAGS
from rearview.render.html.viewer.charts import trend
from rearview.viewer.numbers import sums
from rearview.viewer.numbers.asked import Asked, Leading, Row
from rearview.viewer.numbers.figures import Difference, difference
from rearview.viewer.sessions.columns import TROUBLE_TITLES
from rearview.viewer.sessions.evidence import key

_TEXTS = 50
_VERDICTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that sessions are judged by."""

    title: str
    meaning: str
    judged: int
    coverage: float
    flagged: int | None
    """None where nobody judged."""
    rate: float | None
    difference: Difference | None
    path: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one detector says."""

    row: Row
    href: str | None
    against: str | None
    """Where the sessions are that it speaks against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What the page says."""

    measures: tuple[Measure, ...]
    verdicts: tuple[Verdict, ...]
    more: int
    feedback: tuple[Leading, ...]


def gather(asked: Asked) -> Quality:
    """Return what is held for and against some sessions."""
    verdicts = asked.ask("verdicts")
    given = asked.facts["negative_feedback"].count()
    spoken = asked.ask("feedback", limit=_TEXTS) if given else []
    return Quality(
        measures=tuple(_measures(asked)),
        verdicts=tuple(_verdict(asked, row) for row in verdicts[:_VERDICTS]),
        more=max(0, len(verdicts) - _VERDICTS),
        feedback=asked.leading(spoken),
    )


def _measures(asked: Asked) -> Iterator[Measure]:
    now, before = sums.total(asked), sums.total(asked.before) if asked.before else None
    pieces = sums.by_piece(asked, asked.days) if asked.days else []
    for flag in FLAGS:
        judged, flagged = now[f"{flag.name}_judged"], now[f"{flag.name}_flagged"]
        rate = _rate(now, flag.name)
        yield Measure(
            title=TROUBLE_TITLES[flag.name].capitalize(),
            meaning=flag.meaning.replace("Whether", "Sessions where"),
            judged=judged,
            coverage=judged / now["sessions"],
            flagged=flagged if judged else None,
            rate=rate,
            difference=difference(
                rate, _rate(before, flag.name) if before else None, "share", more_is_good=False
            ),
            path=trend([_rate(piece, flag.name) if piece else None for piece in pieces]),
            href=asked.sessions(trouble=flag.name),
        )


def _rate(of: sums.Sums, name: str) -> float | None:
    judged = of[f"{name}_judged"]
    return of[f"{name}_flagged"] / judged if judged else None


def _verdict(asked: Asked, row: Row) -> Verdict:
    named = (key("verdict", row),)
    return Verdict(row=row, href=asked.sessions(verdict=named), against=asked.sessions(against=named))
