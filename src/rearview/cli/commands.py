"""A group of commands that are known by name, each imported only when it is run."""

from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from rearview.cli.registry import Entry
from rearview.errors import ArgumentError

_LIKE = 0.5


class Commands(click.Group):
    """A group that knows its commands by a registry, and lists them under its headings."""

    def __init__(self, *words: Any, entries: Sequence[Entry], headings: Sequence[str], **more: Any) -> None:
        super().__init__(*words, **more)
        self.entries = entries
        self.headings = headings

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return [entry.name for entry in self.entries]

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        module = next((entry.module for entry in self.entries if entry.name == cmd_name), None)
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
            raise ArgumentError.unknown_command(name, self._nearest(name), of=ctx.command_path)
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands under their headings."""
        for heading in self.headings:
            rows = [(entry.name, entry.summary) for entry in self.entries if entry.heading == heading]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete a command's name, or an option."""
        names = [
            CompletionItem(entry.name, help=entry.summary)
            for entry in self.entries
            if entry.name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def _nearest(self, name: str) -> Sequence[str]:
        """Return the commands that somebody who typed this may have meant."""
        names = [entry.name for entry in self.entries]
        return [known for known in names if name in known] or get_close_matches(name, names, cutoff=_LIKE)
