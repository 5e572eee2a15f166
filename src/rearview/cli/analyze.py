"""`rearview analyze`: a lake's sessions at a glance."""

from pathlib import Path

import click

from rearview.cli.asking import About, about
from rearview.cli.options import FORMS, printed


@click.command("analyze")
@about
@printed(table="A page to read", forms=FORMS)
def command(*, about: About, form: str, output: Path | None) -> None:
    """Sum up a lake's sessions: agents, channels, turns, durations, outcomes.

    Sessions of which nobody recorded how they ended are counted apart: rates are of those of which it is known. The
    facts of sessions are kept in the lake, and derived anew only where it has changed.
    """
    from rearview.cli.result import Result
    from rearview.library.summary import summary
    from rearview.render import summary as page

    lake = about.lake()
    found = summary(about.facts(lake))
    if not found.total.sessions:
        raise about.none()
    place = f"{about.place} ({', '.join(sorted({held.source for held in lake.places}))})"
    Result(
        lines=lambda width: page.show(found, place=place, width=width),
        document=page.document(found),
        columns=page.COLUMNS,
        rows=page.rows(found),
    ).tell(form, output)
