"""`rearview actions`: which actions and tools are called."""

from pathlib import Path

import click

from rearview.cli.asking import About, about, limit
from rearview.cli.options import FORMS, printed


@click.command("actions")
@about
@click.option("--by", metavar="COLUMNS", help="What to break it down by, such as agent,day.")
@click.option(
    "--min-calls",
    metavar="N",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Called so often, or more.",
)
@limit
@printed(table="A table to read", forms=FORMS)
def command(
    *, about: About, by: str | None, min_calls: int, limit: int | None, form: str, output: Path | None
) -> None:
    """Show which actions and tools are called, how often they fail, and how long they take.

    The same as 'rearview ask tools'; 'ask errors' says what goes wrong in them, 'ask retries' whether trying again
    helps, and 'ask sequences' which call follows which.
    """
    from rearview.cli.answering import answer

    said = {"min_calls": min_calls, **({} if by is None else {"by": by})}
    answer("tools", said, about=about, form=form, output=output, limit=limit)
