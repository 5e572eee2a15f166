"""`rearview test-auth`: which step of the sign-in works, and what the org then has."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.diagnostics import ExitCode
from rearview.cli.options import FORMS, printed, signing_in

if TYPE_CHECKING:
    from rearview.cli.connection import ApiChoice
    from rearview.sources.agentforce.extract.probe import Source
    from rearview.sources.agentforce.signin import Check, Login

_LAST = "query"
"""The step after which the org can be asked what it has."""


@click.command("test-auth")
@signing_in
@printed(table="A list to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context, *, login: "Login", api: "ApiChoice", form: str, output: Path | None
) -> None:
    """Check every step of the sign-in, and what the org has.

    Says for each step that fails what is likely the cause, and which page to open. If the org can be queried, lists
    the tables and columns that it has, and those that it lacks. Fetches no row. Exits 2 if a step fails.
    """
    from rearview.cli.result import Result
    from rearview.render import checks

    walked = _walked(login)
    source = _probed(login, api) if walked[-1].step == _LAST and walked[-1].ok else None
    Result(
        lines=lambda width: checks.show(walked, source, width=width),
        document=checks.document(walked, source),
        columns=checks.COLUMNS,
        rows=list(checks.rows(walked, source)),
    ).tell(form, output)
    if not all(check.ok for check in walked):
        context.exit(ExitCode.AUTHENTICATION)


def _walked(login: "Login") -> list["Check"]:
    from rearview.cli.interruption import heard
    from rearview.cli.progress import watched
    from rearview.sources.agentforce.signin import walk
    from rearview.sources.agentforce.wire import Wire

    with heard() as interruption, Wire(stop=interruption.stop) as wire, watched() as board:
        board.wait("Signing in …")
        return list(walk(login, wire))


def _probed(login: "Login", api: "ApiChoice") -> "Source":
    from rearview.cli.connection import connected
    from rearview.cli.progress import watched
    from rearview.sources.agentforce.extract.probe import probe

    with connected(login, api) as connection, watched() as board:
        board.wait("Asking what the org has …")
        return probe(connection.api)
