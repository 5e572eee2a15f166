"""Rules about topics: the wrong one, none that fits, and one that is never left."""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from rearview.model.findings.evidence import MOST, of_message, of_turn
from rearview.model.findings.rule import Found, Rule, Spot
from rearview.model.findings.scene import Exchange, Scene, Scope
from rearview.model.findings.words import clipped, plural, quoted
from rearview.model.session import Message, Turn

_MANY = 3
"""In so many exchanges under one topic, an agent has either solved it or is stuck."""
_VERY_MANY = 6
_UNHAPPY = ("failed", "escalated", "abandoned")
_PROTEST = re.compile(
    r"not what i (?:asked|meant|said|want)|that'?s not (?:it\b|my question|right)|wrong (?:topic|answer|thing|department)|"
    r"you(?:'re| are) not (?:listening|answering)|(?:did ?n.?t|does ?n.?t|do not) answer my question|i asked (?:about|for)|"
    r"das (?:war|ist) nicht (?:meine frage|was ich)|ce n'est pas (?:ma question|ce que)|no es lo que|não (?:é|foi) o que|"
    r"non è quello che|dat (?:is|was) niet wat",
    re.IGNORECASE,
)
_DEFAULT = re.compile(
    r"^(?:migration)?default_?topic$|^off_?topic$|^fallback|^none_?of_?the_?above|^miscellaneous|^ambiguous_?question$|"
    r"^unknown_?topic$",
    re.IGNORECASE,
)


def _wrong_topics(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        for before, after in pairwise(scope.exchanges):
            protest = next((said for said in after.asked if _PROTEST.search((said.text or "")[:2_000])), None)
            if protest is not None and before.asked:
                yield _wrong(scope, before, after, protest)


def _wrong(scope: Scope, before: Exchange, after: Exchange, protest: Message) -> Found:
    asked, topic = before.asked[0], before.topic
    moved = topic is not None and after.topic is not None and topic != after.topic
    where = f" as {topic}" if topic else ""
    then = f"; it was {after.topic} next" if moved else ""
    turn = before.turns[-1]
    return Found(
        severity="P1" if moved or scope.session.outcome in _UNHAPPY else "P2",
        sentence=f"{quoted(asked.text, 90)} was handled{where}, and the user says that wasn't the question{then}.",
        spot=Spot(scope, turn),
        evidence=(
            of_message(asked),
            of_turn(turn, f"Topic: {topic or 'unknown'}"),
            *(of_message(said) for said in before.said[-1:]),
            of_message(protest),
        ),
        about=(topic,),
    )


def _default_topics(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        unfit: dict[str, list[Exchange]] = {}
        for exchange in scope.exchanges:
            if exchange.topic and _DEFAULT.search(exchange.topic):
                unfit.setdefault(exchange.topic, []).append(exchange)
        for topic, exchanges in unfit.items():
            asked = [message for exchange in exchanges for message in exchange.asked]
            yield Found(
                severity="P2",
                sentence=f"No topic fitted {plural(len(exchanges), 'question')}: handled as {clipped(topic)}.",
                spot=Spot(scope, exchanges[0].turns[-1]),
                evidence=tuple(of_message(message) for message in asked[:MOST]),
                about=(topic,),
            )


def _no_transitions(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        turns = [turn for turn in scope.session.turns if turn.topic and turn.messages]
        for topic, same in groupby(turns, key=lambda turn: turn.topic):
            stuck = list(same)
            unhappy = scope.session.outcome in _UNHAPPY
            if len(stuck) >= (_MANY if unhappy else _VERY_MANY):
                yield _stuck(scope, stuck, topic or "", unhappy=unhappy)


def _stuck(scope: Scope, turns: list[Turn], topic: str, *, unhappy: bool) -> Found:
    end = f", and the session ended as {scope.session.outcome}" if unhappy else ""
    return Found(
        severity="P2" if unhappy else "P3",
        sentence=f"The topic stayed {clipped(topic)} for {plural(len(turns), 'turn')}{end}.",
        spot=Spot(scope, turns[-1]),
        evidence=tuple(of_turn(turn, f"Topic: {topic}") for turn in turns[:MOST]),
        about=(topic,),
    )


RULES = (
    Rule(
        name="wrong_topic",
        meaning="A question was handled under a topic, and the user says that this wasn't the question.",
        find=_wrong_topics,
        causes=(
            "Two topics' descriptions cover the same words, and the router took the wrong one.",
            "The question names something that only the wrong topic speaks of.",
        ),
        next_step="Sharpen the descriptions of both topics, and add this question to the tests of the right one.",
    ),
    Rule(
        name="default_topic",
        meaning="A question fitted none of the agent's topics.",
        find=_default_topics,
        causes=("No topic's description covers what was asked.", "The agent isn't meant to answer that."),
        next_step="Read what was asked: describe it in a topic, or say in the instructions how to decline.",
    ),
    Rule(
        name="no_transition",
        meaning="The topic stayed the same over many turns.",
        find=_no_transitions,
        causes=("The topic has no action that would solve the question.", "No rule leads out of the topic."),
        next_step="See what the user asked for in the last of these turns, and which topic should have had it.",
        because=("failed_step", "loop", "wrong_topic"),
    ),
)
