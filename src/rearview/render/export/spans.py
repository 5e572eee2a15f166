"""A tree as spans: one for each session, turn and step, and for each model call that no step is known of.

A turn that its platform traced keeps that trace and is linked to its session; all else is in the trace of whatever
called it. Yields a span after the one it lies in. It must never say what a span's attributes are.
"""

from collections.abc import Iterator

from rearview.model.selection import went_wrong
from rearview.model.session import Session, Step, Tree, Turn, Usage
from rearview.render.export import span_times
from rearview.render.export.events import events_of
from rearview.render.export.span import Place, Sort, Span
from rearview.render.export.span_ids import SpanIds, recorded_trace, trace_of
from rearview.render.export.span_times import Time, nanoseconds

_SORTS: dict[str | None, Sort] = {"llm": "chat", "tool": "tool", "agent": "agent", "guardrail": "guardrail"}


def spans(tree: Tree) -> Iterator[Span]:
    """Yield the spans of a tree, parents before children."""
    return _Spans(tree).all()


class _Spans:
    """The spans of one tree, and where those are that others lie in."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.root = tree.root
        self.ids = SpanIds()
        self.trace = trace_of(self.root.source, self.root.session_id)
        self.callers: dict[str, tuple[Place, Time]] = {}
        """The ids of sub-sessions, and the spans of the steps that opened them."""

    def all(self) -> Iterator[Span]:
        above: list[tuple[Place, Time]] = []
        for session in self.tree.sessions:
            del above[session.depth :]
            caller = self.callers.get(session.session_id) or (above[-1] if above else None)
            place = self._below(caller[0] if caller else None, session.source, session.session_id)
            time = span_times.of_session(session, caller[1] if caller else None)
            above.append((place, time))
            yield self._span(
                "session",
                f"session {session.agent or session.session_id}",
                place,
                time,
                above=caller[0] if caller else None,
                session=session,
                error=_error(session),
            )
            yield from self._within(session, place, time)

    def _within(self, session: Session, above: Place, around: Time) -> Iterator[Span]:
        yield from self._unbound(session.usage, above, around, session, None)
        for turn in session.turns:
            trace = recorded_trace(turn.trace_id) or above.trace_id
            names = (session.source, session.session_id, turn.turn_id)
            place = Place(trace_id=trace, span_id=self.ids.of("turn", *names))
            time = span_times.of_turn(turn, around)
            sort, name = _turn(session, turn)
            yield self._span(sort, name, place, time, above=above, session=session, turn=turn)
            yield from self._unbound(turn.usage, place, time, session, turn)
            for step in turn.steps:
                yield self._step(step, place, time, session, turn)

    def _step(self, step: Step, above: Place, around: Time, session: Session, turn: Turn) -> Span:
        names = (session.source, session.session_id, turn.turn_id, step.step_id)
        place = Place(trace_id=above.trace_id, span_id=self.ids.of("step", *names))
        time = span_times.of_step(step, around)
        called = self.tree.opened_by(step)
        if called is not None:
            self.callers.setdefault(called.session_id, (place, time))
        return self._span(
            _SORTS.get(step.kind, "step"),
            _name(step),
            place,
            time,
            above=above,
            session=session,
            turn=turn,
            step=step,
            charges=step.usage,
            error=(step.error or "") if step.status == "failed" else None,
        )

    def _unbound(
        self, charges: tuple[Usage, ...], above: Place, around: Time, session: Session, turn: Turn | None
    ) -> Iterator[Span]:
        """Yield a span without length for each model call that no step is known of."""
        for charge in charges:
            if charge.kind != "llm":
                continue
            where = (session.source, session.session_id, turn.turn_id if turn else "")
            names = (*where, str(charge.at_ms), str(charge.provider), str(charge.model))
            yield self._span(
                "chat",
                f"chat {charge.model}" if charge.model else "chat",
                Place(trace_id=above.trace_id, span_id=self.ids.of("charge", *names)),
                span_times.at(charge.at_ms, around),
                above=above,
                session=session,
                turn=turn,
                charges=(charge,),
                error=(charge.error or "") if charge.status == "failed" else None,
            )

    def _below(self, above: Place | None, *names: str) -> Place:
        return Place(trace_id=above.trace_id if above else self.trace, span_id=self.ids.of("session", *names))

    def _span(
        self,
        sort: Sort,
        name: str,
        place: Place,
        time: Time,
        *,
        above: Place | None,
        session: Session,
        turn: Turn | None = None,
        step: Step | None = None,
        charges: tuple[Usage, ...] = (),
        error: str | None = None,
    ) -> Span:
        same_trace = above is not None and above.trace_id == place.trace_id
        node = step or (None if charges else turn or session)
        return Span(
            sort=sort,
            name=name,
            place=place,
            parent_id=above.span_id if above is not None and same_trace else None,
            link=None if same_trace else above,
            start_ns=nanoseconds(time.start_ms),
            end_ns=nanoseconds(time.end_ms),
            assumed=time.assumed,
            root=self.root,
            session=session,
            turn=turn,
            step=step,
            charges=charges,
            error=error,
            events=tuple(events_of(node, nanoseconds(time.start_ms))) if node else (),
        )


def _turn(session: Session, turn: Turn) -> tuple[Sort, str]:
    """Return what a turn is and its name: an agent is invoked but in the system's own."""
    if turn.kind == "system":
        return "system", f"system {turn.label}" if turn.label else "system"
    return "turn", f"invoke_agent {session.agent}" if session.agent else "invoke_agent"


def _name(step: Step) -> str:
    """Return a step's name as conventions want it: what was done, and with what."""
    sort = _SORTS.get(step.kind, "step")
    if sort == "chat":
        model = next((charge.model for charge in step.usage if charge.model), None) or step.name
        return f"chat {model}" if model else "chat"
    done = "execute_tool" if sort in ("tool", "agent") else step.kind or "step"
    return f"{done} {step.name}" if step.name else done


def _error(session: Session) -> str | None:
    return (session.error or "") if went_wrong(session) else None
