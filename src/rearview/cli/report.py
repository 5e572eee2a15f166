"""`rearview report`: some days of a lake, or one session, as one file that anybody can open."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.asking import About, about
from rearview.errors import ArgumentError

if TYPE_CHECKING:
    from rearview.viewer.numbers.asked import Source
    from rearview.viewer.sessions.filters import Filters

_FILE = Path("rearview-report.html")


@click.command("report")
@click.argument("session", required=False)
@about
@click.option(
    "--redact", is_flag=True, help="Mask e-mail addresses, phone and card numbers, tokens and passwords."
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=_FILE,
    show_default=True,
    help="The file to write; - is stdout.",
)
def command(*, session: str | None, about: About, redact: bool, output: Path) -> None:
    """Write what happened on some days, or in one session, as one HTML file.

    It holds what the viewer's pages of numbers show, whole days of it, each beside as many days before; or, where
    SESSION is given, all of that session: an id, a part of one, or the path of a snapshot. The file opens in any
    browser, from the disk, without a network.
    """
    from rearview.cli.diagnostics import note
    from rearview.cli.output import opened

    if session is not None and (about.since or about.until or about.agents):
        raise ArgumentError.report_on_one()
    pieces = _of_days(about, redact=redact) if session is None else _of(session, about, redact=redact)
    with opened(output) as sink:
        sink.write(pieces)
    if str(output) != "-":
        note(f"Written: {output}. Any browser shows it.")


def _of(session: str, about: About, *, redact: bool) -> Iterable[bytes]:
    """Return the page of one session."""
    from rearview.cli.named_session import tree_of
    from rearview.render import html
    from rearview.render.redaction import Redaction

    tree = tree_of(session, about.folders)
    return html.show(Redaction().tree(tree) if redact else tree)


def _of_days(about: About, *, redact: bool) -> Iterable[bytes]:
    """Return what the sessions of some days tell together."""
    from rearview.cli.progress import watched
    from rearview.viewer.report import report

    lake = about.lake()
    facts = about.facts(lake)
    if not facts.select("session_id").head(1).collect().shape[0]:
        raise about.none()
    with watched() as board:
        board.wait("Looking through the lake …")
        return [report(list(_sources(about)), _filters(about), redacted=redact)]


def _sources(about: About) -> "Iterator[Source]":
    """Yield the lakes, each with what is known of its sessions."""
    from rearview.library.facts import session_facts
    from rearview.library.lake import open_lake
    from rearview.viewer.numbers.asked import Source
    from rearview.viewer.slugs import slugs

    for slug, folder in zip(slugs(about.folders), about.folders, strict=True):
        lake = open_lake(folder)
        facts = session_facts(lake.held, lambda _done, _of: None).frame().collect().to_native()
        yield Source(slug=slug, lake=lake, facts=facts)


def _filters(about: About) -> "Filters":
    """Return which sessions are meant: whole days, since that is what charts are made of."""
    from rearview.viewer.sessions.filters import Filters

    since_ms, until_ms = about.span()
    return Filters(
        chosen={"agent": about.agents} if about.agents else {},
        since=None if since_ms is None else _day(since_ms),
        until=None if until_ms is None else _day(until_ms - 1),
    )


def _day(at_ms: int) -> date:
    return datetime.fromtimestamp(at_ms / 1000, UTC).date()
