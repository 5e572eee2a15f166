"""`rearview snapshot report`: what a run answered in the end."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import of_agent, reading
from rearview.errors import NotFoundError

if TYPE_CHECKING:
    from rearview.cli.snapshot.opened import Opened


@click.command("report")
@reading
@of_agent
@printed(table="The report's text", forms=FORMS)
@click.pass_context
def command(
    context: click.Context, *, run: "Opened", agent: str | None, form: str, output: Path | None
) -> None:
    """Show the final report.

    Of the root's session, or of the sessions of the agent that is named. It is looked for beside the turns, in the
    call that handed it in, and between tags in what the model said.
    """
    from rearview.cli.snapshot.rows import tell
    from rearview.render.snapshot import report as page
    from rearview.sources.snapshots.answers.reports import ReportRow, reports, why_none
    from rearview.sources.snapshots.answers.scope import Scope

    named = Scope(agent=agent).of(run.places).sessions if agent else run.places.sessions[:1]
    rows = reports(run.places, named)
    if not rows:
        raise NotFoundError.report(why_none(run.places, named))
    tell(context, ReportRow, rows, lambda width: page.reports(rows, width=width), form=form, output=output)
