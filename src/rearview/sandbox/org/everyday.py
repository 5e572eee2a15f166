"""An ordinary conversation: people ask what they ask every day, and it goes well.

Its shape follows what was counted in a live org: most sessions are a single exchange, about one turn in three holds
personal data (a name, an address), few are rated. No symptom of a story shows in it, with two exceptions that are
told as such: that personal data, and the failing actions of one agent, from which the story of the bad release is made.
"""

from dataclasses import replace

from rearview.sandbox.org.agents import Agent
from rearview.sandbox.org.chance import Chance
from rearview.sandbox.org.marks import CASE
from rearview.sandbox.org.repertoire import REPERTOIRE, Exchange
from rearview.sandbox.org.script import (
    E_AND_O,
    MESSAGING,
    Ending,
    Findings,
    Opinion,
    Quality,
    Retrieval,
    Script,
    Turn,
    Verdict,
)

_TURNS = {1: 0.86, 2: 0.10, 3: 0.04}
"""How many turns a session has, by share, on the busiest channel."""
_TURNS_ELSEWHERE = {1: 0.3, 2: 0.3, 3: 0.25, 4: 0.15}
_PERSONAL = {"PERSON": 0.7, "EMAIL_ADDRESS": 0.3}
_END_TYPES = {"NOT_SET": 0.93, "USER_ENDED": 0.04, "AGENT_ENDED": 0.02, "Completed": 0.01}
_SERVED = (
    Quality(score=5, reason="The agent understood the request and resolved it."),
    Quality(score=4, reason="The request was resolved, though the answer could have been shorter."),
)
_FAILED = Quality(score=2, reason="The request stayed open after an action failed.")
_SAID = {"PERSON": "I'm Jana Novák.", "EMAIL_ADDRESS": "You can reach me at jana@example.com."}

_CARRIER_DOWN = "The carrier's service returned status 503: Service Unavailable."
BAD_RELEASE_ERROR = (
    "This error occurred when the flow tried to look up records: 2 records were found where 1 was expected. Flow:"
    " Get_Order_Status_v2, element: Lookup_Order."
)
_ERRORS = {"v1": {_CARRIER_DOWN: 1.0}, "v2": {_CARRIER_DOWN: 1.0, BAD_RELEASE_ERROR: 2.0}}
"""Why actions fail, by the version of the agent: the bad release adds a reason of its own."""


def everyday(agent: Agent, version: str, channel: str, *, fails: bool, chance: Chance) -> Script:
    """Write an ordinary session of an agent; where it fails, it is the last action that does."""
    count = chance.weighted(_TURNS if channel == E_AND_O else _TURNS_ELSEWHERE)
    repertoire = REPERTOIRE[agent.name]
    if fails:
        repertoire = tuple(exchange for exchange in repertoire if exchange.calls)
    exchanges = _drawn(repertoire, count, chance)
    turns = [_turn(exchange, index, chance) for index, exchange in enumerate(exchanges)]
    turns[-1] = _failing(turns[-1], chance.weighted(_ERRORS[version])) if fails else _rated(turns[-1], chance)
    return Script(
        agent=agent,
        version=version,
        channel=channel,
        turns=tuple(turns),
        ending=ending(chance),
        greeting=f"Hi, this is {agent.label}. What can I do for you?" if channel == MESSAGING else None,
        previewed=channel == MESSAGING and chance.happens(0.1),
        quality=_FAILED if fails else chance.pick(_SERVED),
        timeless=not fails and chance.happens(0.1),
        rushed=chance.happens(0.1),
    )


def ending(chance: Chance, *, type_: str | None = None) -> Ending:
    """End a session as most end: some time after the last answer, and nobody wrote down how."""
    return Ending(
        after_ms=chance.between(45_000, 600_000),
        type=type_ or chance.weighted(_END_TYPES),
        recorded=chance.happens(0.93),
    )


def turn_of(exchange: Exchange, chance: Chance, *, pause_ms: int = 0) -> Turn:
    """Act an exchange as one turn, in one of its wordings."""
    ask, answer = chance.pick((*((ask, exchange.answer) for ask in exchange.asks), *exchange.abroad))
    return Turn(
        topic=exchange.topic,
        intent=exchange.intent,
        ask=ask,
        answer=answer,
        calls=exchange.calls,
        pause_ms=pause_ms,
        retrieval=_retrieval(exchange, chance) if exchange.articles else None,
    )


def _turn(exchange: Exchange, index: int, chance: Chance) -> Turn:
    turn = turn_of(exchange, chance, pause_ms=chance.between(8_000, 90_000) if index else 0)
    findings = Findings(
        adherence=chance.weighted({"High": 0.94, "Uncertain": 0.06}),
        resolution="FULLY_RESOLVED" if chance.happens(0.15) else None,
    )
    if not chance.happens(0.3):
        return replace(turn, findings=findings)
    kind = chance.weighted(_PERSONAL)
    personal = replace(findings, personal={kind: chance.score(0.6, 0.99)})
    return replace(turn, ask=f"{turn.ask} {_SAID[kind]}", findings=personal)


def _rated(turn: Turn, chance: Chance) -> Turn:
    """Let a few users say that an answer was good, and some of them take it back."""
    if not chance.happens(0.04):
        return turn
    verdict: Verdict = "GOOD" if chance.happens(0.5) else "UP"
    return replace(turn, opinion=Opinion(verdict=verdict, retracted=chance.happens(0.2)))


def _retrieval(exchange: Exchange, chance: Chance) -> Retrieval:
    return Retrieval(
        faithfulness=chance.score(0.86, 1.0),
        relevancy=chance.score(0.82, 1.0),
        precision=chance.score(0.7, 1.0),
        articles=exchange.articles,
    )


def _drawn(exchanges: tuple[Exchange, ...], count: int, chance: Chance) -> list[Exchange]:
    """Draw different ones, so that nothing is asked or done twice in a session."""
    left = list(exchanges)
    return [left.pop(chance.below(len(left))) for _ in range(min(count, len(left)))]


def _failing(turn: Turn, error: str) -> Turn:
    """Let the last action of a turn fail."""
    *done, last = turn.calls
    failed = replace(last, gives={}, error=error)
    return replace(
        turn,
        calls=(*done, failed),
        answer=f"I'm sorry, I can't look up {CASE} at the moment. Please try again later.",
        findings=replace(turn.findings, resolution=None),
    )
