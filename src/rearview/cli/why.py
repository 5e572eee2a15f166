"""`rearview why`: what went wrong in one session, each with its evidence and what to do next."""

from pathlib import Path

import click

from rearview.cli.named_session import among
from rearview.cli.options import FORMS, printed


@click.command("why")
@click.argument("session")
@among
@printed(table="Findings to read", forms=FORMS)
def command(*, session: str, data_dir: tuple[Path, ...], form: str, output: Path | None) -> None:
    """Say what went wrong in a session, and why.

    SESSION is an id, a part of one, or the path of a snapshot. Rules look through the whole session, sub-agents
    included, and name what they find: the gravest first, causes before what came of them, each with the rows that
    show it, what is likely behind it, and what to do next. P1 spoilt the session, P2 hurt it, P3 is worth knowing.
    """
    from rearview.model.undisturbed import undisturbed

    with undisturbed():
        _tell(session, data_dir, form, output)


def _tell(session: str, data_dir: tuple[Path, ...], form: str, output: Path | None) -> None:
    from rearview.cli.named_session import tree_of
    from rearview.cli.result import Result
    from rearview.model.findings import findings
    from rearview.render import findings as page

    tree = tree_of(session, data_dir)
    found = findings(tree)
    Result(
        lines=lambda width: page.show(tree, found, width=width),
        document=page.document(tree, found),
        columns=page.COLUMNS,
        rows=page.rows(found),
    ).tell(form, output)
