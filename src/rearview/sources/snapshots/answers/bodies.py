"""What an operation sent and got back: as it was captured, and as the conversation that it was.

Owns which operation is meant, and where its bodies lie: in the file itself, or in files that it names. What can't be
understood is handed out as it is, never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import DecodeError, json

from rearview.errors import ArgumentError, NotFoundError, RearviewError
from rearview.sources.snapshots.answers.find import nearest
from rearview.sources.snapshots.answers.scope import agent_of
from rearview.sources.snapshots.bodies.body import Body, captured, decode
from rearview.sources.snapshots.bodies.conversation import Conversation
from rearview.sources.snapshots.bodies.reading import conversation
from rearview.sources.snapshots.format import EncodedBody, Exchange, ModelAnswer, ModelRequest, PayloadRef
from rearview.sources.snapshots.payload import exchanged
from rearview.sources.snapshots.payload_files import open_payload
from rearview.sources.snapshots.places import Places, StepPlace
from rearview.sources.snapshots.steps import name

Capture: TypeAlias = Literal["raw", "sdk"]
"""Which of the two captures: what went over the wire, or what the recorder's library was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One side of an exchange."""

    text: str | None
    """What the snapshot shows of it without its bodies: a tool's parameters or result, a model's words."""
    body: Body | None
    """The body that was captured."""
    missing: str | None
    """Why there is no body, where there should be one."""
    size: int | float | None
    truncated: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """Both sides of an operation."""

    step: StepPlace
    request: Sent | None
    response: Sent | None

    def conversation(self) -> Conversation | None:
        """Return what was said, or None where that can't be understood."""
        bodies = [side.body if side else None for side in (self.request, self.response)]
        return conversation(*bodies)


def chosen(places: Places, wanted: str) -> StepPlace:
    """Return the operation that is meant: by its id, by a part of that, or by where it stands, such as `1-2`."""
    folded = wanted.casefold()
    ways = (
        [step for step in places.steps if step.step_id == wanted],
        [step for step in places.steps if step.path.casefold() == folded],
        [step for step in places.steps if step.step_id.casefold().endswith(f"-{folded}")],
        [step for step in places.steps if folded in step.step_id.casefold()],
    )
    found = next((steps for steps in ways if steps), [])
    if not found:
        raise NotFoundError.operation(wanted, nearest([step.step_id for step in places.steps], wanted))
    if len(found) > 1:
        raise ArgumentError.ambiguous_operation(wanted, [_told(step) for step in found])
    return found[0]


def exchange(step: StepPlace, folder: Path, capture: Capture = "raw") -> Exchanged:
    """Return what an operation sent and got back; bodies in files of their own lie in the sessions' folder."""
    op = step.op
    return Exchanged(
        step=step,
        request=_sent(op.request, ModelRequest, folder, capture),
        response=_sent(op.response, ModelAnswer, folder, capture),
    )


def short_ids(steps: Iterable[StepPlace]) -> dict[str, str]:
    """Return for each id the part behind its last hyphen where no other id ends so, else the whole of it."""
    ids = [step.step_id for step in steps]
    ends: dict[str, int] = {}
    for id_ in ids:
        end = id_.rpartition("-")[2]
        ends[end] = ends.get(end, 0) + 1
    return {id_: end if ends[end := id_.rpartition("-")[2]] == 1 and end else id_ for id_ in ids}


def _told(step: StepPlace) -> str:
    return f"{step.step_id}  {agent_of(step.turn.session)} {step.path} {name(step.op) or step.op.kind}"


def _sent(
    side: Exchange | None, shape: type[ModelRequest | ModelAnswer], folder: Path, capture: Capture
) -> Sent | None:
    if side is None:
        return None
    payload = _shaped(side, shape)
    kept = _kept(payload, capture) if payload else None
    body, missing = _body(kept, folder) if kept else (None, None)
    return Sent(
        text=_words(side, payload, is_kept=kept is not None),
        body=body,
        missing=missing,
        size=side.size,
        truncated=side.truncated,
    )


def _kept(payload: ModelRequest | ModelAnswer, capture: Capture) -> EncodedBody | None:
    """Return where a body is; a tool may have a parameter of the same name, which is none."""
    kept = payload.raw if capture == "raw" else payload.sdk
    if kept is None and capture == "raw" and payload.ref is not None:
        return EncodedBody(format=payload.ref.format, ref=payload.ref)
    return kept if kept is not None and (kept.encoding is not None or kept.ref is not None) else None


def _words(side: Exchange, payload: ModelRequest | ModelAnswer | None, *, is_kept: bool) -> str | None:
    if isinstance(payload, ModelAnswer) and payload.text_preview is not None:
        return payload.text_preview
    return None if is_kept else exchanged(side)


def _body(kept: EncodedBody, folder: Path) -> tuple[Body | None, str | None]:
    """Return a body, or why there is none."""
    try:
        body = _opened(kept.ref, kept, folder) if kept.ref else captured(kept)
    except RearviewError as error:
        return None, error.what
    if body is None:
        return None, "It is kept in a form that can't be decoded."
    return body, f"The recorder couldn't keep it ({body.missing})." if body.missing else None


def _opened(ref: PayloadRef, kept: EncodedBody, folder: Path) -> Body:
    return decode(ref.format or kept.format or "", open_payload(folder, ref))


def _shaped(side: Exchange, shape: type[ModelRequest | ModelAnswer]) -> ModelRequest | ModelAnswer | None:
    """Return a payload in the shape that holds bodies; None where it has another, as those of tools have."""
    if not bytes(side.payload).startswith(b"{"):
        return None
    try:
        return json.decode(side.payload, type=shape)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None
