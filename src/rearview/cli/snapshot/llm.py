"""`rearview snapshot llm`: the model calls of a run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import part, reading

if TYPE_CHECKING:
    from rearview.cli.snapshot.opened import Opened
    from rearview.sources.snapshots.answers.scope import Scope


@click.command("llm")
@reading
@part
@click.option("--failed", is_flag=True, help="Only calls that failed.")
@click.option("--slowest", metavar="N", type=click.IntRange(1), help="The N that took longest, these first.")
@printed(table="A table to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context,
    *,
    run: "Opened",
    scope: "Scope",
    failed: bool,
    slowest: int | None,
    form: str,
    output: Path | None,
) -> None:
    """List the model calls, with tokens, context and retries.

    A retry is a call of its own. Behind a router, the model that was asked stands before the one that answered. What
    was said is shown by 'rearview snapshot payload OP --chat'.
    """
    from rearview.cli.snapshot.rows import tell
    from rearview.render.snapshot import lists
    from rearview.sources.snapshots.answers.bodies import short_ids
    from rearview.sources.snapshots.answers.model_calls import ModelCall, model_calls
    from rearview.sources.snapshots.answers.operations import Choice, operations

    part_of_it = scope.of(run.places)
    choice = Choice(kinds=frozenset({"llm"}), failed=failed, slowest=slowest)
    rows = model_calls(part_of_it, choice.of(operations(part_of_it, run.places)))
    ids = short_ids(run.places.steps)
    tell(
        context,
        ModelCall,
        rows,
        lambda width: lists.model_calls(rows, ids, width=width),
        form=form,
        output=output,
    )
