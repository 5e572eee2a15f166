"""`rearview extract`: the sessions of some days, copied into a lake."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rearview.cli import diagnostics
from rearview.cli.options import fetching, filling, signing_in
from rearview.cli.options import window as window_option

if TYPE_CHECKING:
    from rearview.cli.connection import ApiChoice
    from rearview.cli.result import Result
    from rearview.sources.agentforce.extract.extraction import Extraction
    from rearview.sources.agentforce.signin import Login

_SESSIONS = "sessions"
_NOTHING = (
    "there was nothing in that time; 'rearview test-auth' shows whether the org records sessions at all."
)


@click.command("extract")
@signing_in
@click.option("--days", type=int, help="How many days to go back.  [default: 7]")
@click.option(
    "--since", metavar="TIME", help="Where to begin: 2026-01-28, 2026-01-28T10:15, or an age: 36h, 7d."
)
@click.option("--until", metavar="TIME", help="Where to end, in the same forms; now if not given.")
@click.option(
    "--agent", "agents", metavar="NAME", multiple=True, help="Only sessions with this agent; repeatable."
)
@click.option(
    "--no-children", is_flag=True, help="Only the sessions themselves, and nothing that is in them."
)
@click.option("--only", metavar="TABLE", multiple=True, help="Only this table of the lake; repeatable.")
@click.option("--again", is_flag=True, help="Read settled cells once more, too.")
@click.option(
    "--dry-run", is_flag=True, help="Show what would be read, with the rows and credits; fetch nothing."
)
@window_option
@fetching
@filling("./stdm_data", table="A summary to read")
@click.pass_context
def command(
    context: click.Context,
    *,
    login: "Login",
    api: "ApiChoice",
    days: int | None,
    since: str | None,
    until: str | None,
    agents: tuple[str, ...],
    no_children: bool,
    only: tuple[str, ...],
    again: bool,
    dry_run: bool,
    window: str | None,
    jobs: int,
    lake: Path,
    form: str,
    verbose: bool,
) -> None:
    """Copy the sessions of some days into a lake.

    Fetches every table that the org has, whole or not at all, and says what it couldn't get. What was interrupted goes
    on where it stopped when the same command is typed again. Times are in UTC unless they say otherwise.
    """
    from rearview.cli.collecting import end, extraction_of, ran, scope_of, tell
    from rearview.cli.connection import connected
    from rearview.sources.agentforce.extract.orders import extract
    from rearview.sources.agentforce.extract.period import period, window_ms

    tables = _tables(only, no_children=no_children)
    width_ms = None if window is None else window_ms(window, option="--window")
    with connected(login, api, jobs=jobs) as connection:
        span = period(since=since, until=until, days=days, now_ms=connection.session.now_ms())
        extraction = extraction_of(connection, lake, scope_of(agents), jobs=jobs)
        _check(agents, extraction)
        asked: dict[str, Any] = {
            "since_ms": span.since_ms,
            "until_ms": span.until_ms,
            "tables": tables,
            "again": again,
        }
        if dry_run:
            _plan(extraction, **asked, width=width_ms).tell(form)
            return
        report = ran(connection, extraction, lambda ready: extract(ready, **asked, width_ms=width_ms))
        tell(context, report, lake, form=form, verbose=verbose)
        if report.complete and not any(of.rows for of in report.tables.values()) and not report.skipped:
            diagnostics.note(_NOTHING)
        end(context, connection, report, lake)


def _check(agents: tuple[str, ...], extraction: "Extraction") -> None:
    """Refuse agents that the org doesn't know while there is no lake: it would be for nobody else, ever."""
    from rearview.lake.scan import is_lake
    from rearview.sources.agentforce.extract.agents import check
    from rearview.sources.agentforce.extract.extraction import NAMING_AGENTS
    from rearview.sources.agentforce.extract.probe import probe

    if agents and not is_lake(extraction.root.absolute()):
        check(agents, extraction.api, probe(extraction.api, NAMING_AGENTS, jobs=extraction.jobs))


def _tables(only: tuple[str, ...], *, no_children: bool) -> Collection[str]:
    """Return the tables to read."""
    from rearview.errors import ArgumentError
    from rearview.sources.agentforce.catalog import CATALOG

    for name in only:
        if name not in CATALOG:
            raise ArgumentError.unknown_name(name, of="table", known=list(CATALOG))
    if only and no_children:
        raise ArgumentError.only_and_no_children()
    return [_SESSIONS] if no_children else only or list(CATALOG)


def _plan(extraction: "Extraction", **asked: Any) -> "Result":
    """Return what would be read."""
    from rearview.cli.progress import watched
    from rearview.cli.result import Result
    from rearview.errors import IdentityError
    from rearview.lake.scan import identity_of, is_lake
    from rearview.lake.status import ledger_of
    from rearview.render import plan
    from rearview.sources.agentforce.extract.plan import full
    from rearview.sources.agentforce.extract.probe import probe

    lake = extraction.root.absolute()
    if is_lake(lake) and (kept := identity_of(lake)) != extraction.identity:
        raise IdentityError.differs(lake, kept=kept, asked=extraction.identity)
    ledger = ledger_of(lake)
    with watched() as board:
        board.wait("Asking what the org has …")
        source = probe(extraction.api, jobs=extraction.jobs)
    chosen = full(source, ledger, now_ms=extraction.clock(), ladder=extraction.ladder, **asked)
    planned = plan.Planned(plan=chosen, ledger=ledger, missing=source.missing)
    return Result(
        lines=lambda width: plan.show(planned, width=width),
        document=plan.document(planned),
        columns=plan.COLUMNS,
        rows=list(plan.rows(planned)),
    )
