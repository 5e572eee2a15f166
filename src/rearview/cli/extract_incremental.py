"""`rearview extract-incremental`: what is new in an org, and what is due to be read again."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import fetching, filling, signing_in
from rearview.cli.options import window as window_option
from rearview.errors import LockedError, UnreachableError

if TYPE_CHECKING:
    from rearview.cli.connection import ApiChoice
    from rearview.sources.agentforce.extract.report import Report
    from rearview.sources.agentforce.signin import Login


@click.command("extract-incremental")
@signing_in
@click.option(
    "--agent", "agents", metavar="NAME", multiple=True, help="Only sessions with this agent; repeatable."
)
@click.option(
    "--settle",
    metavar="LADDER",
    help="How old a file's time is when it is read again.  [default: 15m,1h,6h,24h,3d]",
)
@click.option("--every", metavar="LENGTH", help="Keep running, with a run every so often: 15m, 1h.")
@window_option
@fetching
@filling("./stdm_data", table="A summary to read")
@click.pass_context
def command(
    context: click.Context,
    *,
    login: "Login",
    api: "ApiChoice",
    agents: tuple[str, ...],
    settle: str | None,
    every: str | None,
    window: str | None,
    jobs: int,
    lake: Path,
    form: str,
    verbose: bool,
) -> None:
    """Copy what is new, and what is due to be read again.

    Goes on from the end of what the lake covers, and reads once more what was read too early to be whole: rows come in
    for days after what they tell of. What failed before is read, too. A new lake begins with the last seven days.
    """
    from rearview.cli.collecting import agents_of, end, extraction_of, ran, scope_of, tell
    from rearview.cli.connection import connected
    from rearview.cli.repetition import again_and_again
    from rearview.lake.length import duration_ms
    from rearview.sources.agentforce.extract.orders import extract_incremental
    from rearview.sources.agentforce.extract.period import window_ms

    width_ms = None if window is None else window_ms(window, option="--window")
    ladder = None if settle is None else _ladder(settle)
    every_s = None if every is None else duration_ms(every, option="--every") / 1000
    scope = scope_of(agents or agents_of(lake))
    with connected(login, api, jobs=jobs) as connection:
        extraction = extraction_of(connection, lake, scope, jobs=jobs, ladder=ladder)

        def once() -> "Report":
            report = ran(connection, extraction, lambda ready: extract_incremental(ready, width_ms=width_ms))
            tell(context, report, lake, form=form, verbose=verbose)
            return report

        if every_s is None:
            report = once()
        else:
            report = again_and_again(
                once, every_s, connection.interruption, passing=(LockedError, UnreachableError)
            )
        end(context, connection, report, lake)


def _ladder(text: str) -> tuple[int, ...]:
    """Return the ages at which a window is read again."""
    from rearview.errors import ArgumentError
    from rearview.lake.length import duration_ms

    rungs = tuple(duration_ms(rung.strip(), option="--settle") for rung in text.split(","))
    if list(rungs) != sorted(set(rungs)):
        raise ArgumentError.ladder(text)
    return rungs
