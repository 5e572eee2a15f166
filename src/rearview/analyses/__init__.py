"""What can be asked: one question a file, each answered from the canonical tables on any engine.

An analysis must not know an engine, a source or a lake, and must not depend on the order of rows.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from rearview.errors import ArgumentError

if TYPE_CHECKING:
    from rearview.analyses.analysis import Analysis, Frame

ANALYSES = (
    "volume",
    "lengths",
    "outcomes",
    "endings",
    "durations",
    "turn_time",
    "idle",
    "slowest",
    "topics",
    "transitions",
    "switches",
    "tools",
    "errors",
    "retries",
    "loops",
    "sequences",
    "models",
    "costs",
    "cache",
    "dearest",
    "credits",
    "quality",
    "verdicts",
    "feedback",
    "change",
    "jumps",
    "health",
    "reach",
    "facts",
    "find",
)
"""Every analysis by its name, which is its module's, in the order in which people read them."""


def load_analysis(name: str) -> "Analysis":
    """Return the analysis of that name; its module is imported now, not before."""
    if name not in ANALYSES:
        raise ArgumentError.unknown_name(name, of="question", known=ANALYSES)
    found: Analysis = import_module(f"rearview.analyses.{name}").ANALYSIS
    return found


def tables_of(analysis: "Analysis", *, with_facts: bool = False) -> tuple[str, ...]:
    """Return the canonical tables that a question needs; fewer, where the facts of sessions are at hand."""
    from rearview.analyses.facts import tables_for

    derived = () if with_facts or not analysis.facts else tables_for(analysis.facts)
    return tuple(dict.fromkeys((*analysis.tables, *derived)))


def ask(name: str, frames: "Mapping[str, Frame]", **said: object) -> "Frame":
    """Answer a question from frames of the canonical tables; without a frame `facts`, they are derived."""
    from rearview.analyses.facts import facts_of

    analysis = load_analysis(name)
    if analysis.facts and "facts" not in frames:
        frames = {**frames, "facts": facts_of(frames, analysis.facts)}
    return analysis.ask(frames, **said)
