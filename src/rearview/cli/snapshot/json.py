"""`rearview snapshot json`: a run as it was written."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.snapshot.options import of_agent, reading
from rearview.errors import ArgumentError

if TYPE_CHECKING:
    from rearview.cli.snapshot.opened import Opened


@click.command("json")
@reading
@of_agent
@click.option("--op", metavar="OP", help="Only one operation: its id, a part of it, or where it stands.")
@click.option("--compact", is_flag=True, help="On as few lines as it was written, byte by byte.")
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write to a file instead."
)
def command(*, run: "Opened", agent: str | None, op: str | None, compact: bool, output: Path | None) -> None:
    """Print a run, a session or an operation as it was written.

    Every field is there, those that Rearview doesn't know too, so 'jq' can be put behind it.
    """
    from rearview.cli.output import opened

    with opened(output) as sink:
        text = _text(run, agent, op)
        sink.write(
            [text.rstrip(b"\n"), b"\n"] if compact else _laid_out(text, by_line=_is_ledger(run, agent, op))
        )


def _text(run: "Opened", agent: str | None, op: str | None) -> bytes:
    from rearview.sources.snapshots.answers import bodies, document
    from rearview.sources.snapshots.answers.scope import Scope
    from rearview.sources.snapshots.read import as_written

    found = Scope(agent=agent).of(run.places)
    if op is not None:
        step = bodies.chosen(found, op)
        return document.operation_text(document.parts(run.path, run.places), run.places, step)
    if agent is not None:
        if len(found.sessions) > 1:
            raise ArgumentError.several_sessions(agent, [place.session_id for place in found.sessions])
        return document.session_text(document.parts(run.path, run.places), run.places, found.sessions[0])
    return as_written(run.path)


def _is_ledger(run: "Opened", agent: str | None, op: str | None) -> bool:
    from rearview.sources.snapshots.folder import LEDGER

    return agent is None and op is None and run.path.name.endswith(LEDGER)


def _laid_out(text: bytes, *, by_line: bool) -> Iterator[bytes]:
    """Yield JSON laid out to be read: of a ledger, line by line."""
    from msgspec import DecodeError, json

    from rearview.render.plain import plain_json

    for document in text.split(b"\n") if by_line else [text]:
        if not document.strip():
            continue
        try:
            lines = json.format(document, indent=2).decode(errors="replace").split("\n")
        except (DecodeError, RecursionError):
            lines = document.decode(errors="replace").split("\n")
        yield from (f"{plain_json(line)}\n".encode(errors="replace") for line in lines)
