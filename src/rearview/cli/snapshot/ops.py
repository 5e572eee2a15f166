"""`rearview snapshot ops`: every operation of a run, or those that are meant."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import part, reading

if TYPE_CHECKING:
    from rearview.cli.snapshot.opened import Opened
    from rearview.sources.snapshots.answers.scope import Scope

_KINDS = ("llm", "tool", "agent", "system", "other")


@click.command("ops")
@reading
@part
@click.option("--kind", "kinds", type=click.Choice(_KINDS), multiple=True, help="Only this kind; repeatable.")
@click.option(
    "--name", help="Only this tool, model or sub-agent; its namespace may be left out, * and ? stand for any."
)
@click.option("--failed", is_flag=True, help="Only what failed, and calls of sub-agents that failed.")
@click.option("--unfinished", is_flag=True, help="Only what has no end.")
@click.option("--truncated", is_flag=True, help="Only what came back cut short.")
@click.option("--slowest", metavar="N", type=click.IntRange(1), help="The N that took longest, these first.")
@click.option(
    "--largest", metavar="N", type=click.IntRange(1), help="The N that sent and got most, these first."
)
@printed(table="A table to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context,
    *,
    run: "Opened",
    scope: "Scope",
    kinds: tuple[str, ...],
    name: str | None,
    failed: bool,
    unfinished: bool,
    truncated: bool,
    slowest: int | None,
    largest: int | None,
    form: str,
    output: Path | None,
) -> None:
    """List the operations: all, the failed, the slowest, the largest.

    What stands under Op, and under At, can be given to 'rearview snapshot payload'.
    """
    from rearview.cli.snapshot.rows import tell
    from rearview.render.snapshot import calls, lists
    from rearview.sources.snapshots.answers.bodies import short_ids
    from rearview.sources.snapshots.answers.operations import Choice, OperationRow, operations

    choice = Choice(
        kinds=frozenset(kinds),
        name=name,
        failed=failed,
        unfinished=unfinished,
        truncated=truncated,
        slowest=slowest,
        largest=largest,
    )
    rows = choice.of(operations(scope.of(run.places), run.places))
    ids = short_ids(run.places.steps)
    show = calls.failures if failed else lists.operations
    tell(context, OperationRow, rows, lambda width: show(rows, ids, width=width), form=form, output=output)
