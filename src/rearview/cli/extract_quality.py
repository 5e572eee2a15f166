"""`rearview extract-quality`: what the Trust Layer says about the sessions of a lake."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import FORMS, fetching, printed, signing_in

if TYPE_CHECKING:
    from rearview.cli.connection import ApiChoice
    from rearview.sources.agentforce.signin import Login


@click.command("extract-quality")
@signing_in
@click.option(
    "--data-dir",
    "lake",
    type=click.Path(path_type=Path),
    envvar="REARVIEW_DATA",
    default="./stdm_data",
    show_default=True,
    show_envvar=True,
    help="The lake to go by, and to fill.",
)
@fetching
@printed(table="A summary to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context,
    *,
    login: "Login",
    api: "ApiChoice",
    lake: Path,
    jobs: int,
    form: str,
    output: Path | None,
    verbose: bool,
) -> None:
    """Copy what the Trust Layer says about the sessions of a lake.

    Fetches requests to models, what they wrote, how it was judged, and feedback, for the time that the lake covers.
    """
    from rearview.cli.collecting import agents_of, end, extraction_of, ran, scope_of, tell
    from rearview.cli.connection import connected
    from rearview.lake.scan import identity_of
    from rearview.sources.agentforce.extract.orders import extract_quality

    identity_of(lake)  # where there is no lake there is nothing to go by, and none is to be made
    scope = scope_of(agents_of(lake))
    with connected(login, api, jobs=jobs) as connection:
        extraction = extraction_of(connection, lake, scope, jobs=jobs)
        report = ran(connection, extraction, extract_quality)
        tell(context, report, lake, form=form, verbose=verbose, output=output)
        end(context, connection, report, lake)
