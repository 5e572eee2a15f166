"""What an operation sent and got back: decoded and laid out, or as the conversation that it was."""

from collections.abc import Iterator

from msgspec import DecodeError, json
from rich.text import Text

from rearview.render.amount import size
from rearview.render.facts import FAILED, WARNING, across
from rearview.render.snapshot.said import indented
from rearview.sources.snapshots.answers.bodies import Exchanged, Sent
from rearview.sources.snapshots.answers.scope import agent_of
from rearview.sources.snapshots.bodies.conversation import (
    Answered,
    Conversation,
    Part,
    Reasoning,
    Refusal,
    ToolCall,
    ToolResult,
    Unshown,
)
from rearview.sources.snapshots.bodies.conversation import (
    Text as Words,
)
from rearview.sources.snapshots.steps import name, status

_LARGEST = 8 << 20
"""JSON beyond this isn't laid out."""


def heading(exchanged: Exchanged, *, width: int) -> Iterator[Text]:
    """Yield which operation it is."""
    step = exchanged.step
    called = f"{step.op.kind}: {name(step.op) or 'unnamed'}"
    words = (
        f"{step.step_id}  {agent_of(step.turn.session)} {step.path}  {called}  {status(step.op) or 'unknown'}"
    )
    return across(words, width=width, style="bold")


def exchange(exchanged: Exchanged, sides: tuple[str, ...], *, width: int) -> Iterator[Text]:
    """Yield the sides that are wanted of an exchange, whole."""
    yield from heading(exchanged, width=width)
    for label in sides:
        yield Text()
        side = exchanged.request if label == "request" else exchanged.response
        if side is None:
            yield from across(f"{label.upper()}: none was recorded", width=width, style=WARNING)
        else:
            yield from _side(label.upper(), side, width)


def conversation(exchanged: Exchanged, held: Conversation, *, width: int) -> Iterator[Text]:
    """Yield a conversation, message by message."""
    yield from heading(exchanged, width=width)
    told = (("dialect", held.dialect), ("model", held.model))
    yield from across(
        "; ".join(f"{label} {value}" for label, value in told if value), width=width, style="dim"
    )
    for message in held.messages:
        yield Text()
        yield from across(message.role.upper(), width=width, style="bold cyan")
        for part in message.parts:
            yield from _part(part, width)
    yield from _answer(exchanged, held.answered, width)


def _answer(exchanged: Exchanged, answered: Answered | None, width: int) -> Iterator[Text]:
    """Yield how the answer ended; where none of its words are in what was captured, those that the recorder kept."""
    kept = exchanged.response.text if exchanged.response else None
    if kept and (answered is None or not answered.messages):
        yield Text()
        yield from across("ASSISTANT, in the recorder's words", width=width, style="bold cyan")
        yield from indented(kept, width=width)
    if answered is None:
        yield Text()
        yield from across("The answer wasn't captured, or can't be understood.", width=width, style=WARNING)
        return
    if answered.error:
        yield Text()
        yield from across(f"Error: {answered.error}", width=width, style=FAILED)
    if answered.cut:
        yield Text()
        yield from across("The answer breaks off here.", width=width, style=WARNING)
    ended = [f"stopped: {answered.stop_reason}"] if answered.stop_reason else []
    ended += [f"{label} {figure:,}" for label, figure in answered.usage]
    if ended:
        yield Text()
        yield from across("; ".join(ended), width=width, style="dim")


def _side(label: str, side: Sent, width: int) -> Iterator[Text]:
    shown = side.body if side.body is not None and side.missing is None else None
    about = [f"{shown.format}, {size(len(shown.content))}"] if shown else []
    about += ["truncated"] if side.truncated else []
    told = f" ({', '.join(about)})" if about else ""
    yield from across(label + told, width=width, style="bold cyan")
    if side.missing:
        yield from across(side.missing, width=width, style=WARNING)
    if shown is not None and shown.head:
        yield from indented(shown.head, width=width, style="dim")
        yield Text()
    text = shown.text if shown is not None else side.text
    if text:
        yield from indented(_laid_out(text), width=width)
    if shown is not None and side.text:
        yield from across("In the recorder's words:", width=width, style="bold cyan")
        yield from indented(side.text, width=width)


def _laid_out(text: str) -> str:
    if not text.lstrip().startswith(("{", "[")) or len(text) > _LARGEST:
        return text
    try:
        return json.format(text, indent=2)
    except (DecodeError, RecursionError, UnicodeEncodeError):
        return text


def _part(part: Part, width: int) -> Iterator[Text]:
    match part:
        case Words(text=text):
            yield from indented(text, width=width)
        case Reasoning(text=text):
            yield from indented(f"(thinking) {text}", width=width, style="dim")
        case Refusal(text=text):
            yield from indented(f"(refusal) {text}", width=width, style=WARNING)
        case ToolCall():
            yield from indented(f"→ {part.name or 'a tool'} {part.arguments}", width=width)
        case ToolResult():
            named = f"{part.name}: " if part.name else ""
            words = f"← {named}{'failed: ' if part.failed else ''}{part.text}"
            yield from indented(words, width=width, style=FAILED if part.failed else "")
            for other in part.unshown:
                yield from _part(other, width)
        case Unshown():
            yield from indented(
                f"[{' '.join(filter(None, (part.kind, part.name)))}]", width=width, style="dim"
            )
