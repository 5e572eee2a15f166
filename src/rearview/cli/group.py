"""The `rearview` command: which commands there are, each imported only when it is run."""

from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from rearview import __version__
from rearview.cli.registry import COMMANDS, HEADINGS
from rearview.errors import ArgumentError

_LIKE = 0.5


class _Commands(click.Group):
    """A group that knows its commands by the registry."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return [entry.name for entry in COMMANDS]

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = next((entry.module for entry in COMMANDS if entry.name == cmd_name), None)
        if module is None:
            return None
        command: click.Command = import_module(module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed; where there is none, say which is meant."""
        name = args[0]
        if name not in self.list_commands(ctx) and not ctx.resilient_parsing:
            raise ArgumentError.unknown_command(name, _nearest(name))
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands under their headings."""
        for heading in HEADINGS:
            rows = [(entry.name, entry.summary) for entry in COMMANDS if entry.heading == heading]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete a command's name, or an option."""
        names = [CompletionItem(e.name, help=e.summary) for e in COMMANDS if e.name.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]


def _nearest(name: str) -> Sequence[str]:
    """Return the commands that somebody who typed this may have meant."""
    names = [entry.name for entry in COMMANDS]
    return [known for known in names if name in known] or get_close_matches(name, names, cutoff=_LIKE)


@click.group(
    cls=_Commands,
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
