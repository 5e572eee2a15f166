"""`rearview status`: how lakes stand."""

import time
from pathlib import Path

import click

from rearview.cli.options import FORMS, printed


@click.command("status")
@click.option(
    "--data-dir",
    "lakes",
    type=click.Path(path_type=Path, readable=False),
    envvar="REARVIEW_DATA",
    default=["./stdm_data"],
    show_default="./stdm_data",
    show_envvar=True,
    multiple=True,
    help="A lake; can be given several times.",
)
@printed(table="A page to read", forms=FORMS)
def command(*, lakes: tuple[Path, ...], form: str, output: Path | None) -> None:
    """Show what a lake covers, what is late, and what is missing.

    Says what is still coming in and until when, what runs had to leave out, and what they took in credits; of a lake of
    snapshots, which folders it is from and which files couldn't be read. Reads no session, and asks nobody.
    """
    from rearview.cli.result import Result
    from rearview.lake.status import status
    from rearview.render import status as page

    now_ms = time.time_ns() // 1_000_000
    found = [status(lake, now_ms=now_ms) for lake in lakes]
    Result(
        lines=lambda width: page.show_all(found, width=width),
        document={"lakes": [page.document(each) for each in found]},
        columns=page.COLUMNS,
        rows=[row for each in found for row in page.rows(each)],
    ).tell(form, output)
