"""`rearview snapshot tools`: the tool calls of a run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.options import FORMS, printed
from rearview.cli.snapshot.options import part, reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from rearview.cli.snapshot.opened import Opened
    from rearview.sources.snapshots.answers.scope import Scope


@click.command("tools")
@reading
@part
@click.option("--name", help="Only this tool; its namespace may be left out, * and ? stand for any.")
@click.option("--failed", is_flag=True, help="Only calls that failed.")
@click.option(
    "--parameter", metavar="NAME", help="Only calls with such a parameter at any depth, such as sql."
)
@click.option("--slowest", metavar="N", type=click.IntRange(1), help="The N that took longest, these first.")
@click.option(
    "--largest", metavar="N", type=click.IntRange(1), help="The N that sent and got most, these first."
)
@click.option("--count", is_flag=True, help="How often which tool was called, instead.")
@click.option("--verbose", is_flag=True, help="Whole parameters and results.")
@printed(table="A list to read", forms=FORMS)
@click.pass_context
def command(
    context: click.Context,
    *,
    run: "Opened",
    scope: "Scope",
    name: str | None,
    failed: bool,
    parameter: str | None,
    slowest: int | None,
    largest: int | None,
    count: bool,
    verbose: bool,
    form: str,
    output: Path | None,
) -> None:
    """List the tool calls, with what went in and came out.

    Calls of sub-agents are listed by 'rearview snapshot agents'.
    """
    from rearview.cli.snapshot.rows import tell
    from rearview.render.snapshot import calls, lists
    from rearview.sources.snapshots.answers.bodies import short_ids
    from rearview.sources.snapshots.answers.operations import Choice, operations
    from rearview.sources.snapshots.answers.tool_calls import ToolCall, ToolRow, by_tool, tool_calls

    choice = Choice(kinds=frozenset({"tool"}), name=name, failed=failed, slowest=slowest, largest=largest)
    found = scope.of(run.places)
    rows = tool_calls(found, choice.of(operations(found, run.places)), parameter)
    if count:
        tools = by_tool(rows)
        tell(
            context,
            ToolRow,
            tools,
            lambda width: lists.tool_counts(tools, width=width),
            form=form,
            output=output,
        )
        return
    ids = short_ids(run.places.steps)

    def lines(width: int) -> "Iterator[Text]":
        return calls.tool_calls(rows, ids, width=width, verbose=verbose)

    tell(context, ToolCall, rows, lines, form=form, output=output)
