"""One session as a timeline to read on a terminal.

Owns how turns stand apart, which times nothing happened in, and what is said at the end of all that was left out.
Yields lines; it must never print.
"""

from collections.abc import Hashable, Iterable, Iterator

from rich.text import Text

from rearview.model.findings import findings
from rearview.model.idle import Idle, Idleness
from rearview.model.news import unseen
from rearview.model.selection import Wanted, selected
from rearview.model.session import Tree
from rearview.model.shape import shapes
from rearview.model.timeline import Event, timeline, turn_numbers
from rearview.render.amount import counted, date, duration
from rearview.render.entries import Entries
from rearview.render.heading import heading
from rearview.render.page import FAINT, NARROWEST, Page

ALL = Wanted()
_UNTIL = {
    "user": "until the user wrote again",
    "end": "until the session was closed",
    "next": "in which nothing is recorded",
}


def show(
    tree: Tree, *, width: int, verbose: bool = False, wanted: Wanted = ALL, asked: str | None = None
) -> Iterator[Text]:
    """Yield the lines of a session's timeline: none is wider than the width, or than 40 cells where that is less.

    `asked` is the id, or the part of one, that the session was found by.
    """
    page = page_of(width, verbose=verbose)
    yield from above(tree, page, asked)
    told = Timeline(tree, page, wanted)
    yield from told.lines()
    yield from told.left_out()


def page_of(width: int, *, verbose: bool) -> Page:
    """Return a page of a width."""
    return Page(width=max(width, NARROWEST), verbose=verbose)


def above(tree: Tree, page: Page, asked: str | None = None) -> Iterator[Text]:
    """Yield the lines above a timeline: what the session is, what is wrong with it, and how much of it is there."""
    found = findings(tree)
    yield from heading(tree, page, found, shapes(tree, found, asked))


class Timeline:
    """The lines below the heading, and what must be known of the lines above to write the next.

    A session that goes on can be read again: then only what is new is told.
    """

    def __init__(self, tree: Tree, page: Page, wanted: Wanted = ALL) -> None:
        self.page = page
        self.wanted = wanted
        self._entries = Entries(tree, page, wanted)
        self._idleness = Idleness()
        started = tree.root.started_ms
        self._day = None if started is None else date(started)
        self._begun: set[str] = set()
        """Sessions of which a turn is on the page."""
        self._due: list[Text] = []
        """What stands above the next line of a turn."""

    def lines(self) -> Iterator[Text]:
        """Yield the lines of all events that are wanted."""
        return self.told(selected(self._entries.tree, timeline(self._entries.tree), self.wanted))

    def news(self, tree: Tree, seen: set[Hashable]) -> Iterator[Text]:
        """Yield the lines of what is new in the session as it is now, and note that it has been seen."""
        self._entries.tree = tree
        return self.told(unseen(selected(tree, timeline(tree), self.wanted), seen))

    def told(self, events: Iterable[Event]) -> Iterator[Text]:
        """Yield the lines of some events."""
        for event in events:
            yield from self._placed(event)

    def left_out(self) -> Iterator[Text]:
        """Yield what is to be said of all that isn't on the page."""
        told = []
        if self._entries.quiet:
            told.append(
                f"{counted(self._entries.quiet, 'system step')} without a fault; --verbose shows all."
            )
        if self.wanted.errors:
            steps = sum(1 for _ in self._entries.tree.steps())
            told.append(
                f"{counted(steps - self._entries.steps, 'step')} without a fault; they are there without --errors."
            )
        for words in told:
            yield Text()
            yield from self.page.across(f"Left out: {words}", style=FAINT)

    def _placed(self, event: Event) -> Iterator[Text]:
        """Yield an event's lines, if there are any, after what is due before them."""
        idle = None if self.wanted.errors else self._idleness.before(event)
        if event.kind in ("session", "end"):
            self._due = []
        if event.kind == "turn":
            self._due = list(self._turn_line(event, idle))
            idle = None
        lines = self._entries.lines(event)
        first = next(lines, None)
        if first is None:
            return
        yield from self._due
        self._due = []
        if idle is not None:
            yield self.page.pause(event.depth, "", _waited(idle))
        if event.at_ms is not None and date(event.at_ms) != self._day:
            self._day = date(event.at_ms)
            yield self.page.rule("─", self._day)
        if event.turn is not None:
            self._begun.add(event.session.session_id)
        yield first
        yield from lines

    def _turn_line(self, event: Event, idle: Idle | None) -> Iterator[Text]:
        """Yield what sets a turn apart from what stands above it: a gap, and its number where there are several."""
        if event.session.session_id in self._begun:
            yield self.page.gap(event.depth)
        numbers = turn_numbers(event.session)
        number = numbers.get(id(event.turn)) if len(numbers) > 1 else None
        name = f"turn {number}" if number is not None else ""
        if name or idle is not None:
            yield self.page.pause(event.depth, name, _waited(idle) if idle is not None else "")


def _waited(idle: Idle) -> str:
    return f"{duration(idle.length_ms)} {_UNTIL[idle.until]}"
