"""`rearview snapshot diff`: two runs side by side."""

from pathlib import Path

import click

from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import among


@click.command("diff")
@click.argument("a")
@click.argument("b")
@among
@click.option("--all", "everything", is_flag=True, help="What is the same, too.")
@printed(table="A table to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context, *, a: str, b: str, folder: Path, everything: bool, form: str, output: Path | None
) -> None:
    """Compare two runs.

    How they ended, what each did and took with its sub-agents, and how often each called which tool.
    """
    from rearview.cli.snapshot.opened import opened
    from rearview.cli.snapshot.rows import tell
    from rearview.render.snapshot.difference import differences
    from rearview.sources.snapshots.answers.difference import DifferenceRow, difference
    from rearview.sources.snapshots.answers.summary import summary

    runs = [opened(file, folder) for file in (a, b)]
    rows = difference(*(summary(run.snapshot, run.places) for run in runs))
    shown = rows if everything else [row for row in rows if row.differs]

    tell(
        context,
        DifferenceRow,
        rows,
        lambda width: differences(shown, [run.path for run in runs], width=width),
        form=form,
        output=output,
    )
