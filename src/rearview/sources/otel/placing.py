"""What each span of a trace is within its session: a turn, a step, a sub-agent's session, or several of these at once.

What stands at the top of a session is a turn of it. An agent that runs within another has a session of its own, opened
by the tool call around it, or by a step of its own. Rearview's exports say themselves what their spans are.
"""

from collections import Counter
from dataclasses import dataclass

from rearview.sources.otel.conventions import Told, told_by
from rearview.sources.otel.family import Kin
from rearview.sources.otel.span import Attributes, Span

_LEAVES = frozenset({"llm", "tool", "guardrail", "topic", "variable", "end"})


@dataclass(slots=True)
class Placed:
    """A span with its place; what isn't so is None."""

    span: Span
    attributes: Attributes
    told: Told
    """What they say, by Rearview's own names."""
    kind: str
    root: str
    """The outermost session."""
    session: str
    turn: str | None
    is_turn: bool = False
    is_step: bool = False
    is_session: bool = False
    step: str | None = None
    """The step that it is, or the one that whatever happens in it happens in."""
    opens: str | None = None
    """The session of the sub-agent that runs in it, whose step it is."""
    parent: str | None = None
    """The session that called the one that it stands for."""
    in_agent: bool = False
    above: "Placed | None" = None
    charged: bool = True
    """Whether a model's charge is told here, and not once more by a call within it."""

    @property
    def own(self) -> str:
        """The session that it stands for, or is in."""
        return self.opens or self.session


def placed(kin: list[Kin]) -> list[Placed]:
    """Return the spans of a trace with their places, parents before children."""
    alone = _alone(kin)
    found: dict[int, Placed] = {}
    for one in kin:
        above = found.get(id(one.above)) if one.above is not None else None
        if "rearview.session_id" in one.attributes:
            place = _exported(one, above)
        elif above is None or one.top:
            place = _outermost(one)
        else:
            place = _within(one, above, alone=id(one) in alone)
        place.above = above
        found[id(one)] = place
    return list(found.values())


def _alone(kin: list[Kin]) -> set[int]:
    """Return the agents that are the only ones below what stands at the top: they are the session's own."""
    counts: Counter[int] = Counter()
    tops: dict[int, int] = {}
    agents: list[int] = []
    inside: set[int] = set()
    for one in kin:
        here, above = id(one), id(one.above)
        tops[here] = here if one.top else tops[above]
        if above in inside and not one.top:
            inside.add(here)
        elif one.kind == "agent":
            inside.add(here)
            counts[tops[here]] += 1
            agents.append(here)
    return {agent for agent in agents if counts[tops[agent]] == 1}


def _outermost(one: Kin) -> Placed:
    """Return the place of what stands at the top of its session: it is a turn, and a step if it does something itself."""
    span, kind = one.span, one.kind
    lost = span.parent_id is not None and one.above is None and kind in _LEAVES
    turn = f"{span.trace_id}-{span.parent_id}" if lost else span.id
    step = span.id if kind in _LEAVES else None
    return Placed(
        span=span,
        attributes=one.attributes,
        told=told_by(one.attributes),
        kind=kind,
        root=one.session,
        session=one.session,
        turn=turn,
        is_turn=not lost,
        is_step=step is not None,
        step=step,
        in_agent=kind == "agent",
    )


def _within(one: Kin, above: Placed, *, alone: bool) -> Placed:
    """Return the place of what happens within something else of its session."""
    span, kind = one.span, one.kind
    place = Placed(
        span=span,
        attributes=one.attributes,
        told=told_by(one.attributes),
        kind=kind,
        root=above.root,
        session=above.session,
        turn=above.turn,
        is_step=True,
        step=span.id,
        in_agent=above.in_agent or kind == "agent",
    )
    if kind != "agent" or (alone and not above.in_agent):
        place.kind = "other" if kind == "agent" else kind
        return place
    _open(place, above)
    return place


def _open(place: Placed, above: Placed) -> None:
    """Give a sub-agent a session of its own."""
    if above.kind == "tool" and above.opens is None and above.is_step:
        above.kind, above.opens = "agent", place.span.id
        place.is_step = False
    else:
        # Rows of it that aren't its step's are in the session that it opens.
        place.opens = place.span.id
    place.parent = above.session
    place.session = place.turn = place.span.id
    place.is_turn = place.is_session = True


def _exported(one: Kin, above: Placed | None) -> Placed:
    """Return the place of a span that Rearview wrote itself."""
    attributes = one.attributes
    session = str(attributes["rearview.session_id"])
    turn, step = attributes.get("rearview.turn_id"), attributes.get("rearview.step_id")
    kind = one.kind
    place = Placed(
        span=one.span,
        attributes=one.attributes,
        told=told_by(one.attributes),
        kind=kind,
        root=one.session,
        session=session,
        turn=(above.turn if above is not None and above.session == session else None)
        if turn is None
        else str(turn) or None,
        step=None if step is None else str(step),
    )
    recorded = attributes.get("rearview.recorded") is not False
    place.is_turn = turn is not None and recorded
    place.is_step = step is not None and recorded
    place.is_session = turn is None and step is None and kind != "llm" and recorded
    if place.is_session and above is not None and above.session != session:
        place.parent = above.session
        if above.is_step and above.opens is None:
            above.kind, above.opens = "agent", session
    return place
