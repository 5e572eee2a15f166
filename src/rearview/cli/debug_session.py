"""`rearview debug-session`: one session as a timeline, or whole for a program."""

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rearview.cli.named_session import among, named
from rearview.cli.options import READ, printed

if TYPE_CHECKING:
    from rearview.cli.named_session import Named
    from rearview.cli.output import Sink
    from rearview.model.selection import Wanted

FORMS = (*READ, "ndjson")


@click.command("debug-session")
@among
@click.option(
    "--session-id",
    metavar="ID|FILE",
    help="The session: an id, a part of one, a messaging session's, a file.",
)
@click.option("--turn", type=int, metavar="N", help="Only one turn, by its number.")
@click.option("--errors", is_flag=True, help="Only what failed, and what led to it.")
@click.option("--depth", type=click.IntRange(0), metavar="N", help="Open sub-agents no deeper than this.")
@click.option(
    "--verbose", is_flag=True, help="Whole payloads, variables and prompts; system steps, charges, warnings."
)
@click.option(
    "--follow", is_flag=True, help="Go on while the session does, and show what is new as it comes."
)
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the whole session as one page for a browser, instead.",
)
@click.option("--list-failed", is_flag=True, help="List the sessions in which something failed, instead.")
@printed(table="A timeline to read", forms=FORMS)
def command(
    *,
    data_dir: tuple[Path, ...],
    session_id: str | None,
    turn: int | None,
    errors: bool,
    depth: int | None,
    verbose: bool,
    follow: bool,
    page: Path | None,
    list_failed: bool,
    form: str,
    output: Path | None,
) -> None:
    """Show what an agent did in one session, step by step.

    Reads one session and prints its timeline: what the user said, each model and tool call with what went in and
    out, what it cost and how it was judged, the sub-agents it called, what failed and why. With --format ndjson each
    event is a line; json is the session's whole tree, whatever else is said.
    """
    from rearview.model.selection import Wanted
    from rearview.model.undisturbed import undisturbed

    if list_failed:
        _list_failed(data_dir, form, output)
        return
    asked = _Asked(session_id, data_dir, Wanted(turn=turn, depth=depth, errors=errors), verbose)
    if follow and page is None:
        asked.follow(form, output)
    else:
        with undisturbed():
            asked.show(page, form, output)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which session is to be shown, and how much of it."""

    session_id: str | None
    places: tuple[Path, ...]
    wanted: "Wanted"
    verbose: bool

    def load(self) -> "Named":
        """Load the session, and refuse a turn that it doesn't have."""
        from rearview.errors import NotFoundError
        from rearview.model.timeline import turn_numbers

        found = named(self.session_id, self.places)
        numbers = turn_numbers(found.tree.root).values()
        if self.wanted.turn is not None and self.wanted.turn not in numbers:
            raise NotFoundError.turn(str(self.wanted.turn), [str(number) for number in numbers])
        return found

    def show(self, page: Path | None, form: str, output: Path | None) -> None:
        """Show the session as it is, or write it as a page."""
        from rearview.cli.output import opened

        found = self.load()
        with opened(page or output) as sink:
            if page is not None:
                from rearview.render import html

                sink.write(html.show(found.tree))
            else:
                self._show(found, form, sink)

    def _show(self, found: "Named", form: str, sink: "Sink") -> None:
        from rearview.cli.pager import page_by_page
        from rearview.model.selection import selected
        from rearview.model.timeline import timeline
        from rearview.render import events, forms, terminal, tree_json

        tree = found.tree
        if form == "json":
            sink.write(tree_json.show(tree))
        elif form == "ndjson":
            sink.write(forms.ndjson(events.rows(selected(tree, timeline(tree), self.wanted))))
        else:
            lines = terminal.show(
                tree, width=sink.width, verbose=self.verbose, wanted=self.wanted, asked=found.asked
            )
            page_by_page(sink, lines)

    def follow(self, form: str, output: Path | None) -> None:
        """Show the session as it is, and then what comes, until it ends."""
        from rearview.cli.output import opened

        found = self.load()
        with opened(output) as sink:
            self._follow(found, form, sink)

    def _follow(self, found: "Named", form: str, sink: "Sink") -> None:
        from rearview.cli.following import readings
        from rearview.errors import ArgumentError
        from rearview.model.news import unseen
        from rearview.model.selection import selected
        from rearview.model.timeline import timeline
        from rearview.render import events, forms, terminal

        if form == "json":
            raise ArgumentError.followed_whole()
        seen: set[Hashable] = set()
        page = terminal.page_of(sink.width, verbose=self.verbose)
        told = terminal.Timeline(found.tree, page, self.wanted)
        if form == "table":
            sink.show(terminal.above(found.tree, page, found.asked))
        for tree in readings(found.tree, lambda: self.load().tree):
            if form == "ndjson":
                new = unseen(selected(tree, timeline(tree), self.wanted), seen)
                sink.write(forms.ndjson(events.rows(new)))
            else:
                sink.show(told.news(tree, seen))
        if form == "table":
            sink.show(told.left_out())


def _list_failed(places: tuple[Path, ...], form: str, output: Path | None) -> None:
    """List the sessions of some places in which something failed."""
    from msgspec import to_builtins

    from rearview.cli.result import listed
    from rearview.library.failed import failed_sessions
    from rearview.render import failed

    found = [session for place in places for session in failed_sessions(place)]
    listed(to_builtins(found), lambda width: failed.show(found, width=width)).tell(form, output)
