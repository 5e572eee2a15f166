"""The `rearview` command: which commands there are, each imported only when it is run."""

import click

from rearview import __version__
from rearview.cli.commands import Commands
from rearview.cli.registry import COMMANDS, HEADINGS


@click.group(
    cls=Commands,
    entries=COMMANDS,
    headings=HEADINGS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Completion in your shell: eval "$(_REARVIEW_COMPLETE=bash_source rearview)"; zsh_source, fish_source.',
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def rearview(context: click.Context) -> None:
    """Show what an AI agent did in a session, and why."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
