"""What spans mean: the canonical rows of the sessions that they are of.

It is given all spans of these sessions, and gives all of their rows; in which order spans came makes no difference.
"""

from collections.abc import Iterable, Iterator
from operator import attrgetter

from rearview.sources.otel.charges import add_charge, settle
from rearview.sources.otel.family import Kin, family, traces
from rearview.sources.otel.notes import add_notes, error_of
from rearview.sources.otel.placing import Placed, placed
from rearview.sources.otel.rows import Rows
from rearview.sources.otel.said import said
from rearview.sources.otel.sessions import Gathered, add_session
from rearview.sources.otel.span import FAILED, Span
from rearview.sources.otel.steps import add_step
from rearview.sources.otel.turns import Talk, add_turn

_KEYS = {"steps": "step_id", "turns": "turn_id", "messages": "message_id"}
_begun = attrgetter("span.start_ns", "span.span_id")


def once(spans: Iterable[Span]) -> list[Span]:
    """Return each span once: of several that were sent under one id, the one that tells most."""
    best: dict[tuple[str, str], Span] = {}
    for span in spans:
        own = (span.trace_id, span.span_id)
        known = best.get(own)
        if known is None or (known != span and _fullness(span) > _fullness(known)):
            best[own] = span
    return list(best.values())


def families(spans: Iterable[Span]) -> Iterator[list[Kin]]:
    """Yield the spans of each trace, with their sessions."""
    return (family(those) for _, those in sorted(traces(spans).items()))


def derive(kin: Iterable[list[Kin]]) -> Rows:
    """Return the rows of spans that know their sessions."""
    rows = Rows()
    gathered: dict[tuple[str, str], Gathered] = {}
    talks: list[Talk] = []
    for trace in kin:
        places = placed(trace)
        settle(places)
        talks += _tell(rows, places)
        for place in places:
            of = gathered.setdefault(
                (place.root, place.session), Gathered(session_id=place.session, root=place.root)
            )
            of.add(place)
    _number(rows, talks)
    for of in gathered.values():
        add_session(rows, of)
    _distinct(rows)
    return rows


def _tell(rows: Rows, places: list[Placed]) -> list[Talk]:
    """Add the rows of single spans; return the turns among them."""
    talks: dict[tuple[str, str | None], Talk] = {}
    for place in places:
        error = error_of(place.span) if place.span.status == FAILED else None
        heard = said(place.span, place.attributes, place.told)
        if place.is_turn:
            talks[place.session, place.turn] = Talk(place, heard)
        else:
            talk = talks.get((place.session, place.turn))
            if talk is not None and "rearview.session_id" not in place.attributes:
                talk.inner.append((place, heard))
        if place.is_turn and place.is_step and place.kind == "llm":
            talks[place.session, place.turn].inner.append((place, heard))
        if place.is_step:
            add_step(rows, place, heard, error)
        add_charge(rows, place, error)
        add_notes(rows, place)
    return list(talks.values())


def _number(rows: Rows, talks: list[Talk]) -> None:
    """Add turns in the order in which they began, and number those of each session."""
    numbers: dict[str, int] = {}
    for talk in sorted(talks, key=lambda talk: _begun(talk.place)):
        session = talk.place.session
        numbers[session] = numbers.get(session, 0) + 1
        add_turn(rows, talk, numbers[session])


def _distinct(rows: Rows) -> None:
    """Tell rows apart that a recorder gave one id."""
    for table, key in _KEYS.items():
        given: dict[str, int] = {}
        column = rows.of(table)[key]
        for place, own in enumerate(map(str, column)):
            given[own] = times = given.get(own, 0) + 1
            column[place] = own if times == 1 else f"{own}~{times}"


def _fullness(span: Span) -> tuple[bool, int, int, int, str]:
    """Return by how much a span tells; the last part decides between such as tell alike, whoever came first."""
    return (span.end_ns > 0, span.end_ns, len(span.attributes), len(span.events), repr(span))
