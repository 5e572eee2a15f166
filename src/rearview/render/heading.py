"""What is said above a timeline: which session it is, how it went, what it cost and what went wrong."""

from collections.abc import Iterator
from math import fsum

from rich.text import Text

from rearview.model.session import Session, Tree, Usage
from rearview.render.amount import clock, counted, date, duration, money
from rearview.render.excerpt import shortened
from rearview.render.page import FAILED, UNFINISHED, Page

_WENT_WRONG = ("failed", "timed_out")


def went_wrong(session: Session) -> bool:
    """Whether a session failed."""
    return session.outcome in _WENT_WRONG


def outcome(session: Session) -> str:
    """Return how a session ended, and what its recorder calls that."""
    ended = (session.outcome or "unknown").replace("_", " ")
    return f"{ended} ({session.end_type})" if session.end_type else ended


def heading(tree: Tree, page: Page) -> Iterator[Text]:
    """Yield the lines above a timeline."""
    session = tree.root
    yield from page.across(f"SESSION DEBUG: {session.session_id}", style="bold")
    yield page.rule("═")
    yield Text()
    yield from page.fact("Agent", " ".join(filter(None, (session.agent, session.agent_version))) or "unknown")
    if session.title:
        yield from page.fact("Title", shortened(session.title, whole=page.verbose))
    yield from page.fact("Started", _started(session))
    yield from page.fact("Duration", duration(session.duration_ms))
    yield from page.fact("Outcome", outcome(session), style=FAILED if went_wrong(session) else "")
    if session.error:
        yield from page.fact("Error", shortened(session.error, whole=page.verbose), style=FAILED)
    yield from page.fact("Turns", f"{sum(turn.kind == 'turn' for turn in session.turns):,}")
    yield from _agents(tree, page)
    yield from _charges(tree, page)
    yield from _failures(tree, page)
    yield Text()
    yield from page.across("TIMELINE", style="bold")
    yield page.rule("─")


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
    failed = sum(step.status == "failed" for step in tree.steps())
    unfinished = sum(step.status == "open" for step in tree.steps())
    agents = sum(went_wrong(session) for session in tree.sessions if session is not tree.root)
    told = [counted(number, noun) for number, noun in ((failed, "step"), (agents, "sub-agent")) if number]
    if told:
        yield from page.fact("Failed", f"✗ {' and '.join(told)}", style=FAILED)
    if unfinished:
        yield from page.fact("Unfinished", counted(unfinished, "step"), style=UNFINISHED)
    if not told and not unfinished:
        yield from page.fact("Failed", "no step")


def _charges(tree: Tree, page: Page) -> Iterator[Text]:
    charges = [charge for charge in _usage(tree) if charge.kind == "llm"]
    if charges:
        yield from page.fact("Tokens", ", ".join(_tokens(charges)))
        yield from page.fact("Cost", _cost(charges))


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
