"""`rearview topics`: which topics take the turns."""

from pathlib import Path

import click

from rearview.cli.asking import About, about, limit
from rearview.cli.options import FORMS, printed


@click.command("topics")
@about
@click.option("--by", metavar="COLUMNS", help="What to break it down by, such as agent,day.")
@limit
@printed(table="A table to read", forms=FORMS)
def command(*, about: About, by: str | None, limit: int | None, form: str, output: Path | None) -> None:
    """Show which topics take the turns, and in how many sessions.

    A topic's preview suffix is left out, so that previews count for their topic. The same as 'rearview ask topics';
    'ask transitions' and 'ask switches' say how sessions go from topic to topic.
    """
    from rearview.cli.answering import answer

    said = {} if by is None else {"by": by}
    answer("topics", said, about=about, form=form, output=output, limit=limit)
