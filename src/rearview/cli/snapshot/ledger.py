"""`rearview snapshot ledger`: the ledger of charges that a recorder keeps beside its sessions."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.diagnostics import ExitCode
from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import among

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from rearview.sources.snapshots.answers.ledger import By


@click.command("ledger")
@click.argument(
    "files", metavar="FILE...", type=click.Path(path_type=Path, readable=False), nargs=-1, required=True
)
@among
@click.option(
    "--by",
    type=click.Choice(["model", "provider", "agent", "tool", "day", "hour", "session"]),
    default="model",
    show_default=True,
    help="What charges are summed by.",
)
@click.option("--limit", metavar="N", type=click.IntRange(1), help="Only the first N of the table.")
@click.option(
    "--reconcile", is_flag=True, help="Compare each run with its file in the sessions' folder, instead."
)
@printed(table="Sums and a table to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context,
    *,
    files: tuple[Path, ...],
    folder: Path,
    by: "By",
    limit: int | None,
    reconcile: bool,
    form: str,
    output: Path | None,
) -> None:
    """Sum an accounting.jsonl, and compare it with the runs.

    FILE may be an archive (.gz), and there may be several. Every sub-agent writes its charges once more when its
    caller ends: a line that stood there before is counted as repeated, and not believed. Exits 1 if --reconcile finds
    a run that disagrees.
    """
    from rearview.cli.snapshot.rows import tell
    from rearview.render.snapshot import accounting as page
    from rearview.render.snapshot import lists
    from rearview.sources.snapshots.answers.accounting import ModelSum
    from rearview.sources.snapshots.answers.find import file_of
    from rearview.sources.snapshots.answers.ledger import read_ledger
    from rearview.sources.snapshots.answers.reconcile import Reconciled
    from rearview.sources.snapshots.answers.reconcile import reconcile as compare

    held = read_ledger(files, by)
    if reconcile:
        found = compare(held, lambda session_id: file_of(session_id, folder))
        tell(
            context,
            Reconciled,
            found,
            lambda width: page.reconciled(found, width=width),
            form=form,
            output=output,
        )
        if any(row.agrees is False for row in found):
            context.exit(ExitCode.FAILED)
        return
    rows = held.rows()[:limit]

    def lines(width: int) -> "Iterator[Text]":
        table = (
            lists.tool_ledger(rows, width=width)
            if by == "tool"
            else lists.charges(rows, by.capitalize(), width=width)
        )
        return page.ledger(held, table, width=width)

    tell(context, ModelSum, rows, lines, form=form, output=output)
