"""`rearview snapshot turns`: what each turn did and took."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import part, reading

if TYPE_CHECKING:
    from rearview.cli.snapshot.opened import Opened
    from rearview.sources.snapshots.answers.scope import Scope


@click.command("turns")
@reading
@part
@printed(table="A table to read", forms=FORMS)
@click.pass_context
def command(context: click.Context, *, run: "Opened", scope: "Scope", form: str, output: Path | None) -> None:
    """List the turns, with what each took.

    Turn 0 is the system's and spans the whole session; S1, S2 … are work beside the turns. Tokens and cost are the
    turn's own; what its sub-agents cost is told apart.
    """
    from rearview.cli.snapshot.rows import tell
    from rearview.render.snapshot import lists
    from rearview.sources.snapshots.answers.turns import TurnRow, turns

    rows = turns(scope.of(run.places), run.places)
    tell(context, TurnRow, rows, lambda width: lists.turns(rows, width=width), form=form, output=output)
