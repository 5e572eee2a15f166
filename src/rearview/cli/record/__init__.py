"""`rearview record`: agents that write traces, recorded as they run."""

import click

from rearview.cli.commands import Commands
from rearview.cli.record.registry import COMMANDS, HEADINGS


@click.group("record", cls=Commands, entries=COMMANDS, headings=HEADINGS, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Let agents that write OpenTelemetry traces record into a lake.

    A Python agent can do without: rearview.record keeps its flight record, and has a span processor.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
