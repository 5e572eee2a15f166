"""The spans of one trace as they hang on each other, parents first, and which session each belongs to.

A session is what a span or anything above it names; else what the rest of the trace names; else the trace itself. It is
found anew whenever spans come, so it doesn't matter in which order they do.
"""

from collections.abc import Iterable, Iterator
from operator import attrgetter

from rearview.sources.otel.conventions import kind_of, session_of, unwrapped
from rearview.sources.otel.span import Span

_begun = attrgetter("start_ns", "span_id")


class Kin:
    """A span among those of its trace."""

    __slots__ = ("above", "attributes", "below", "kind", "session", "span")

    def __init__(self, span: Span) -> None:
        self.span = span
        self.attributes = unwrapped(span.attributes)
        self.kind = kind_of(self.attributes)
        """What sort of operation it is."""
        self.above: Kin | None = None
        self.below: list[Kin] = []
        self.session = ""
        """The session, as all its agents share it."""

    @property
    def top(self) -> bool:
        """Whether nothing of the same session is above it."""
        return self.above is None or self.above.session != self.session


def traces(spans: Iterable[Span]) -> dict[str, list[Span]]:
    """Return spans by their traces."""
    found: dict[str, list[Span]] = {}
    for span in spans:
        found.setdefault(span.trace_id, []).append(span)
    return found


def family(spans: list[Span]) -> list[Kin]:
    """Return the spans of a trace, parents before children, each with its session."""
    by_id = {span.span_id: Kin(span) for span in sorted(spans, key=_begun)}
    tops = []
    for kin in by_id.values():
        above = by_id.get(kin.span.parent_id or "")
        if above is None or above is kin:
            tops.append(kin)
        else:
            kin.above = above
            above.below.append(kin)
    ordered = list(_down(tops))
    if len(ordered) < len(by_id):
        ordered += _out_of_circles(by_id, ordered)
    _name(ordered)
    return ordered


def _down(tops: list[Kin]) -> Iterator[Kin]:
    waiting = tops[::-1]
    while waiting:
        kin = waiting.pop()
        yield kin
        waiting += kin.below[::-1]


def _out_of_circles(by_id: dict[str, Kin], reached: list[Kin]) -> Iterator[Kin]:
    """Yield the spans that hang on each other in a circle: its first span is put on top."""
    seen = {kin.span.span_id for kin in reached}
    for kin in by_id.values():
        if kin.span.span_id in seen:
            continue
        if kin.above is not None:
            kin.above.below.remove(kin)
            kin.above = None
        for found in _down([kin]):
            seen.add(found.span.span_id)
            yield found


def _name(ordered: list[Kin]) -> None:
    """Give each span its session."""
    named = ""
    first: tuple[int, str] | None = None
    for kin in ordered:
        told = session_of(kin.span)
        if told is not None:
            kin.session = told
            if first is None or _begun(kin.span) < first:
                first, named = _begun(kin.span), told
        elif kin.above is not None:
            kin.session = kin.above.session
    if len(ordered) and not all(kin.session for kin in ordered):
        for kin in ordered:
            kin.session = (
                kin.session or (kin.above.session if kin.above else "") or named or kin.span.trace_id
            )
