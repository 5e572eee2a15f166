"""`rearview compare`: two sessions side by side, step by step, or two cohorts, measure by measure."""

from pathlib import Path

import click

from rearview.cli.diagnostics import ExitCode
from rearview.cli.named_session import among
from rearview.cli.options import FORMS, printed
from rearview.errors import ArgumentError


@click.command("compare")
@click.argument("a", required=False)
@click.argument("b", required=False)
@among
@click.option("--all", "everything", is_flag=True, help="Every difference, however many there are.")
@click.option(
    "--cohort",
    "cohorts",
    metavar="SESSIONS",
    multiple=True,
    help="Twice: which sessions, such as 'agent_version=v2 since=2026-02-01' or last=7d.",
)
@click.option(
    "--fail-on",
    metavar="MEASURE+N%",
    multiple=True,
    help="Exit 1 where the second cohort is worse by more than that, such as failure_rate+5%; can be repeated.",
)
@printed(table="Totals and differences to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context,
    *,
    a: str | None,
    b: str | None,
    data_dir: tuple[Path, ...],
    everything: bool,
    cohorts: tuple[str, ...],
    fail_on: tuple[str, ...],
    form: str,
    output: Path | None,
) -> None:
    """Compare two sessions, step by step, or two cohorts of a lake.

    A and B are ids, parts of them, or paths of snapshots. Steps are laid side by side by what they are and by their
    order, not by their number: what B has more or less, what went differently, failed, took longer or cost more in it,
    and where the two first part. Cohorts are compared by every measure, each difference with its interval.
    """
    if not cohorts and a is not None and b is not None:
        if fail_on:
            raise ArgumentError.fail_on_sessions()
        _compare_sessions(a, b, data_dir, form, output, everything=everything)
        return
    match cohorts:
        case (first, second) if a is None:
            from rearview.cli.comparing import compare_cohorts

            if not compare_cohorts((first, second), data_dir, fail_on=fail_on, form=form, output=output):
                context.exit(ExitCode.FAILED)
        case _:
            raise ArgumentError.what_to_compare()


def _compare_sessions(
    a: str, b: str, data_dir: tuple[Path, ...], form: str, output: Path | None, *, everything: bool
) -> None:
    from rearview.cli.named_session import tree_of
    from rearview.cli.result import Result
    from rearview.model.diff import compare
    from rearview.model.undisturbed import undisturbed
    from rearview.render import comparison as page

    with undisturbed():
        compared = compare(tree_of(a, data_dir), tree_of(b, data_dir))
        Result(
            lines=lambda width: page.show(compared, width=width, everything=everything),
            document=page.document(compared),
            columns=page.COLUMNS,
            rows=page.rows(compared),
        ).tell(form, output)
