"""Sessions that somebody looks at: loaded once, held for as long as they are the last few, and loaded anew when changed."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rearview.errors import NotFoundError
from rearview.model.attempts import Attempt, attempts
from rearview.model.findings import Finding, findings
from rearview.model.session import Session, Tree
from rearview.model.shape import Shape, shapes
from rearview.model.timeline import Event, timeline, turn_numbers
from rearview.model.undisturbed import undisturbed
from rearview.viewer.place import Place, Stamp
from rearview.viewer.session.critical import critical_path

_HELD = 4


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A session's tree, and its events by the numbers that stand in addresses."""

    tree: Tree
    stamp: Stamp
    asked: str | None
    """The id that it was found by."""

    @cached_property
    def events(self) -> Sequence[Event]:
        """All that happened, in reading order."""
        return tuple(timeline(self.tree))

    @cached_property
    def findings(self) -> Sequence[Finding]:
        """What went wrong, the gravest first."""
        return findings(self.tree)

    @cached_property
    def shapes(self) -> Sequence[Shape]:
        """How whole it is."""
        return shapes(self.tree, self.findings, self.asked)

    @cached_property
    def critical(self) -> frozenset[str]:
        """The steps that decided how long it took."""
        return critical_path(self.tree)

    @cached_property
    def is_open(self) -> bool:
        """Whether it still goes on, as far as is known."""
        return self.tree.root.ended_ms is None

    @cached_property
    def lanes(self) -> dict[int, int]:
        """The place of each session among the sessions of the tree, by the identity of its node."""
        return {id(session): lane for lane, session in enumerate(self.tree.sessions)}

    def once(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return what is made of it, the same bytes whenever it is asked for."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def place_of(self, *, step: str | None = None, turn: str | None = None) -> int:
        """Return the number of the event that tells of a step or of a turn; refuse an id that none has."""
        found = self.find(step=step, turn=turn)
        if found is None:
            raise NotFoundError.in_session(step or turn or "", self.tree.root.session_id)
        return found

    def find(self, *, step: str | None = None, turn: str | None = None) -> int | None:
        """Return the number of the event that tells of a step, else of a turn, if there is one."""
        return self._steps.get(step or "", self._turns.get(turn or ""))

    def beginning(self, session: Session) -> int:
        """Return the number of the event that begins a session."""
        return self._beginnings[id(session)]

    def turn_number(self, event: Event) -> int | None:
        """Return the number by which people call an event's turn."""
        if event.turn is None:
            return None
        return self._numbers(event.session).get(id(event.turn))

    def attempt(self, event: Event) -> Attempt | None:
        """Return which try a step was, if there were several."""
        if event.step is None or event.turn is None:
            return None
        if id(event.turn) not in self._tried:
            self._tried[id(event.turn)] = attempts(event.turn)
        return self._tried[id(event.turn)].get(id(event.step))

    @cached_property
    def _made(self) -> dict[str, bytes]:
        return {}

    @cached_property
    def _tried(self) -> dict[int, dict[int, Attempt]]:
        """The attempts in each turn that was looked at, by the identity of the turn."""
        return {}

    @cached_property
    def _steps(self) -> dict[str, int]:
        placed: dict[str, int] = {}
        for number, event in enumerate(self.events):
            if event.step is not None:
                placed.setdefault(event.step.step_id, number)
        return placed

    @cached_property
    def _turns(self) -> dict[str, int]:
        placed: dict[str, int] = {}
        for number, event in enumerate(self.events):
            if event.kind == "turn" and event.turn is not None:
                placed.setdefault(event.turn.turn_id, number)
        return placed

    @cached_property
    def _beginnings(self) -> dict[int, int]:
        return {id(event.session): n for n, event in enumerate(self.events) if event.kind == "session"}

    @cached_property
    def _numbered(self) -> dict[int, dict[int, int]]:
        return {}

    def _numbers(self, session: Session) -> dict[int, int]:
        if id(session) not in self._numbered:
            self._numbered[id(session)] = turn_numbers(session)
        return self._numbered[id(session)]


class Desk:
    """The sessions that were looked at last."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, str | None], Opened] = OrderedDict()
        self._loading: dict[tuple[str, str | None], threading.Lock] = {}
        self._lock = threading.Lock()

    def opened(self, place: Place, session_id: str | None) -> Opened:
        """Return a session as it is now; whoever asks while it is being loaded waits for that."""
        key = (place.slug, session_id)
        with self._lock:
            loading = self._loading.setdefault(key, threading.Lock())
        with loading:
            stamp = place.stamp(session_id)
            held = self._held.get(key)
            if held is None or held.stamp != stamp:
                with undisturbed():
                    held = Opened(tree=place.tree(session_id), stamp=stamp, asked=session_id)
                    len(held.events)
            with self._lock:
                self._held[key] = held
                self._held.move_to_end(key)
                while len(self._held) > _HELD:
                    self._loading.pop(self._held.popitem(last=False)[0], None)
            return held
