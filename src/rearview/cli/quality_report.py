"""`rearview quality-report`: how good and how safe the answers are."""

from pathlib import Path

import click

from rearview.cli.asking import About, about
from rearview.cli.options import FORMS, printed


@click.command("quality-report")
@about
@click.option("--by", metavar="COLUMNS", help="What to break it down by, such as agent,topic.")
@printed(table="A page to read", forms=FORMS)
def command(*, about: About, by: str | None, form: str, output: Path | None) -> None:
    """Show how good and how safe the answers are, and what was never judged.

    Counts sessions that were judged for toxicity, personal data, attacks on the prompt, grounding, adherence to
    instructions, task resolution, feedback, retrieval and tags, and those with something against them.
    """
    from rearview.cli.answering import answer
    from rearview.cli.result import listed
    from rearview.render import quality as page

    if by is not None:
        answer("quality", {"by": by}, about=about, form=form, output=output)
        return
    lake = about.lake()
    rows = about.ask(lake, "quality", {}).rows(named=True)
    if not rows:
        raise about.none()
    listed(rows, lambda width: page.show(rows, width=width), *rows[0]).tell(form, output)
