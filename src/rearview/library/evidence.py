"""The sessions that show a trouble, told from their facts, and the first evidence of each, read for those alone that are listed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from rearview.analyses.calls import LOOP
from rearview.analyses.find import ANALYSIS
from rearview.library.lake import Lake
from rearview.library.selection import counted, listed
from rearview.sources.canonical import Frame

FLAGS: Mapping[str, str] = {
    "toxic": "toxic",
    "pii": "pii",
    "prompt-attack": "prompt_attack",
    "hallucinations": "ungrounded",
    "low-adherence": "low_adherence",
    "unresolved": "unresolved",
    "negative-feedback": "negative_feedback",
}
"""What was judged, by what people type: the fact that says so."""
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "fail": ("failed", "timed_out"),
    "escalated": ("escalated",),
    "abandoned": ("abandoned",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for."""

    what: str
    text: str = ""
    slower_than_ms: int = 10_000
    min_calls: int = LOOP

    @property
    def said(self) -> dict[str, object]:
        """What is said along with the question."""
        return {
            "what": self.what,
            "text": self.text,
            "slower_than_ms": self.slower_than_ms,
            "min_calls": self.min_calls,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was found."""

    rows: list[dict[str, Any]]
    """The newest sessions, each with how much evidence there is and the first of it."""
    of: int
    """How many sessions there are that show it."""
    judged: int
    """Of how many it is known whether they do."""


COLUMNS = tuple(column.name for column in ANALYSIS.columns)


def evidence(lake: Lake, facts: Frame, wanted: Wanted, *, limit: int | None) -> Evidence:
    """Find the sessions; of a lake as large as may be, no more is read than tells of those that are listed."""
    showing = _showing(lake, facts, wanted)
    known = facts.filter(~nw.col(FLAGS[wanted.what]).is_null()) if wanted.what in FLAGS else facts
    judged = counted(known)
    if showing is None:
        rows = lake.ask("find", **wanted.said).rows(named=True)
        return Evidence(rows=rows[:limit], of=len(rows), judged=judged)
    found = listed(showing, sort="newest", limit=limit)
    if not found.rows:
        return Evidence(rows=[], of=0, judged=judged)
    began = [row["started_ms"] for row in found.rows]
    span = (None, None) if None in began else (min(began), max(began) + 1)
    few = lake.period(*span).of_sessions(row["session_id"] for row in found.rows)
    return Evidence(rows=few.ask("find", **wanted.said).rows(named=True), of=found.of, judged=judged)


def saying(lake: Lake, text: str) -> Frame:
    """Return the ids of the sessions with a message that holds some words, in any case."""
    read: Collection[str] = {"session_id", "text"}
    words = nw.col("text").str.to_lowercase().str.contains(text.lower(), literal=True)
    return lake.frame("messages", read).filter(words).select("session_id").unique()


def _showing(lake: Lake, facts: Frame, wanted: Wanted) -> Frame | None:
    """Return the facts of the sessions that show it; None where facts can't tell."""
    what = wanted.what
    if what in FLAGS:
        return facts.filter(nw.col(FLAGS[what]))
    if what in _ENDINGS:
        return facts.filter(nw.col("outcome").is_in(_ENDINGS[what]))
    if what == "errors":
        return facts.filter(nw.col("failed_steps") > 0)
    if what == "slow":
        return facts.filter(nw.col("slowest_turn_ms") > wanted.slower_than_ms)
    if what == "text" and wanted.text:
        return facts.join(saying(lake, wanted.text), on="session_id", how="semi")
    # Facts count what was called `LOOP` times or more; of other numbers they know nothing.
    return facts.filter(nw.col("loops") > 0) if what == "loops" and wanted.min_calls == LOOP else None
