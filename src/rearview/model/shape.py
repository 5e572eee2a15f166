"""How whole the trace of a session is, and what to do where it isn't: said before anything is concluded from it.

What is missing by the rows themselves, the rules of findings tell. This adds what they don't speak of, because it is
no fault: that a session was over before a model was called, and that a file holds another session than its name says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rearview.model.findings.finding import Finding
from rearview.model.session import Session, Tree, Turn
from rearview.model.signature import signature

Name = Literal[
    "complete",
    "incomplete",
    "not_materialised",
    "gateway_dropped",
    "abandoned",
    "preview",
    "child_tree",
]

_MISSING = "missing_data"
_KNOWN: dict[str, Name] = {
    signature(_MISSING, ("turns",)): "not_materialised",
    signature(_MISSING, ("gateway",)): "gateway_dropped",
    signature(_MISSING, ("preview",)): "preview",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One thing to know about how much of a session is there."""

    name: Name
    sentence: str
    next_step: str = ""


def shapes(tree: Tree, found: Sequence[Finding], asked: str | None = None) -> tuple[Shape, ...]:
    """Return what is to be known of a tree, given its findings and the id, or the part of one, that it was found by."""
    told = (*_other(tree, asked), *_missing(found), *_silent(tree.root, found))
    return told or (Shape(name="complete", sentence="Complete, as far as its rows tell."),)


def _other(tree: Tree, asked: str | None) -> Iterator[Shape]:
    """Tell of a file that has the name of one session and holds another: that of a sub-agent."""
    ids = (session.session_id.casefold() for session in tree.sessions)
    if asked and tree.root.source == "snapshots" and not any(asked.casefold() in id_ for id_ in ids):
        root = tree.root
        yield Shape(
            name="child_tree",
            sentence=f"The file is named after another session: what it holds is a sub-agent's, {root.session_id}.",
            next_step="While the root still runs, wait until it ends; if it broke off, this is all there is.",
        )


def _missing(found: Sequence[Finding]) -> Iterator[Shape]:
    for finding in found:
        if finding.rule == _MISSING:
            name = _KNOWN.get(finding.signature, "incomplete")
            yield Shape(name=name, sentence=finding.sentence, next_step=finding.next_step)


def _silent(root: Session, found: Sequence[Finding]) -> Iterator[Shape]:
    """Tell of a session in which nothing was asked of a model; where rows are missing, that can't be told."""
    if root.ended_ms is None or any(finding.rule == _MISSING for finding in found):
        return
    if not root.usage and not any(_asks_model(turn) for turn in root.turns):
        yield _ABANDONED


def _asks_model(turn: Turn) -> bool:
    return bool(turn.usage) or any(step.kind == "llm" or step.usage for step in turn.steps)


_ABANDONED = Shape(
    name="abandoned",
    sentence="The session was over before any model was called.",
    next_step="There is nothing to debug in it, unless a question went unanswered.",
)
