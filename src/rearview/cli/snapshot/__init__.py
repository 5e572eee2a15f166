"""`rearview snapshot`: one run of an ai-agent, asked anything."""

import click

from rearview.cli.commands import Commands
from rearview.cli.snapshot.registry import COMMANDS, HEADINGS


@click.group("snapshot", cls=Commands, entries=COMMANDS, headings=HEADINGS, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Ask one run of an ai-agent what it did, why, and for how much.

    A run is named by its file, by its id or a part of that, or as 'latest'. Sub-agents are always counted in.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
