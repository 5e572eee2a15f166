"""The options that snapshot commands share, each spelled and explained once."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rearview.cli.snapshot.opened import Opened

Command = TypeVar("Command", bound=Callable[..., Any])


def among(command: Command) -> Command:
    """Add in which folder runs are looked for by their ids; the command gets it as `folder`."""
    option = click.option(
        "--sessions-dir",
        "folder",
        metavar="DIR",
        type=click.Path(path_type=Path, readable=False),
        envvar="REARVIEW_SESSIONS",
        default="~/.ai-agent/sessions",
        show_default=True,
        show_envvar=True,
        callback=lambda _context, _option, folder: folder.expanduser(),
        help="Where the agent writes its sessions.",
    )
    return option(command)


def reading(command: Command) -> Command:
    """Add which run is meant; the command gets it as `run`, opened."""

    @wraps(command)
    def with_run(*, file: str, folder: Path, **rest: Any) -> Any:
        from rearview.cli.snapshot.opened import opened

        run: Opened = opened(file, folder)
        return command(run=run, **rest)

    return click.argument("file", default="latest")(among(with_run))  # type: ignore[return-value]


def of_agent(command: Command) -> Command:
    """Add of which agent; the command gets it as `agent`."""
    option = click.option(
        "--agent",
        metavar="NAME",
        help="Only the sessions of one agent: its name, or a part of a session's id.",
    )
    return option(command)


def part(command: Command) -> Command:
    """Add which part of the run is meant; the command gets it as `scope`."""

    @wraps(command)
    def with_scope(*, agent: str | None, turn: str | None, **rest: Any) -> Any:
        from rearview.sources.snapshots.answers.scope import Scope

        return command(scope=Scope(agent=agent, turn=turn), **rest)

    turn = click.option(
        "--turn", metavar="N", help="Only one turn: its number; S1 for the work beside the turns."
    )
    return of_agent(turn(with_scope))  # type: ignore[return-value]
