"""What `rearview find` does, also under the names that single troubles had before."""

from pathlib import Path

import click

from rearview.cli.asking import About, about
from rearview.cli.options import FORMS, printed
from rearview.errors import NotFoundError

_SHOWN = 20

limit = click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1),
    help=f"How many at most.  [default: {_SHOWN} in a table to read, else all]",
)


def look(
    what: str, *, about: About, limit: int | None, form: str, output: Path | None, **said: str | int
) -> None:
    """Find the sessions that show a trouble, and print them."""
    from rearview.cli.result import listed
    from rearview.library.evidence import COLUMNS, Wanted, evidence
    from rearview.library.selection import counted
    from rearview.render import found as page

    wanted = Wanted(what=what, **said)  # type: ignore[arg-type]
    lake = about.lake()
    facts = about.facts(lake)
    found = evidence(lake, facts, wanted, limit=limit or (_SHOWN if form == "table" else None))
    if not found.rows:
        of, kind = counted(facts), page.what_is_found(wanted)
        if not of:
            raise about.none()
        raise NotFoundError.matching(kind, of) if found.judged else NotFoundError.unjudged(kind, of)
    listed(found.rows, lambda width: page.show(found, wanted, width=width), *COLUMNS).tell(form, output)


def named(name: str, what: str, sentence: str) -> click.Command:
    """Return the command that finds one trouble, under a name of its own."""

    @click.command(name, help=f"{sentence}\n\nThe same as 'rearview find {what}'.")
    @about
    @limit
    @printed(table="A table to read", forms=FORMS)
    def command(*, about: About, limit: int | None, form: str, output: Path | None) -> None:
        look(what, about=about, limit=limit, form=form, output=output)

    return command
