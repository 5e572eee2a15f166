"""What is said above a timeline: which session it is, how it went, what it cost and what went wrong."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import fsum

from rich.text import Text

from rearview.model.findings import Finding
from rearview.model.selection import went_wrong
from rearview.model.session import Session, Tree, Usage
from rearview.model.shape import Shape
from rearview.render.amount import clock, counted, date, duration, money
from rearview.render.excerpt import shortened
from rearview.render.page import FAILED, UNFINISHED, Page

_BOUND = (
    ("declared", "declared by their step"),
    ("time_window", "tied by time"),
    ("unbound", "tied to no step"),
)
_STYLES = {"P1": FAILED, "P2": UNFINISHED}


def outcome(session: Session) -> str:
    """Return how a session ended, and what its recorder calls that."""
    ended = (session.outcome or "unknown").replace("_", " ")
    return f"{ended} ({session.end_type})" if session.end_type else ended


def heading(
    tree: Tree, page: Page, found: Sequence[Finding] = (), shapes: Sequence[Shape] = ()
) -> Iterator[Text]:
    """Yield the lines above a timeline."""
    session = tree.root
    yield from page.across(f"SESSION DEBUG: {session.session_id}", style="bold")
    yield page.rule("═")
    yield Text()
    yield from page.fact("Agent", " ".join(filter(None, (session.agent, session.agent_version))) or "unknown")
    if session.title:
        yield from page.fact("Title", shortened(session.title, whole=page.verbose))
    if session.channel or session.mode:
        yield from page.fact("Channel", _channel(session))
    yield from page.fact("Started", _started(session))
    yield from page.fact("Duration", duration(session.duration_ms))
    yield from page.fact("Outcome", _outcome(session), style=FAILED if went_wrong(session) else "")
    if session.error:
        yield from page.fact("Error", shortened(session.error, whole=page.verbose), style=FAILED)
    yield from page.fact("Turns", f"{sum(turn.kind == 'turn' for turn in session.turns):,}")
    yield from _agents(tree, page)
    yield from _charges(tree, page)
    yield from _failures(tree, page)
    yield from _wrong(found, page)
    yield from _trace(shapes, page)
    yield Text()
    yield from page.across("TIMELINE", style="bold")
    yield page.rule("─")


def _channel(session: Session) -> str:
    if not session.channel:
        return session.mode or ""
    return f"{session.channel} ({session.mode})" if session.mode else session.channel


def _outcome(session: Session) -> str:
    """Return how a session ended, and what that is derived from."""
    ended = (session.outcome or "unknown").replace("_", " ")
    evidence = [f"recorded as {session.end_type}"] if session.end_type else []
    if session.outcome == "escalated" and _has_person(session):
        evidence.insert(0, "a person took over")
    elif not evidence and session.outcome == "open":
        evidence = ["no end is recorded"]
    elif not evidence and session.outcome in (None, "unknown"):
        evidence = ["its recorder doesn't say how it ended"]
    return f"{ended} ({'; '.join(evidence)})" if evidence else ended


def _has_person(session: Session) -> bool:
    return any(one.role == "human" for one in session.participants) or any(
        message.role == "human" for turn in session.turns for message in turn.messages
    )


def _started(session: Session) -> str:
    if session.started_ms is None:
        return "unknown"
    return f"{date(session.started_ms)} {clock(session.started_ms)} UTC"


def _agents(tree: Tree, page: Page) -> Iterator[Text]:
    called = len(tree.sessions) - 1
    if called:
        yield from page.fact("Sub-agents", f"{called:,}")


def _failures(tree: Tree, page: Page) -> Iterator[Text]:
    """Say in one line what went wrong below the session itself: a step may well hide that its sub-agent failed."""
    statuses = Counter(step.status for step in tree.steps())
    agents = sum(went_wrong(session) for session in tree.sessions if session is not tree.root)
    told = [
        counted(number, noun)
        for number, noun in ((statuses["failed"], "step"), (agents, "sub-agent"))
        if number
    ]
    if told:
        yield from page.fact("Failed", f"✗ {' and '.join(told)}", style=FAILED)
    if statuses["open"]:
        yield from page.fact("Unfinished", counted(statuses["open"], "step"), style=UNFINISHED)
    if not told and not statuses["open"]:
        yield from page.fact("Failed", "no step")


def _wrong(found: Sequence[Finding], page: Page) -> Iterator[Text]:
    """Say in one line what is wrong: the first of what the rules have found, and how to read the rest."""
    first = next((finding for finding in found if finding.severity != "P3"), None)
    if first is None:
        yield from page.fact("Wrong", "nothing that a rule knows of")
        return
    more = len(found) - 1
    others = f" ({more:,} more: rearview why)" if more else ""
    yield from page.fact("Wrong", f"{first.severity} {first.sentence}{others}", style=_STYLES[first.severity])


def _trace(shapes: Sequence[Shape], page: Page) -> Iterator[Text]:
    """Say how much of the session is here, and what to do where some of it isn't."""
    for shape in shapes:
        style = "" if shape.name == "complete" else UNFINISHED
        yield from page.fact("Trace", f"{shape.sentence} {shape.next_step}".rstrip(), style=style)


def _charges(tree: Tree, page: Page) -> Iterator[Text]:
    charges = [charge for charge in _usage(tree) if charge.kind == "llm"]
    yield from page.fact("Tokens", ", ".join(_tokens(charges)) if charges else "unknown")
    yield from page.fact("Cost", _cost(charges) if charges else "unknown")
    ways = Counter(charge.binding for charge in charges)
    told = [f"{ways[way]:,} {words}" for way, words in _BOUND if ways[way]]  # type: ignore[index]
    if told:
        yield from page.fact("Calls", f"{counted(len(charges), 'model call')}: {', '.join(told)}")


def _tokens(charges: list[Usage]) -> Iterator[str]:
    yield f"{sum(charge.tokens_in or 0 for charge in charges):,} in"
    yield f"{sum(charge.tokens_out or 0 for charge in charges):,} out"
    read = sum(charge.tokens_cache_read or 0 for charge in charges)
    written = sum(charge.tokens_cache_write or 0 for charge in charges)
    if read:
        yield f"{read:,} read from cache"
    if written:
        yield f"{written:,} written to cache"


def _cost(charges: list[Usage]) -> str:
    """Add up what is known, and count the calls that used tokens and have no price."""
    prices = [charge.cost_usd for charge in charges if charge.cost_usd is not None]
    unpriced = sum(
        charge.cost_usd is None and bool(charge.tokens_in or charge.tokens_out) for charge in charges
    )
    known = money(fsum(prices)) if prices else "unknown"
    return f"{known}, and {counted(unpriced, 'call')} of unknown price" if prices and unpriced else known


def _usage(tree: Tree) -> Iterator[Usage]:
    """Every charge of a tree, wherever it is tied."""
    for session in tree.sessions:
        yield from session.usage
        for turn in session.turns:
            yield from turn.usage
            for step in turn.steps:
                yield from step.usage
