"""`rearview snapshot logs`: the log lines of a run."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import part, reading

if TYPE_CHECKING:
    from rich.text import Text

    from rearview.cli.snapshot.opened import Opened
    from rearview.sources.snapshots.answers.scope import Scope

_SEVERITIES = ("VRB", "WRN", "ERR", "TRC", "THK", "FIN")


@click.command("logs")
@reading
@part
@click.option(
    "--severity",
    "severities",
    type=click.Choice(_SEVERITIES, case_sensitive=False),
    multiple=True,
    help="Only lines of this severity; repeatable.",
)
@click.option("--fatal", is_flag=True, help="Only lines that ended a session.")
@click.option("--stack", is_flag=True, help="Only lines with a stack, and that too.")
@click.option("--bodies", is_flag=True, help="Only lines that carry a body, and that too.")
@click.option("--count", is_flag=True, help="How many lines there are of each severity, instead.")
@click.option("--verbose", is_flag=True, help="Whole messages and bodies.")
@printed(table="Lines to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context,
    *,
    run: "Opened",
    scope: "Scope",
    severities: tuple[str, ...],
    fatal: bool,
    stack: bool,
    bodies: bool,
    count: bool,
    verbose: bool,
    form: str,
    output: Path | None,
) -> None:
    """List the log lines by time: of a severity, fatal, with stacks.

    A snapshot holds the lines that belong to an operation; the recorder's full log has more. A run of version 3 has
    only the warnings and errors of its turns.
    """
    from rearview.cli.snapshot.rows import tell
    from rearview.render.snapshot import logs
    from rearview.sources.snapshots.answers.logs import Lines, LogRow, SeverityCount, counted

    wanted = Lines(severities=frozenset(severities), fatal=fatal, stack=stack, bodies=bodies)
    rows = wanted.of(scope.of(run.places))
    if count:
        counts = counted(rows)
        tell(
            context,
            SeverityCount,
            counts,
            lambda width: logs.counts(counts, width=width),
            form=form,
            output=output,
        )
        return

    def lines(width: int) -> "Iterator[Text]":
        return logs.logs(rows, width=width, verbose=verbose, stacks=stack)

    tell(context, LogRow, rows, lines, form=form, output=output)
