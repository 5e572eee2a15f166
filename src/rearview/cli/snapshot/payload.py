"""`rearview snapshot payload`: what an operation sent and got back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import READ, printed
from rearview.cli.snapshot.options import among, of_agent
from rearview.errors import ArgumentError, NotFoundError

if TYPE_CHECKING:
    from rearview.sources.snapshots.answers.bodies import Exchanged, Sent

_MOST = 2
"""Words that say which operation is meant."""


@click.command("payload")
@click.argument("words", metavar="[FILE] OP", nargs=-1, required=True)
@among
@of_agent
@click.option("--request", is_flag=True, help="Only what was sent.")
@click.option("--response", is_flag=True, help="Only what came back.")
@click.option("--sdk", is_flag=True, help="As the recorder's library saw it, not as it went over the wire.")
@click.option("--chat", is_flag=True, help="As the conversation that it was, streams put together.")
@click.option("--raw", is_flag=True, help="The bytes as they were captured, and nothing else.")
@printed(table="Text to read", forms=READ)
def command(
    *,
    words: tuple[str, ...],
    folder: Path,
    agent: str | None,
    request: bool,
    response: bool,
    sdk: bool,
    chat: bool,
    raw: bool,
    form: str,
    output: Path | None,
) -> None:
    """Show what an operation sent and got back, decoded.

    OP is an operation's id, a part of it, or where it stands, such as 1-2 for the second operation of turn 1. Without
    FILE it is one of the latest run.
    """
    from rearview.cli.output import opened
    from rearview.cli.result import Result
    from rearview.cli.snapshot.opened import opened as opened_run
    from rearview.render.snapshot import exchange as page
    from rearview.sources.snapshots.answers import bodies
    from rearview.sources.snapshots.answers.find import LATEST
    from rearview.sources.snapshots.answers.scope import Scope

    if len(words) > _MOST:
        raise ArgumentError.too_many_words(words[_MOST:])
    run = opened_run(words[0] if len(words) == _MOST else LATEST, folder)
    op = words[-1]
    step = bodies.chosen(Scope(agent=agent).of(run.places), op)
    found = bodies.exchange(step, run.folder, "sdk" if sdk else "raw")
    sides = tuple(name for name, wanted in (("request", request), ("response", response)) if wanted)
    if raw:
        with opened(output) as sink:
            sink.write([_bytes(found, sides)])
        return
    held = found.conversation()
    if chat and held is None:
        raise NotFoundError.conversation(step.step_id)
    Result(
        lines=lambda width: (
            page.conversation(found, held, width=width)
            if chat and held
            else page.exchange(found, sides or ("request", "response"), width=width)
        ),
        document={
            "op_id": step.step_id,
            "request": _document(found.request),
            "response": _document(found.response),
            "conversation": held,
        },
    ).tell(form, output)


def _bytes(found: "Exchanged", sides: tuple[str, ...]) -> bytes:
    if len(sides) != 1:
        raise ArgumentError.which_side()
    side = found.request if sides == ("request",) else found.response
    if side is None or (side.missing is not None and side.body is None):
        raise NotFoundError.body(sides[0], side.missing if side else None)
    if side.missing is not None:
        raise NotFoundError.body(sides[0], side.missing)
    return side.body.content if side.body is not None else (side.text or "").encode(errors="surrogatepass")


def _document(side: "Sent | None") -> dict[str, object] | None:
    """Return one side for programs: of a body that is no text, the text that it resembles."""
    if side is None:
        return None
    body = side.body if side.missing is None else None
    return {
        "format": body.format if body else None,
        "head": body.head or None if body else None,
        "body": body.text if body else None,
        "text": side.text,
        "size": side.size,
        "truncated": side.truncated,
        "missing": side.missing,
    }
