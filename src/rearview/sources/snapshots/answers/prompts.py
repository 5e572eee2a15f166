"""The prompts of a run's turns, and what its models thought."""

from dataclasses import dataclass
from pathlib import Path

from rearview.errors import RearviewError
from rearview.sources.snapshots.answers.scope import agent_of
from rearview.sources.snapshots.number import whole
from rearview.sources.snapshots.payload_files import open_payload
from rearview.sources.snapshots.places import Places, StepPlace
from rearview.sources.snapshots.reasoning import reasoning
from rearview.sources.snapshots.steps import name
from rearview.sources.snapshots.turns import prompts as prompts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptRow:
    """The prompts of one turn."""

    session_id: str
    agent: str
    depth: int
    turn: str
    turn_id: str
    system: str | None
    user: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThoughtRow:
    """What a model thought before it answered."""

    session_id: str
    agent: str
    path: str
    op_id: str
    model: str | None
    at_ms: int | None
    text: str | None
    missing: str | None
    """Why there is no text, where there should be one."""
    chunks: int | None
    characters: int | None


def prompts(places: Places) -> list[PromptRow]:
    """Return the prompts of all turns that have any."""
    return [
        PromptRow(
            session_id=turn.session.session_id,
            agent=agent_of(turn.session),
            depth=turn.session.depth,
            turn=turn.mark,
            turn_id=turn.turn_id,
            system=said.system,
            user=said.user,
        )
        for turn in places.turns
        if (said := prompts_of(turn.node)).system is not None or said.user is not None
    ]


def thoughts(places: Places, folder: Path) -> list[ThoughtRow]:
    """Return what models thought; what lies in files of its own is opened in the sessions' folder."""
    return [row for step in places.steps if (row := _thought(step, folder)) is not None]


def _thought(step: StepPlace, folder: Path) -> ThoughtRow | None:
    kept = step.op.reasoning
    text, missing = _text(step, folder)
    if kept is None or (text is None and missing is None):
        return None
    counted = whole(kept.char_count)
    return ThoughtRow(
        session_id=step.session_id,
        agent=agent_of(step.turn.session),
        path=step.path,
        op_id=step.step_id,
        model=name(step.op),
        at_ms=whole(step.op.started_at),
        text=text,
        missing=missing,
        chunks=len(kept.chunks) or whole(kept.chunk_count),
        characters=len(text) if counted is None and text is not None else counted,
    )


def _text(step: StepPlace, folder: Path) -> tuple[str | None, str | None]:
    text, kept = reasoning(step.op), step.op.reasoning
    if text is not None or kept is None or kept.ref is None:
        return text, None
    try:
        return open_payload(folder, kept.ref).decode(errors="replace"), None
    except RearviewError as error:
        return None, error.what
