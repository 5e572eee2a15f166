"""`rearview snapshot show`: a run at a glance."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import reading

if TYPE_CHECKING:
    from rearview.cli.snapshot.opened import Opened


@click.command("show")
@reading
@printed(table="A page to read", forms=FORMS)
def command(run: "Opened", form: str, output: Path | None) -> None:
    """Show a run at a glance, and what went wrong first.

    Which agent, how it ended and why, what it took by itself and with its sub-agents, what failed, the first error by
    time. Where the recorder's own totals say something else than its charges, both are shown.
    """
    from rearview.cli.result import Result
    from rearview.render.snapshot import summary as page
    from rearview.sources.snapshots.answers.bodies import short_ids
    from rearview.sources.snapshots.answers.summary import summary

    found = summary(run.snapshot, run.places)
    ids = short_ids(run.places.steps)
    document = page.document(found, run.path)
    Result(
        lines=lambda width: page.show(found, run.path, ids, width=width),
        document=document,
        columns=page.COLUMNS,
        rows=list(page.rows(document)),
    ).tell(form, output)
