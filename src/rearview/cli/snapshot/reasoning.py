"""`rearview snapshot reasoning`: what the models of a run thought."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import part, reading
from rearview.errors import NotFoundError

if TYPE_CHECKING:
    from rearview.cli.snapshot.opened import Opened
    from rearview.sources.snapshots.answers.scope import Scope


@click.command("reasoning")
@reading
@part
@printed(table="Text to read", forms=FORMS)
@click.pass_context
def command(context: click.Context, *, run: "Opened", scope: "Scope", form: str, output: Path | None) -> None:
    """Show what the models thought.

    It is shown whole, wherever the recorder kept it: in one piece, in chunks, or in a file of its own.
    """
    from rearview.cli.snapshot.rows import tell
    from rearview.render.snapshot import said
    from rearview.sources.snapshots.answers.prompts import ThoughtRow, thoughts

    rows = thoughts(scope.of(run.places), run.folder)
    if not rows:
        raise NotFoundError.reasoning()
    tell(context, ThoughtRow, rows, lambda width: said.thoughts(rows, width=width), form=form, output=output)
