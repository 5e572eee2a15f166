"""`rearview ingest`: snapshots or traces into a lake, only what is new or changed."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from rearview.cli import diagnostics
from rearview.cli.diagnostics import ExitCode
from rearview.cli.interruption import heard
from rearview.cli.options import filling
from rearview.errors import AccessError, LockedError, NotFoundError

if TYPE_CHECKING:
    from rearview.cli.interruption import Interruption
    from rearview.cli.progress import Board

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
    """Copy session snapshots, or traces, into a lake: only what is new or changed.

    PATH is a folder that an agent writes its sessions to, or a file. Traces are OpenTelemetry's OTLP, as JSON, JSON lines or protobuf,
    gzipped or not, and what the Agentforce Session Trace API answers; of these, all is always kept. A file that can't
    be read stops nothing: it is left out, with the reason. What a folder doesn't have any more stays in the lake. What
    was interrupted goes on when the same command is typed again.
    """
    from rearview.cli.repetition import again_and_again
    from rearview.lake.length import duration_ms

    every_s = None if every is None else duration_ms(every, option="--every") / 1000
    # Before signals are listened for: some libraries take SIGINT for themselves when they are imported.
    way, wanted = _way(paths, lake), _Wanted(paths, lake, payloads, jobs)
    with heard() as interruption:

        def once(*, said: bool = False) -> Any:
            report = _ran(lambda board: way.run(wanted, interruption.stop, board), interruption)
            if report.did_something or not said:
                _tell(report, way.page, lake, form)
            return report

        report = once()
        if every_s is not None and not report.interrupted:
            interruption.wait(every_s)
            report = again_and_again(lambda: once(said=True), every_s, interruption, passing=_PASSING)
        if report.interrupted:
            interruption.check(_KEPT.format(lake=lake, typed=context.find_root().obj))
    if report.read_nothing:
        context.exit(ExitCode.INCOMPLETE)


class _Wanted(NamedTuple):
    """What was asked for."""

    paths: tuple[Path, ...]
    lake: Path
    payloads: bool
    jobs: int | None


class _Way(NamedTuple):
    """What takes files of one kind in, and what shows what came of it."""

    run: Callable[[_Wanted, Event, "Board"], Any]
    page: Any


def _way(paths: tuple[Path, ...], lake: Path) -> _Way:
    """Return the way for what lies there; where nothing does, for what the lake is made of."""
    from rearview.lake.scan import identity_of, is_lake
    from rearview.sources.otel.ingest.files import are_spans
    from rearview.sources.otel.rows import SOURCE

    if are_spans(paths) or (is_lake(lake) and identity_of(lake).source == SOURCE):
        return _of_spans()
    return _of_snapshots()


def _of_snapshots() -> _Way:
    from rearview.render import ingest as page
    from rearview.sources.snapshots.ingest.ingest import Ingestion, ingest, processors

    def run(wanted: _Wanted, stop: Event, board: "Board") -> Any:
        return ingest(
            Ingestion(
                paths=wanted.paths,
                root=wanted.lake,
                payloads=wanted.payloads,
                processes=wanted.jobs or processors(),
                stop=stop,
                watch=lambda far: board.say(rows=far.rows, done=far.bytes_done, of=far.bytes),
            )
        )

    return _Way(run, page)


def _of_spans() -> _Way:
    from rearview.render import ingest_spans as page
    from rearview.sources.otel.ingest.ingest import Ingestion, ingest

    def run(wanted: _Wanted, stop: Event, board: "Board") -> Any:
        return ingest(
            Ingestion(
                paths=wanted.paths,
                root=wanted.lake,
                stop=stop,
                watch=lambda spans, done, of: board.say(rows=spans, done=done, of=of),
            )
        )

    return _Way(run, page)


def _ran(run: Callable[["Board"], Any], interruption: "Interruption") -> Any:
    """Ingest once, and show how far it is."""
    from rearview.cli.progress import watched

    with interruption.patient(), watched() as board:
        board.wait("Looking for what is new …")
        return run(board)


def _tell(report: Any, page: Any, lake: Path, form: str) -> None:
    """Print the summary of a run, and note what couldn't be read."""
    from rearview.cli.result import Result

    Result(
        lines=lambda width: page.show(report, lake, width=width),
        document=report.as_json(),
        columns=page.COLUMNS,
        rows=list(page.rows(report)),
    ).tell(form)
    if not report.files:
        diagnostics.note(page.nothing(report))
