"""Topics: which take the turns, how sessions go from one to the next, and how they end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rearview.render.html.viewer.graph import Edge, Graph, Node, graph
from rearview.viewer.numbers import sums
from rearview.viewer.numbers.asked import Asked
from rearview.viewer.numbers.figures import Difference, difference
from rearview.viewer.numbers.sums import Sums
from rearview.viewer.sessions.evidence import key

_NODES = 14
_ROWS = 40
_SWITCHING = 15
NONE = "without a topic"
BEGIN = "the beginning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic, with the turns it took and the sessions it was in."""

    words: str
    turns: int
    share: float | None
    difference: Difference | None
    turns_per_session: float | None
    mean_ms: float | None
    sums: Sums
    outcomes: tuple[tuple[str, int, str | None], ...]
    """How its sessions ended: the outcome, how many, and where they are."""
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way from a topic to the next."""

    origin: str
    goal: str
    times: int
    share: float | None
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Switching:
    """A session that goes from topic to topic often."""

    row: Mapping[str, Any]
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """What the page says."""

    topics: tuple[Topic, ...]
    most: int
    graph: Graph
    routes: tuple[Route, ...]
    more: int
    """How many ways aren't listed."""
    switching: tuple[Switching, ...]


def gather(asked: Asked) -> Topics:
    """Return how topics take the turns of some sessions."""
    rows = asked.ask("topics")
    routes = asked.ask("transitions")
    was = {row["topic"]: row["turns"] for row in asked.before.ask("topics")} if asked.before else None
    by_topic = sums.by_topic(asked)
    topics = tuple(_topics(asked, rows, was, by_topic))
    switching = asked.ask("switches", limit=_SWITCHING)
    return Topics(
        topics=topics,
        most=max((topic.turns for topic in topics), default=0),
        graph=_graph(asked, rows, routes),
        routes=tuple(_route(asked, row) for row in routes[:_ROWS]),
        more=max(0, len(routes) - _ROWS),
        switching=tuple(Switching(row=row, href=asked.session(row)) for row in switching),
    )


def _topics(
    asked: Asked, rows: Sequence[Mapping[str, Any]], was: Mapping[Any, int] | None, found: Mapping[str, Sums]
) -> Iterator[Topic]:
    for row in rows:
        topic = row["topic"] or ""
        of = found[topic]
        yield Topic(
            words=topic or NONE,
            turns=row["turns"],
            share=row["share"],
            difference=None if was is None else difference(row["turns"], was.get(row["topic"], 0), "number"),
            turns_per_session=row["turns_per_session"],
            mean_ms=row["mean_ms"],
            sums=of,
            outcomes=tuple(
                (outcome, of[outcome], asked.sessions(topic=(topic,), outcome=outcome))
                for outcome in sums.OUTCOMES
                if of[outcome]
            ),
            href=asked.sessions(topic=(topic,)),
        )


def _route(asked: Asked, row: Mapping[str, Any]) -> Route:
    return Route(
        origin=row["from_topic"] or BEGIN,
        goal=row["to_topic"],
        times=row["times"],
        share=row["share"],
        href=_href(asked, row),
    )


def _href(asked: Asked, row: Mapping[str, Any]) -> str | None:
    return asked.sessions(route=(key("route", {"previous": row["from_topic"], "topic": row["to_topic"]}),))


def _graph(asked: Asked, rows: Sequence[Mapping[str, Any]], routes: Sequence[Mapping[str, Any]]) -> Graph:
    """Return the largest topics, and the ways between them."""
    named = [row for row in rows if row["topic"] is not None][:_NODES]
    begun = {row["to_topic"]: row["times"] for row in routes if row["from_topic"] is None}
    stayed = {row["to_topic"]: row["times"] for row in routes if row["from_topic"] == row["to_topic"]}
    nodes = [
        Node(
            name=row["topic"],
            weight=row["turns"],
            words=f"{row['topic']}: {row['turns']:,} turns in {row['sessions']:,} sessions; "
            f"begins {begun.get(row['topic'], 0):,}, stays {stayed.get(row['topic'], 0):,} times",
            href=asked.sessions(topic=(row["topic"],)),
        )
        for row in named
    ]
    edges = [
        Edge(
            origin=row["from_topic"],
            goal=row["to_topic"],
            weight=row["times"],
            words=f"{row['from_topic']} → {row['to_topic']}: {row['times']:,} times",
            href=_href(asked, row),
        )
        for row in routes
        if row["from_topic"] is not None and row["from_topic"] != row["to_topic"]
    ]
    return graph(nodes, edges)
