"""`rearview snapshot prompts`: what the turns of a run began with."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import part, reading
from rearview.errors import NotFoundError

if TYPE_CHECKING:
    from rearview.cli.snapshot.opened import Opened
    from rearview.sources.snapshots.answers.scope import Scope


@click.command("prompts")
@reading
@part
@printed(table="Text to read", forms=FORMS)
@click.pass_context
def command(context: click.Context, *, run: "Opened", scope: "Scope", form: str, output: Path | None) -> None:
    """Show the prompts of the turns.

    They are shown whole. The conversation that went to a model is shown by 'rearview snapshot payload OP --chat'.
    """
    from rearview.cli.snapshot.rows import tell
    from rearview.render.snapshot import said
    from rearview.sources.snapshots.answers.prompts import PromptRow, prompts

    rows = prompts(scope.of(run.places))
    if not rows:
        raise NotFoundError.prompts()
    tell(context, PromptRow, rows, lambda width: said.prompts(rows, width=width), form=form, output=output)
