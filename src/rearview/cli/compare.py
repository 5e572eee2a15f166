"""`rearview compare`: two sessions side by side, step by step."""

from pathlib import Path

import click

from rearview.cli.named_session import among
from rearview.cli.options import FORMS, printed


@click.command("compare")
@click.argument("a")
@click.argument("b")
@among
@click.option("--all", "everything", is_flag=True, help="Every difference, however many there are.")
@printed(table="Totals and differences to read", forms=FORMS)
def command(*, a: str, b: str, data_dir: Path, everything: bool, form: str, output: Path | None) -> None:
    """Compare two sessions, step by step.

    A and B are ids, parts of them, or paths of snapshots. Steps are laid side by side by what they are and by their
    order, not by their number: what B has more or less, what went differently, failed, took longer or cost more in it,
    and where the two first part.
    """
    from rearview.cli.named_session import tree_of
    from rearview.cli.result import Result
    from rearview.model.diff import compare
    from rearview.render import comparison as page

    compared = compare(tree_of(a, data_dir), tree_of(b, data_dir))
    Result(
        lines=lambda width: page.show(compared, width=width, everything=everything),
        document=page.document(compared),
        columns=page.COLUMNS,
        rows=page.rows(compared),
    ).tell(form, output)
