"""`rearview count`: how many rows the source has."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.diagnostics import ExitCode
from rearview.cli.options import FORMS, printed, signing_in

if TYPE_CHECKING:
    from rearview.cli.connection import ApiChoice
    from rearview.sources.agentforce.signin import Login


@click.command("count")
@signing_in
@click.option(
    "--entity",
    "entities",
    metavar="TABLE",
    multiple=True,
    default=["sessions"],
    help="What to count: interactions, steps, messages …, or all; repeatable.  [default: sessions]",
)
@click.option("--days", type=int, default=7, show_default=True, help="How many days to go back.")
@printed(table="A table to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context,
    *,
    login: "Login",
    api: "ApiChoice",
    entities: tuple[str, ...],
    days: int,
    form: str,
    output: Path | None,
) -> None:
    """Count rows at the source, without fetching them.

    Every table is counted by its own time; one that has none is counted whole. Counting takes about as many credits as
    fetching does.
    """
    from rearview.cli.connection import connected
    from rearview.cli.progress import watched
    from rearview.cli.result import Result
    from rearview.lake.grid import iso
    from rearview.render import counts
    from rearview.sources.agentforce.catalog import CATALOG
    from rearview.sources.agentforce.extract.count import count, folders_of
    from rearview.sources.agentforce.extract.period import period
    from rearview.sources.agentforce.extract.probe import probe

    folders = folders_of(entities)
    with connected(login, api) as connection:
        asked = period(days=days, now_ms=connection.session.now_ms())
        with watched() as board:
            board.wait("Counting …")
            parents = {link.to for folder in folders for link in CATALOG[folder].parents}
            source = probe(connection.api, {*folders, *parents})
            found = list(count(connection.api, source, folders, asked))
    missing = {folder: reason for folder, reason in source.missing.items() if folder in folders}
    rows = [{"table": folder, "rows": rows} for folder, rows in found]
    Result(
        lines=lambda width: counts.show(found, missing, asked, width=width),
        document={
            "since": iso(asked.since_ms),
            "until": iso(asked.until_ms),
            "tables": rows,
            "missing": missing,
        },
        columns=counts.COLUMNS,
        rows=rows,
    ).tell(form, output)
    if not rows:
        context.exit(ExitCode.NOTHING_FOUND)
