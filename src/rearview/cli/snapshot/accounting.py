"""`rearview snapshot accounting`: what a run was charged."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import part, reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from rearview.cli.snapshot.opened import Opened
    from rearview.sources.snapshots.answers.accounting import By
    from rearview.sources.snapshots.answers.scope import Scope


@click.command("accounting")
@reading
@part
@click.option(
    "--by",
    type=click.Choice(["model", "provider", "agent", "tool", "turn"]),
    default="model",
    show_default=True,
    help="What charges are summed by.",
)
@printed(table="Sums and a table to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context, *, run: "Opened", scope: "Scope", by: "By", form: str, output: Path | None
) -> None:
    """Sum the charges by model, provider, agent, tool or turn.

    Sub-agents are counted in, each by its own name; 'rearview snapshot agents' tells what each took with all that it
    called. A cost that nobody recorded is unknown, never zero. Tools are charged in characters and time.
    """
    from rearview.cli.snapshot.rows import tell
    from rearview.render.snapshot import accounting as page
    from rearview.render.snapshot import lists
    from rearview.sources.snapshots.answers.accounting import ModelSum, ToolSum, charges, models, sums, tools
    from rearview.sources.snapshots.answers.scope import EVERYTHING
    from rearview.sources.snapshots.totals import totals

    found = charges(scope.of(run.places))
    if by == "tool":
        rows = tools(found)
        tell(
            context,
            ToolSum,
            rows,
            lambda width: lists.tool_charges(rows, width=width),
            form=form,
            output=output,
        )
        return
    groups = models(found, by)
    differences = totals(run.places)[0].differences if scope == EVERYTHING else ()

    def lines(width: int) -> "Iterator[Text]":
        yield from page.amounts(sums(charge.entry for charge in found), width=width)
        yield from page.differences(differences, width=width)
        yield from lists.blank_then(lists.charges(groups, by.capitalize(), width=width))

    tell(context, ModelSum, groups, lines, form=form, output=output)
