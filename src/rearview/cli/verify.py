"""`rearview verify`: whether lakes keep what they promise."""

from pathlib import Path

import click

from rearview.cli.diagnostics import ExitCode
from rearview.cli.options import printed
from rearview.errors import AccessError, NotFoundError


@click.command("verify")
@click.option(
    "--data-dir",
    "lakes",
    type=click.Path(path_type=Path),
    envvar="REARVIEW_DATA",
    default=["./stdm_data"],
    show_default="./stdm_data",
    show_envvar=True,
    multiple=True,
    help="A lake; can be given several times.",
)
@printed(table="A page to read")
@click.pass_context
def command(context: click.Context, lakes: tuple[Path, ...], form: str, output: Path | None) -> None:
    """Check every promise that a lake makes.

    Reads every cell to its last page. Exits 1 if a promise is broken. Changes nothing.
    """
    from rearview.cli.output import opened
    from rearview.lake.verify import verify
    from rearview.render import verdict

    for lake in lakes:
        _look_at(lake)
    verdicts = [verify(lake) for lake in lakes]
    with opened(output) as sink:
        if form == "json":
            sink.write(verdict.show_json(verdicts))
        else:
            sink.show(line for found in verdicts for line in verdict.show(found, width=sink.width))
    if any(found.breaches for found in verdicts):
        context.exit(ExitCode.FAILED)


def _look_at(lake: Path) -> None:
    """Refuse a path with nothing there: that is no broken lake, but a wrong path."""
    try:
        lake.stat()
    except FileNotFoundError as error:
        raise NotFoundError.path(lake) from error
    except OSError as error:
        raise AccessError.of(error, doing=f"look into {lake}") from error
