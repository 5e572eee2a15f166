"""`rearview record serve`: an endpoint to which agents in any language send their traces, until Ctrl-C."""

import gc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli import diagnostics
from rearview.cli.interruption import heard

if TYPE_CHECKING:
    from rearview.cli.result import Result

_END_S = 60.0
"""How long putting what is left into the lake may take; if it takes longer, the next start does it."""
_NAP_S = 0.5
_GARBAGE = 100_000
"""How many objects there are more of when garbage is looked for: spans are many objects, of which none is garbage."""


@click.command("serve")
@click.option(
    "-o",
    "--output",
    "lake",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default="./otel_data",
    show_default=True,
    help="The lake to fill.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=4318,
    show_default=True,
    help="Where to listen on this machine; 0 is any free port.",
)
def command(*, lake: Path, port: int) -> None:
    """Take traces over HTTP, as OTLP, until Ctrl-C.

    An agent that is instrumented with OpenTelemetry sends them when OTEL_EXPORTER_OTLP_ENDPOINT names this address.
    Spans are safe on the disk when they are answered, and in the lake about a second after the last has come. What
    comes late, twice or out of order ends up in the session that it belongs to.
    """
    from rearview.record.otel.keeper import Keeper
    from rearview.record.otel.serve import serve

    gc.set_threshold(_GARBAGE)
    with heard(longest_s=_END_S) as interruption, interruption.patient(), closing(Keeper(lake)) as keeper:
        if keeper.taken_up:
            diagnostics.note(f"{keeper.taken_up:,} spans were safe from before, and are in the lake now.")
        with serve(keeper, port=port) as url:
            _greeting(url, lake).tell("table")
            while not interruption.stop.wait(_NAP_S):
                pass
        keeper.close()
        if keeper.trouble is not None:
            raise keeper.trouble
    diagnostics.note(f"{keeper.spans:,} spans were put into {lake}.")


def _greeting(url: str, lake: Path) -> "Result":
    from rich.text import Text

    from rearview.cli.result import Result

    def lines(_: int) -> Iterator[Text]:
        yield Text(f"Taking traces into {lake} until Ctrl-C, at")
        yield Text(f"  OTEL_EXPORTER_OTLP_ENDPOINT={url}")

    return Result(lines=lines, document={"url": url, "lake": str(lake)})
