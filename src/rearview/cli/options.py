"""The options that commands share, each spelled and explained once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def printed(*, table: str) -> Callable[[Command], Command]:
    """Add what every command takes that prints data: in which form, and where to; `table` is what people read."""

    def add(command: Command) -> Command:
        form = click.option(
            "--format",
            "form",
            type=click.Choice(["table", "json"]),
            default="table",
            show_default=True,
            help=f"{table}, or everything for a program.",
        )
        output = click.option(
            "-o",
            "--output",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Write to a file instead.",
        )
        return form(output(command))

    return add
