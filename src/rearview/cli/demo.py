"""`rearview demo`: everything on this machine, without an account, as a newcomer would type it.

Each step is a command that is shown before it is run, so that it can be typed again.
"""

import shlex
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

_DAYS = 10
_FEWEST = 100
"""In a smaller org nothing need have failed."""
_STORY = "action-failure"
_SNAPSHOTS = 60
_DAY_MS = 86_400_000


@click.command("demo")
@click.option(
    "--sessions", type=click.IntRange(_FEWEST), default=2_000, show_default=True, help="How many the org had."
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("rearview-demo"),
    show_default=True,
    help="The folder to fill; it can be deleted afterwards.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=0,
    help="Where the viewer listens; any free port if not given.",
)
@click.option("--no-view", is_flag=True, help="End when all is told, without the viewer.")
@click.pass_context
def command(context: click.Context, *, sessions: int, output: Path, port: int, no_view: bool) -> None:
    """Show everything on this machine, without an account.

    Starts a stand-in for Salesforce's Data 360 with an org that is made up, copies its sessions, sums them up, says why
    one failed, reads a folder of snapshots too, and opens the viewer over it all, until Ctrl-C.
    """
    root = context.find_root().command
    assert isinstance(root, click.Group)  # noqa: S101 -- the commands stand below it
    steps = Steps(root)
    lake, snapshots = output / "stdm_data", output / "snapshot_data"
    with suppress(KeyboardInterrupt):
        failing = _copied(steps, sessions, lake)
        steps.say("What happened in it, at a glance:")
        steps.run("analyze", "--data-dir", lake)
        steps.say("One session went wrong. Why?")
        steps.run("why", failing, "--data-dir", lake)
        _recorded(steps, output / "sessions", snapshots)
        steps.say("What to type next:")
        for words in _next(lake, snapshots, failing):
            steps.show(*words)
        if not no_view:
            steps.say("And the viewer, over both:")
            steps.run("view", "--data-dir", lake, "--data-dir", snapshots, "--port", port)


class Steps:
    """The steps of the demo, told one after the other."""

    def __init__(self, root: click.Group) -> None:
        self._root = root
        self._since = time.monotonic()

    def say(self, text: str) -> None:
        """Say what comes next, and how long it all took so far."""
        self._tell("", f"[{time.monotonic() - self._since:4.1f} s] {text}")

    def show(self, *words: object) -> None:
        """Show a command as it is typed."""
        self._tell(f"  $ {_typed(words)}")

    def run(self, *words: object) -> None:
        """Show a command, and run it."""
        self.show(*words)
        self._tell("")
        with self._root.make_context("rearview", [str(word) for word in words], obj=_typed(words)) as context:
            self._root.invoke(context)

    @staticmethod
    def _tell(*lines: str) -> None:
        from rich.text import Text

        from rearview.cli import output

        with output.opened(None) as sink:
            sink.show(map(Text, lines))


def _copied(steps: Steps, sessions: int, lake: Path) -> str:
    """Copy an org out of its stand-in; return a session in which an action failed."""
    from rearview.cli.sandbox import extraction
    from rearview.sandbox.org import Org
    from rearview.sandbox.server import serve

    org = Org(sessions_per_day=sessions // _DAYS, days=_DAYS, until_ms=_today_ms())
    steps.say(
        f"A stand-in for Data 360 serves an org with about {sessions:,} sessions; all of it is made up."
    )
    with serve(org) as standin:
        steps.say("Its sessions are copied into a lake of Parquet files:")
        steps.run(*extraction(org, standin), "--output", lake)
    return next(told.sessions[0] for told in org.stories() if told.story == _STORY)


def _today_ms() -> int:
    """Return when today began, in UTC."""
    now_ms = int(datetime.now(UTC).timestamp() * 1000)
    return now_ms - now_ms % _DAY_MS


def _recorded(steps: Steps, folder: Path, lake: Path) -> None:
    """Let an agent record itself, and read what it left behind."""
    from rearview.cli.travel_desk import record_trips

    steps.say(f"An agent of another kind records {_SNAPSHOTS} sessions of its own, with rearview.record:")
    record_trips(folder, _SNAPSHOTS)
    steps.run("ingest", folder, "--output", lake)


def _next(lake: Path, snapshots: Path, failing: str) -> Iterator[tuple[object, ...]]:
    """Yield what is worth typing next."""
    yield ("debug-session", "--session-id", failing, "--data-dir", lake)
    yield ("find", "errors", "--data-dir", lake)
    yield ("ask", "tools", "--data-dir", lake)
    yield ("sql", "SELECT topic, count(*) FROM turns GROUP BY topic ORDER BY 2 DESC", "--data-dir", lake)
    yield ("ask", "costs", "--data-dir", snapshots)


def _typed(words: tuple[object, ...]) -> str:
    return shlex.join(["rearview", *(str(word) for word in words)])
