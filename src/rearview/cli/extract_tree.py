"""`rearview extract-tree`: whole sessions by their ids, copied into a lake."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.diagnostics import ExitCode
from rearview.cli.options import fetching, filling, signing_in

if TYPE_CHECKING:
    from rearview.cli.connection import ApiChoice
    from rearview.sources.agentforce.signin import Login

_STDIN = "-"


@click.command("extract-tree")
@signing_in
@click.option(
    "--session-id",
    "named",
    metavar="ID",
    multiple=True,
    required=True,
    help="A session's id, or that of a messaging session (0Mw…); repeatable; - reads ids from stdin.",
)
@fetching
@filling("./stdm_debug", table="A summary to read")
@click.pass_context
def command(
    context: click.Context,
    *,
    login: "Login",
    api: "ApiChoice",
    named: tuple[str, ...],
    jobs: int,
    lake: Path,
    form: str,
    verbose: bool,
) -> None:
    """Copy whole sessions by their ids.

    Fetches every row that hangs on them, whenever it happened. Sessions can be added to a lake of such sessions; those
    it has are then read once more. Exits 3 if an id doesn't exist.
    """
    from rearview.cli.collecting import end, extraction_of, ran, tell
    from rearview.cli.connection import connected
    from rearview.sources.agentforce.extract.scope import EVERYTHING
    from rearview.sources.agentforce.extract.tree import extract_tree

    ids = _ids(named)
    with connected(login, api, jobs=jobs) as connection:
        extraction = extraction_of(connection, lake, EVERYTHING, jobs=jobs)
        report = ran(connection, extraction, lambda ready: extract_tree(ready, ids))
        tell(context, report, lake, form=form, verbose=verbose)
        end(context, connection, report, lake)
    if report.unknown:
        context.exit(ExitCode.NOTHING_FOUND)


def _ids(named: Iterable[str]) -> list[str]:
    """Return the ids that are named, and those on stdin where it is named."""
    from rearview.errors import ArgumentError

    ids = [id_ for name in named for id_ in (sys.stdin.read().split() if name == _STDIN else [name])]
    if not ids:
        raise ArgumentError.no_session_ids()
    return ids
