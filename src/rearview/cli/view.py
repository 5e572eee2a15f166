"""`rearview view`: the viewer, on this machine, until Ctrl-C."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rearview.cli.result import Result
    from rearview.viewer.security import Door

_NAP_S = 0.5


@click.command("view")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path),
    multiple=True,
    envvar="REARVIEW_DATA",
    default=("./stdm_data",),
    show_default=True,
    show_envvar=True,
    help="A lake, a folder of snapshots or traces, or one file; repeatable.",
)
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=0, help="Where to listen; any free port if not given."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Let others in who know the address: the name or number under which to listen.",
)
@click.option("--no-open", is_flag=True, help="Print the address, and leave the browser alone.")
def command(*, data_dir: tuple[Path, ...], port: int, host: str, no_open: bool) -> None:
    """Look at sessions in the browser.

    It answers on this machine only, until Ctrl-C, and only to whoever has the address that it prints. It changes
    nothing of what it shows. Snapshots are read into a folder of its own for what can be made again.
    """
    from rearview.errors import NotFoundError
    from rearview.viewer.places import Places
    from rearview.viewer.serve import serve

    for path in data_dir:
        if not path.exists():
            raise NotFoundError.path(path)
    with suppress(KeyboardInterrupt), serve(Places(data_dir), host=host, port=port) as door:
        _greeting(door, data_dir).tell("table")
        if not no_open:
            threading.Thread(target=_open, args=(door,), daemon=True).start()
        while True:
            time.sleep(_NAP_S)


def _greeting(door: "Door", paths: tuple[Path, ...]) -> "Result":
    from rich.text import Text

    from rearview.cli.result import Result

    def lines(_: int) -> Iterator[Text]:
        yield Text(f"Showing {', '.join(map(str, paths))} until Ctrl-C, at")
        yield Text(f"  {door.url}")

    return Result(lines=lines, document={"url": door.url})


def _open(door: "Door") -> None:
    """Open the browser, through a file: what stands on a command line, everybody on the machine can read."""
    import tempfile
    import webbrowser

    with tempfile.NamedTemporaryFile("w", prefix="rearview-", suffix=".html", encoding="utf-8") as leading:
        leading.write(
            f'<!doctype html><meta http-equiv="refresh" content="0; url={door.url}"><title>Rearview</title>'
        )
        leading.flush()
        if webbrowser.open(Path(leading.name).as_uri()):
            time.sleep(_READ_S)


_READ_S = 30
"""How long a browser may take to start and to read the file."""
