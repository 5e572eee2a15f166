"""`rearview snapshot agents`: the tree of sub-agents."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli import diagnostics
from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import reading

if TYPE_CHECKING:
    from rearview.cli.snapshot.opened import Opened


@click.command("agents")
@reading
@click.option(
    "--extract",
    "into",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write each session to a snapshot of its own in that folder, too.",
)
@printed(table="A tree to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context, *, run: "Opened", into: Path | None, form: str, output: Path | None
) -> None:
    """Show the tree of sub-agents; write each to a file of its own.

    What a session took itself is told apart from what it took with all that it called. Files are numbered in the order
    of the run, so that two sessions of one agent don't share one.
    """
    from rearview.cli.snapshot.rows import tell
    from rearview.render.snapshot import agents as page
    from rearview.sources.snapshots.answers.agents import AgentRow, agents
    from rearview.sources.snapshots.answers.document import extract

    if into is not None:
        written = extract(run.path, run.places, into)
        diagnostics.note(f"{len(written):,} sessions were written into {into}.")
    rows = agents(run.places)
    tell(context, AgentRow, rows, lambda width: page.tree(rows, width=width), form=form, output=output)
