"""`rearview sessions`: sessions, listed and filtered."""

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from rearview.cli.asking import About, about
from rearview.cli.options import FORMS, printed
from rearview.errors import NotFoundError
from rearview.model.tables import Outcome

if TYPE_CHECKING:
    from rearview.library import Lake
    from rearview.sources.canonical import Frame

_SHOWN = 20


@click.command("sessions")
@about
@click.option(
    "--version", "versions", metavar="NAME", multiple=True, help="Sessions with this version of the agent."
)
@click.option(
    "--channel", "channels", metavar="NAME", multiple=True, help="Sessions that came in by this channel."
)
@click.option(
    "--outcome",
    "outcomes",
    type=click.Choice(get_args(Outcome)),
    multiple=True,
    help="Sessions that ended so.",
)
@click.option("--min-duration", metavar="LENGTH", help="Sessions that took so long, or longer: 15m, 1h.")
@click.option("--failed", is_flag=True, help="Sessions that failed, or in which a step did.")
@click.option("--text", metavar="WORDS", help="Sessions with a message that holds these words, in any case.")
@click.option(
    "--sort",
    type=click.Choice(["newest", "oldest", "longest", "turns", "steps", "failures", "tokens", "cost"]),
    default="newest",
    show_default=True,
    help="Which come first.",
)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1),
    help=f"How many at most.  [default: {_SHOWN} in a table to read, else all]",
)
@printed(table="A table to read", forms=FORMS)
def command(
    *,
    about: About,
    versions: tuple[str, ...],
    channels: tuple[str, ...],
    outcomes: tuple[str, ...],
    min_duration: str | None,
    failed: bool,
    text: str | None,
    sort: str,
    limit: int | None,
    form: str,
    output: Path | None,
) -> None:
    """List sessions, and filter them.

    For programs, a row holds all that is known of a session: counts, durations, tokens, cost, topics and flags.
    """
    from rearview.analyses.facts import COLUMNS
    from rearview.cli.result import listed as result
    from rearview.lake.length import duration_ms
    from rearview.library.selection import Selection, listed
    from rearview.render import sessions as page

    least_ms = None if min_duration is None else duration_ms(min_duration, option="--min-duration")
    selection = Selection(
        versions=versions, channels=channels, outcomes=outcomes, least_ms=least_ms, failed=failed
    )
    lake = about.lake()
    facts = about.facts(lake)
    most = limit or (_SHOWN if form == "table" else None)
    found = listed(_saying(selection.of(facts), lake, text), sort=sort, limit=most)
    if not found.rows:
        raise _none(about, facts)
    result(
        found.rows,
        lambda width: page.show(found.rows, of=found.of, sort=sort, width=width),
        *(column.name for column in COLUMNS),
    ).tell(form, output)


def _saying(facts: "Frame", lake: "Lake", text: str | None) -> "Frame":
    """Return those of some sessions in which somebody said some words."""
    if text is None:
        return facts
    from rearview.library.evidence import saying

    return facts.join(saying(lake, text), on="session_id", how="semi")


def _none(about: About, facts: "Frame") -> NotFoundError:
    from rearview.library.selection import counted

    number = counted(facts)
    return NotFoundError.matching("of that kind", number) if number else about.none()
