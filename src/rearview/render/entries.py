"""What a timeline says about each event. A failure is never hidden, whatever else is kept short.

Knows what of a session has been said already, and how many steps were left out. Yields lines; it must never print.
"""

from collections.abc import Iterator

from rich.text import Text

from rearview.model.attempts import Attempt, attempts
from rearview.model.documents import held
from rearview.model.selection import Wanted, below, is_grave, went_wrong
from rearview.model.session import Log, Message, Session, Step, Tree, Turn, Usage
from rearview.model.timeline import Event
from rearview.render.amount import clock, counted, duration
from rearview.render.excerpt import excerpt, shortened
from rearview.render.heading import outcome
from rearview.render.judged import against, otherwise
from rearview.render.page import Page
from rearview.render.plain import plain
from rearview.render.step import evidence, exchanged, failure, is_quiet, logged, payload, result, title, told


class Entries:
    """The lines of events, one after the other."""

    def __init__(self, tree: Tree, page: Page, wanted: Wanted) -> None:
        self.tree = tree
        self.page = page
        self.wanted = wanted
        self.quiet = 0
        """How many of the system's own steps were left out."""
        self.steps = 0
        """How many steps are on the page."""
        self._openers: dict[int, Step] = {}
        """Sub-sessions, by identity, and the step whose output stands where they end."""
        self._prompts: dict[str, str] = {}
        """Sessions, by their id, and the system prompt last shown of them."""
        self._turn: Turn | None = None
        self._attempts: dict[int, Attempt] = {}
        self._asked: dict[str, str] = {}
        """What models were asked in the turn, and when first."""

    def lines(self, event: Event) -> Iterator[Text]:
        """Return the lines of one event; of the session that the heading is about, nothing is left to say."""
        told: Iterator[Text] = iter(())
        if event.kind == "topic" and event.turn is not None:
            told = self._topic(event, event.turn)
        elif event.step is not None:
            told = self._step(event, event.step)
        elif event.message is not None:
            told = self._message(event, event.message)
        elif event.charge is not None:
            told = self._charge(event, event.charge)
        elif event.log is not None:
            told = self._log(event, event.log)
        elif event.verdicts:
            told = self._judged(event)
        elif event.turn is not None:
            told = self._begun(event, event.turn)
        elif event.session is not self.tree.root:
            told = self._called(event) if event.kind == "session" else self._ended(event)
        return told

    def _entry(self, event: Event, tag: str, text: str, *, failed: bool = False) -> Iterator[Text]:
        return self.page.entry(clock(event.at_ms), event.depth, tag, text, failed=failed)

    def _line(self, event: Event, tag: str, words: str, *, failed: bool = False) -> Iterator[Text]:
        """Say something whose line breaks are none: a name, or a few of them."""
        return self._entry(event, tag, plain(shortened(words, whole=self.page.verbose)), failed=failed)

    def _is_closed(self, session: Session) -> bool:
        return self.wanted.depth is not None and session.depth > self.wanted.depth

    def _called(self, event: Event) -> Iterator[Text]:
        session = event.session
        about = f' "{session.title}"' if session.title else ""
        words = f"{_name(session)}{about}" if session.recorded else f"{session.session_id} (not recorded)"
        if self._is_closed(session):
            failed = any(went_wrong(one) for one in below(self.tree, session))
            yield from self._line(event, "AGENT", f"{words} {self._summary(session)}", failed=failed)
        else:
            yield from self._line(event, "AGENT", words)

    def _summary(self, session: Session) -> str:
        """Return what a sub-agent that stays closed did, all that it called included."""
        inside = list(below(self.tree, session))
        steps = [step for one in inside for turn in one.turns for step in turn.steps]
        failed = sum(step.status == "failed" for step in steps)
        held = [counted(len(steps), "step")]
        held += [counted(len(inside) - 1, "sub-agent")] if len(inside) > 1 else []
        held += [f"{failed:,} failed"] if failed else []
        return f"{outcome(session)}  {duration(session.duration_ms)}  ({', '.join(held)}; closed by --depth)"

    def _ended(self, event: Event) -> Iterator[Text]:
        """Say how a sub-agent ended and what its caller got, unless those were its own last words."""
        session = event.session
        if session.recorded:
            words = f"{_name(session)} {outcome(session)}  {duration(session.duration_ms)}"
            yield from self._line(event, "END", words, failed=went_wrong(session))
            yield from failure(session.error, event.depth, self.page)
        opener = self._openers.pop(id(session), None)
        if opener is not None and opener.output_text != _last_words(session):
            yield from payload("Output", opener.output_text, event.depth, self.page)

    def _begun(self, event: Event, turn: Turn) -> Iterator[Text]:
        if not turn.recorded:
            yield from self._line(event, "TURN", f"{turn.turn_id} (not recorded)".lstrip())
        prompt = turn.system_prompt
        own = event.session.session_id
        if self.page.verbose and prompt and prompt != self._prompts.get(own):
            self._prompts[own] = prompt
            yield from self._entry(event, "PROMPT", f'"{prompt}"')

    def _topic(self, event: Event, turn: Turn) -> Iterator[Text]:
        same = "" if event.topic_changed else " (same topic)"
        step = event.step
        took = f"  {duration(step.duration_ms)}" if step is not None and step.duration_ms is not None else ""
        yield from self._line(event, "TOPIC", f"→ {turn.topic}{same}{took}")
        if step is not None:
            self.steps += 1
            yield from payload("Input", step.input_text, event.depth, self.page)
            if self.page.verbose or not _only_names(step.output_text, turn.topic):
                yield from payload("Output", step.output_text, event.depth, self.page)
            yield from evidence(step, event.depth, self.page)

    def _message(self, event: Event, message: Message) -> Iterator[Text]:
        kept, note = excerpt(message.text or "", whole=self.page.verbose)
        speaker = f"{message.role}: " if message.role in ("human", "system") else ""
        words = f'{speaker}"{kept}"{note}' if message.text else f"{speaker}(no text)"
        yield from self._entry(event, "INPUT" if event.kind == "input" else "OUTPUT", words)

    def _charge(self, event: Event, charge: Usage) -> Iterator[Text]:
        yield from self._line(event, "MODEL", told(charge), failed=charge.status == "failed")
        yield from exchanged(charge, event.depth, self.page)

    def _log(self, event: Event, line: Log) -> Iterator[Text]:
        if self.page.verbose or is_grave(line):
            yield from self._entry(event, "LOG", logged(line, self.page), failed=is_grave(line))

    def _judged(self, event: Event) -> Iterator[Text]:
        """Say how a turn or a session was judged as a whole; where nothing was found in it, nothing."""
        what = "the turn" if event.turn is not None else "the session"
        whole = self.page.verbose
        for words in against(event.verdicts, whole=whole):
            yield from self.page.entry("", event.depth, "JUDGE", f"{what}: {words}", failed=True)
        for words in otherwise(event.verdicts, whole=whole):
            yield from self.page.entry("", event.depth, "JUDGE", f"{what}: {words}")

    def _step(self, event: Event, step: Step) -> Iterator[Text]:
        called = self.tree.opened_by(step)
        if called is None and is_quiet(step) and not self.page.verbose:
            self.quiet += 1
            return
        self.steps += 1
        self._in_turn(event.turn)
        tag = "GUARD" if event.kind == "guardrail" else "STEP"
        words = title(step, self._attempts.get(id(step)))
        yield from self._line(event, tag, words, failed=step.status == "failed")
        yield from self._input(event, step)
        if called is None or self._is_closed(called):
            yield from result(step, event.depth, self.page)
        else:
            self._openers[id(called)] = step
        yield from failure(step.error, event.depth, self.page)
        yield from evidence(step, event.depth, self.page)

    def _in_turn(self, turn: Turn | None) -> None:
        if turn is not self._turn:
            self._turn, self._asked = turn, {}
            self._attempts = attempts(turn) if turn is not None else {}

    def _input(self, event: Event, step: Step) -> Iterator[Text]:
        """Say what went in; a model is asked the same again and again while it thinks, which is said once a turn."""
        asked = step.input_text if step.kind == "llm" and not self.page.verbose else None
        if asked is not None and asked in self._asked:
            yield from self.page.detail(event.depth, "Input", f"(the same as at {self._asked[asked]})")
            return
        if asked is not None:
            self._asked[asked] = clock(event.at_ms)
        yield from payload("Input", step.input_text, event.depth, self.page)


def _name(session: Session) -> str:
    return session.agent or session.session_id


def _only_names(text: str | None, topic: str | None) -> bool:
    """Whether what a step gave back is the topic, and no more."""
    return text is None or text.strip() == topic or held(text) == {"topic": topic}


def _last_words(session: Session) -> str | None:
    """Return what an agent said last."""
    said = [message.text for turn in session.turns for message in turn.messages if message.role == "agent"]
    return said[-1] if said else None
