"""`rearview estimate`: what a volume of sessions takes in records and credits."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import FORMS, printed

if TYPE_CHECKING:
    from rearview.sources.agentforce.extract.credits import Volume


@click.command("estimate")
@click.option(
    "--sessions-per-day", type=click.IntRange(1), help="How many sessions a day there are, or will be."
)
@click.option(
    "--turns",
    type=click.FloatRange(0, min_open=True),
    default=4,
    show_default=True,
    help="Turns of a session.",
)
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path),
    envvar="REARVIEW_DATA",
    default="./stdm_data",
    show_default=True,
    show_envvar=True,
    help="A lake to go by, where no sessions per day are given.",
)
@printed(table="A table to read", forms=FORMS)
def command(
    *, sessions_per_day: int | None, turns: float, data_dir: Path, form: str, output: Path | None
) -> None:
    """Estimate the records and credits that sessions take.

    By how many there are a day, or by what a lake holds. Asks nobody, and costs nothing.
    """
    from rearview.cli.result import Result
    from rearview.render import estimate
    from rearview.render.amount import counted
    from rearview.sources.agentforce.extract.credits import of_sessions

    if sessions_per_day:
        volume = of_sessions(sessions_per_day=sessions_per_day, turns=turns)
        basis = (
            f"{counted(sessions_per_day, 'session')} of {turns:g} turns each, a round trip to a model a turn"
        )
    else:
        volume = _of_lake(data_dir)
        basis = f"As many as {data_dir} holds of an average day"
    Result(
        lines=lambda width: estimate.show(volume, basis, width=width),
        document=estimate.document(volume, basis),
        columns=estimate.COLUMNS,
        rows=list(estimate.rows(volume)),
    ).tell(form, output)


def _of_lake(lake: Path) -> "Volume":
    from rearview.errors import NotFoundError
    from rearview.lake.status import ledger_of
    from rearview.sources.agentforce.extract.credits import of_lake

    volume = of_lake(ledger_of(lake))
    if volume is None:
        raise NotFoundError.nothing_covered(lake)
    return volume
