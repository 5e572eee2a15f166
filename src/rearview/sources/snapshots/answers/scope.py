"""Which part of a run a question is about: all of it, the sessions of one agent, or one turn."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rearview.errors import NotFoundError
from rearview.sources.snapshots.places import Places, SessionPlace, TurnPlace

_CALL = "agent__"
_SHORTEST = 4
"""Fewer letters are a part of too many ids to be meant as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The part that is meant; what isn't said is no limit."""

    agent: str | None = None
    """An agent's name, or a part of a session's id."""
    turn: str | None = None
    """A turn's number; of work beside the turns, with an S before it."""

    def of(self, places: Places) -> Places:
        """Return the places of that part; a part that isn't there is an error."""
        found = places
        if self.agent is not None:
            named = _narrowed(found, sessions=self._is_agent)
            found = named if named.sessions else _narrowed(found, sessions=self._is_session)
            if not found.sessions:
                raise NotFoundError.agent(self.agent, _distinct(map(agent_of, places.sessions)))
        if self.turn is not None:
            turns = found.turns
            found = _narrowed(found, turns=self._is_turn)
            if not found.turns:
                raise NotFoundError.turn(self.turn, _distinct(turn.mark for turn in turns))
        return found

    def _is_agent(self, place: SessionPlace) -> bool:
        return agent_of(place).casefold() == (self.agent or "").casefold().removeprefix(_CALL)

    def _is_session(self, place: SessionPlace) -> bool:
        wanted = (self.agent or "").casefold()
        return len(wanted) >= _SHORTEST and wanted in place.session_id.casefold()

    def _is_turn(self, place: TurnPlace) -> bool:
        return place.mark == (self.turn or "").upper()


EVERYTHING = Scope()


def agent_of(place: SessionPlace) -> str:
    """Return what a session's agent is called."""
    return place.node.agent_id or place.session_id


def _narrowed(
    places: Places,
    *,
    sessions: Callable[[SessionPlace], bool] = lambda _: True,
    turns: Callable[[TurnPlace], bool] = lambda _: True,
) -> Places:
    """Return the places that stand in certain sessions and turns."""
    kept = {place.session_id for place in places.sessions if sessions(place)}

    def holds(turn: TurnPlace) -> bool:
        return turn.session.session_id in kept and turns(turn)

    return Places(
        sessions=[place for place in places.sessions if place.session_id in kept],
        turns=[turn for turn in places.turns if holds(turn)],
        steps=[step for step in places.steps if holds(step.turn)],
        absent=[absent for absent in places.absent if holds(absent.caller.turn)],
    )


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
