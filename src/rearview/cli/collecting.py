"""An extraction as a command runs it: its lake, its progress, its end, the summary and the exit code.

Owns what is the same for every command that fills a lake. It must never decide what is read.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.diagnostics import ExitCode

if TYPE_CHECKING:
    from rearview.cli.connection import Connection
    from rearview.lake.settle import Ladder
    from rearview.sources.agentforce.extract.extraction import Extraction
    from rearview.sources.agentforce.extract.report import Report
    from rearview.sources.agentforce.extract.scope import Scope

_KEPT = "Interrupted. What has arrived is kept in {lake}.\nHint: to go on, type: {typed}"


def extraction_of(
    connection: "Connection", lake: Path, scope: "Scope", *, jobs: int = 4, ladder: "Ladder | None" = None
) -> "Extraction":
    """Return what fills a lake from an org."""
    from rearview.lake.settle import LADDER
    from rearview.sources.agentforce.extract.extraction import Extraction

    return Extraction(
        session=connection.session,
        api=connection.api,
        wire=connection.wire,
        root=lake,
        scope=scope,
        jobs=jobs,
        ladder=ladder or LADDER,
        stop=connection.interruption.stop,
    )


def scope_of(agents: Sequence[str]) -> "Scope":
    """Return whose rows are read: those of some agents, or everybody's."""
    from rearview.sources.agentforce.extract.scope import EVERYTHING, Agents

    return Agents(tuple(agents)) if agents else EVERYTHING


def agents_of(lake: Path) -> Sequence[str]:
    """Return the agents that a lake was made for: a run that goes on with it needn't be told."""
    from rearview.lake.scan import identity_of, is_lake

    return identity_of(lake).filters.get("agent", ()) if is_lake(lake) else ()


def ran(
    connection: "Connection", extraction: "Extraction", work: Callable[["Extraction"], "Report"]
) -> "Report":
    """Run an extraction to its end, or to where it is interrupted, and show how far it is."""
    from rearview.cli.progress import watched

    with connection.interruption.patient(), watched() as board:
        board.wait("Asking what the org has …")
        return work(replace(extraction, watch=board.tell))


def tell(
    context: click.Context,
    report: "Report",
    lake: Path,
    *,
    form: str,
    verbose: bool,
    output: Path | None = None,
) -> None:
    """Print the summary of a run."""
    from rearview.cli.result import Result
    from rearview.render import report as page

    typed = str(context.find_root().obj)
    Result(
        lines=lambda width: page.show(report, str(lake), again=typed, width=width, verbose=verbose),
        document=report.as_json(),
        columns=page.COLUMNS,
        rows=list(page.rows(report)),
    ).tell(form, output)


def end(context: click.Context, connection: "Connection", report: "Report", lake: Path) -> None:
    """End the command as its last run ended."""
    if report.interrupted:
        connection.interruption.check(_KEPT.format(lake=lake, typed=context.find_root().obj))
    if not report.complete:
        context.exit(ExitCode.INCOMPLETE)
