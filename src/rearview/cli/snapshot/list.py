"""`rearview snapshot list`: the runs of a sessions' folder."""

from itertools import islice
from pathlib import Path

import click

from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import among


@click.command("list")
@click.argument("part", default="")
@among
@click.option("--limit", metavar="N", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@printed(table="A table to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context, *, part: str, folder: Path, limit: int, form: str, output: Path | None
) -> None:
    """List the runs of a sessions' folder, the newest first.

    With PART only those whose ids have that in them. Costs are with all sub-agents. A file that can't be read is
    listed too; 'rearview snapshot doctor' says what is wrong with it.
    """
    from rearview.cli.snapshot.rows import tell
    from rearview.render.snapshot import lists
    from rearview.sources.snapshots.answers.find import newest
    from rearview.sources.snapshots.answers.runs import RunRow, runs

    rows = runs(islice(newest(folder, part), limit))
    tell(context, RunRow, rows, lambda width: lists.runs(rows, width=width), form=form, output=output)
