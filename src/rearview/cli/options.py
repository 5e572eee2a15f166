"""The options that commands share, each spelled and explained once."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rearview.sources.agentforce.signin import Method

Command = TypeVar("Command", bound=Callable[..., Any])

READ = ("table", "json")
"""The forms of a result that isn't rows."""
_MOST_JOBS = 15
"""Data 360 is known to have refused more queries than this at once."""

FORMS = (*READ, "csv", "ndjson")
"""The forms of a result that is."""


def printed(*, table: str, forms: tuple[str, ...] = READ) -> Callable[[Command], Command]:
    """Add what every command takes that prints data: in which form, and where to; `table` is what people read."""

    def add(command: Command) -> Command:
        output = click.option(
            "-o",
            "--output",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Write to a file instead.",
        )
        return _form(table, forms)(output(command))

    return add


def filling(lake: str, *, table: str) -> Callable[[Command], Command]:
    """Add what a command takes that fills a lake: where that lies, and in which form its summary is printed.

    Here `--output` is the lake, as it always was; the summary goes to stdout alone.
    """

    def add(command: Command) -> Command:
        output = click.option(
            "-o",
            "--output",
            "lake",
            metavar="DIR",
            type=click.Path(path_type=Path),
            default=lake,
            show_default=True,
            help="The lake to fill; the summary goes to stdout.",
        )
        return output(_form(table, FORMS)(command))

    return add


def signing_in(command: Command) -> Command:
    """Add how to sign in, and by which interface to ask; the command gets a `Login` and the interface's name."""

    @wraps(command)
    def with_login(*, auth: "Method", **rest: Any) -> Any:
        from rearview.sources.agentforce.signin import Login

        given = {name: rest.pop(name) for name in _LOGIN}
        return command(login=Login(method=auth, **given), **rest)

    for option in reversed(_SIGN_IN):
        with_login = option(with_login)
    return with_login  # type: ignore[return-value]


def fetching(command: Command) -> Command:
    """Add how a command fetches: how many requests at once, and how much it says of it."""
    jobs = click.option(
        "--jobs",
        type=click.IntRange(1, _MOST_JOBS),
        default=4,
        show_default=True,
        help="How many requests there are at once.",
    )
    verbose = click.option("--verbose", is_flag=True, help="Name every column that is missing or new.")
    return jobs(verbose(command))


window = click.option(
    "--window",
    metavar="LENGTH",
    help="How much time a file of the lake covers: 24h, 6h, 1h, 15m.  [default: by its rows]",
)


def _form(table: str, forms: tuple[str, ...]) -> Callable[[Command], Command]:
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default="table",
        show_default=True,
        help=f"{table}, or everything for a program.",
    )


_SIGN_IN = (
    click.option(
        "--org",
        metavar="ALIAS|USER",
        help="The org: an alias of sf, or a username, for which sf isn't needed.",
    ),
    click.option(
        "--consumer-key",
        metavar="KEY",
        help="The app's consumer key.  [default: ~/.sf/jwt/ALIAS.consumer-key, or SF_CONSUMER_KEY]",
    ),
    click.option(
        "--key-path",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The private key for JWT.  [default: ~/.sf/jwt/ALIAS.key]",
    ),
    click.option(
        "--auth",
        type=click.Choice(["jwt", "sf", "client-credentials"]),
        default="jwt",
        show_default=True,
        help="How to sign in: with a key, with the token that sf holds, or with SF_CLIENT_SECRET.",
    ),
    click.option("--instance-url", metavar="URL", help="Where the org is; else sf or the sign-in says."),
    click.option("--login-url", metavar="URL", help="Where to sign in: My Domain, a sandbox, a scratch org."),
    click.option("--data-space", default="default", show_default=True, help="The data space to ask."),
    click.option(
        "--api",
        type=click.Choice(["v3", "connect", "auto"]),
        default="auto",
        show_default=True,
        help="By which interface to ask; auto takes v3 where the org lets it.",
    ),
)
_LOGIN = ("org", "consumer_key", "key_path", "login_url", "instance_url", "data_space")
