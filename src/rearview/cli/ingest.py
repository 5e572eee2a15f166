"""`rearview ingest`: snapshots into a lake, only what is new or changed."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli import diagnostics
from rearview.cli.diagnostics import ExitCode
from rearview.cli.interruption import heard
from rearview.cli.options import filling
from rearview.errors import AccessError, LockedError, NotFoundError

if TYPE_CHECKING:
    from rearview.cli.interruption import Interruption
    from rearview.sources.snapshots.ingest.ingest import Ingestion
    from rearview.sources.snapshots.ingest.report import Report

_PASSING = (AccessError, LockedError, NotFoundError)
"""What may pass by itself, such as a folder that is away: who watches it looks again."""
_KEPT = "Interrupted. What was read is kept in {lake}.\nHint: to go on, type: {typed}"


@click.command("ingest")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False)
)
@click.option(
    "--payloads",
    is_flag=True,
    help="Keep what steps sent and got back, and the bodies of model calls; the lake then always does.",
)
@click.option("--every", metavar="LENGTH", help="Keep running, and look again every so often: 1m, 1h.")
@click.option(
    "--jobs", type=click.IntRange(1), help="How many processes read at once.  [default: one a core]"
)
@filling("./snapshot_data", table="A summary to read")
@click.pass_context
def command(
    context: click.Context,
    *,
    paths: tuple[Path, ...],
    payloads: bool,
    every: str | None,
    jobs: int | None,
    lake: Path,
    form: str,
) -> None:
    """Copy session snapshots into a lake: only what is new or changed.

    PATH is a folder that an agent writes its sessions to, or a file. A file that can't be read stops nothing: it is
    left out, with the reason. What a folder doesn't have any more stays in the lake. What was interrupted goes on when
    the same command is typed again.
    """
    from rearview.cli.repetition import again_and_again
    from rearview.lake.length import duration_ms
    from rearview.sources.snapshots.ingest.ingest import Ingestion, processors

    every_s = None if every is None else duration_ms(every, option="--every") / 1000
    with heard() as interruption:
        ingestion = Ingestion(
            paths=paths,
            root=lake,
            payloads=payloads,
            processes=jobs or processors(),
            stop=interruption.stop,
        )

        def once(*, said: bool = False) -> "Report":
            report = _ran(ingestion, interruption)
            if report.did_something or not said:
                _tell(report, lake, form)
            return report

        report = once()
        if every_s is not None and not report.interrupted:
            interruption.wait(every_s)
            report = again_and_again(lambda: once(said=True), every_s, interruption, passing=_PASSING)
        if report.interrupted:
            interruption.check(_KEPT.format(lake=lake, typed=context.find_root().obj))
    if report.read_nothing:
        context.exit(ExitCode.INCOMPLETE)


def _ran(ingestion: "Ingestion", interruption: "Interruption") -> "Report":
    """Ingest once, and show how far it is."""
    from dataclasses import replace

    from rearview.cli.progress import watched
    from rearview.sources.snapshots.ingest.ingest import ingest

    with interruption.patient(), watched() as board:
        board.wait("Looking for what is new …")
        return ingest(
            replace(
                ingestion,
                watch=lambda far: board.say(rows=far.rows, done=far.bytes_done, of=far.bytes),
            )
        )


def _tell(report: "Report", lake: Path, form: str) -> None:
    """Print the summary of a run, and note what couldn't be read."""
    from rearview.cli.result import Result
    from rearview.render import ingest as page

    Result(
        lines=lambda width: page.show(report, lake, width=width),
        document=report.as_json(),
        columns=page.COLUMNS,
        rows=list(page.rows(report)),
    ).tell(form)
    if not report.files:
        diagnostics.note(page.nothing(report))
