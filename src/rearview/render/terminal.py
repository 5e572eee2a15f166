"""One session as a timeline to read on a terminal.

Owns what is said about each event, in which order. A failure is never hidden, whatever else is kept short; what is
left out is counted at the end. Yields lines; it must never print.
"""

from collections.abc import Iterator

from rich.text import Text

from rearview.model.session import Message, Session, Step, Tree, Turn
from rearview.model.timeline import Event, timeline
from rearview.render.amount import clock, counted, date, duration
from rearview.render.excerpt import excerpt, shortened
from rearview.render.heading import heading, outcome, went_wrong
from rearview.render.page import FAINT, NARROWEST, Page
from rearview.render.plain import plain
from rearview.render.step import evidence, failure, is_quiet, payload, title


def show(tree: Tree, *, width: int, verbose: bool = False) -> Iterator[Text]:
    """Yield the lines of a session's timeline: none is wider than the width, or than 40 cells where that is less."""
    page = Page(width=max(width, NARROWEST), verbose=verbose)
    yield from heading(tree, page)
    yield from _Timeline(tree, page).lines()


class _Timeline:
    """The lines below the heading, and what must be known of the lines above to write the next."""

    def __init__(self, tree: Tree, page: Page) -> None:
        self.tree = tree
        self.page = page
        started = tree.root.started_ms
        self.day = None if started is None else date(started)
        self.begun: set[int] = set()
        """Sessions, by identity, of which a turn is on the page."""
        self.gap_due = False
        self.openers: dict[int, Step] = {}
        """Sub-sessions, by identity, and the step whose output stands where they end."""
        self.prompts: dict[int, str] = {}
        """Sessions, by identity, and the system prompt last shown of them."""
        self.hidden = 0

    def lines(self) -> Iterator[Text]:
        """Yield the lines of all events."""
        for event in timeline(self.tree):
            yield from self._placed(event, self._lines(event))
        if self.hidden:
            yield Text()
            left_out = (
                f"Left out: {counted(self.hidden, 'system step')} without a fault; --verbose shows all."
            )
            yield from self.page.across(left_out, style=FAINT)

    def _placed(self, event: Event, lines: Iterator[Text]) -> Iterator[Text]:
        """Yield an event's lines, if there are any, after the gap and the date that are due before them."""
        if event.kind in ("session", "turn", "end"):
            self.gap_due = event.kind == "turn" and id(event.session) in self.begun
        first = next(lines, None)
        if first is None:
            return
        if self.gap_due:
            self.gap_due = False
            yield self.page.gap(event.depth)
        if event.at_ms is not None and date(event.at_ms) != self.day:
            self.day = date(event.at_ms)
            yield self.page.rule("─", self.day)
        if event.turn is not None:
            self.begun.add(id(event.session))
        yield first
        yield from lines

    def _lines(self, event: Event) -> Iterator[Text]:
        """Return the lines of one event; of the session that the heading is about, nothing is left to say."""
        if event.step is not None:
            return self._step(event, event.step)
        if event.message is not None:
            return self._message(event, event.message)
        if event.turn is not None:
            return self._topic(event, event.turn) if event.kind == "topic" else self._turn(event, event.turn)
        if event.session is self.tree.root:
            return iter(())
        return self._called(event) if event.kind == "session" else self._ended(event)

    def _entry(self, event: Event, tag: str, text: str, *, failed: bool = False) -> Iterator[Text]:
        return self.page.entry(clock(event.at_ms), event.depth, tag, text, failed=failed)

    def _line(self, event: Event, tag: str, words: str, *, failed: bool = False) -> Iterator[Text]:
        """Say something whose line breaks are none: a name, or a few of them."""
        return self._entry(event, tag, plain(shortened(words, whole=self.page.verbose)), failed=failed)

    def _called(self, event: Event) -> Iterator[Text]:
        session = event.session
        about = f' "{session.title}"' if session.title else ""
        words = f"{_name(session)}{about}" if session.recorded else f"{session.session_id} (not recorded)"
        yield from self._line(event, "AGENT", words)

    def _ended(self, event: Event) -> Iterator[Text]:
        """Say how a sub-agent ended and what its caller got, unless those were its own last words."""
        session = event.session
        if session.recorded:
            words = f"{_name(session)} {outcome(session)}  {duration(session.duration_ms)}"
            yield from self._line(event, "END", words, failed=went_wrong(session))
            yield from failure(session.error, event.depth, self.page)
        opener = self.openers.pop(id(session), None)
        if opener is not None and opener.output_text != _last_words(session):
            yield from payload("Output", opener.output_text, event.depth, self.page)

    def _turn(self, event: Event, turn: Turn) -> Iterator[Text]:
        if not turn.recorded:
            yield from self._line(event, "TURN", f"{turn.turn_id} (not recorded)".lstrip())
        prompt = turn.system_prompt
        if self.page.verbose and prompt and prompt != self.prompts.get(id(event.session)):
            self.prompts[id(event.session)] = prompt
            yield from self._entry(event, "PROMPT", f'"{prompt}"')

    def _topic(self, event: Event, turn: Turn) -> Iterator[Text]:
        same = "" if event.topic_changed else " (same topic)"
        yield from self._line(event, "TOPIC", f"→ {turn.topic}{same}")

    def _message(self, event: Event, message: Message) -> Iterator[Text]:
        kept, note = excerpt(message.text or "", whole=self.page.verbose)
        speaker = f"{message.role}: " if message.role in ("human", "system") else ""
        words = f'{speaker}"{kept}"{note}' if message.text else f"{speaker}(no text)"
        yield from self._entry(event, "INPUT" if event.kind == "input" else "OUTPUT", words)

    def _step(self, event: Event, step: Step) -> Iterator[Text]:
        called = self.tree.opened_by(step)
        if called is None and is_quiet(step) and not self.page.verbose:
            self.hidden += 1
            return
        yield from self._line(event, "STEP", title(step), failed=step.status == "failed")
        yield from payload("Input", step.input_text, event.depth, self.page)
        if called is None:
            yield from payload("Output", step.output_text, event.depth, self.page)
        else:
            self.openers[id(called)] = step
        yield from failure(step.error, event.depth, self.page)
        yield from evidence(step, event.depth, self.page)


def _name(session: Session) -> str:
    return session.agent or session.session_id


def _last_words(session: Session) -> str | None:
    """Return what an agent said last."""
    said = [message.text for turn in session.turns for message in turn.messages if message.role == "agent"]
    return said[-1] if said else None
