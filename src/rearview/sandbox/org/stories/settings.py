"""Stories about the setting: spoken, tried out in the builder, past midnight, unfinished, between two agents."""

from dataclasses import replace

from rearview.sandbox.org.chance import Chance
from rearview.sandbox.org.everyday import ending, turn_of
from rearview.sandbox.org.repertoire import concierge, people, products, support
from rearview.sandbox.org.script import (
    BUILDER,
    E_AND_O,
    MESSAGING,
    PHONE,
    VOICE,
    VOICE_PREVIEW,
    Ending,
    Script,
    Turn,
)
from rearview.sandbox.org.stories.story import Story

_CALLS = {VOICE: 41, PHONE: 41, VOICE_PREVIEW: 10}


def _voice(chance: Chance) -> Script:
    first, second = (turn_of(exchange, chance) for exchange in concierge.EXCHANGES[:2])
    return Script(
        agent=concierge.CONCIERGE,
        channel=chance.weighted(_CALLS),
        greeting="Hello, you are through to the concierge. How can I help?",
        turns=(replace(first, interrupted=chance.happens(0.3)), replace(second, pause_ms=9_000)),
        ending=ending(chance),
    )


def _preview(chance: Chance) -> Script:
    return Script(
        agent=chance.pick((support.SUPPORT, products.PRODUCTS, people.PEOPLE)),
        channel=BUILDER,
        turns=(),
        ending=replace(ending(chance), recorded=chance.happens(0.5)),
    )


def _over_midnight(chance: Chance) -> Script:
    first, second = (turn_of(exchange, chance) for exchange in products.EXCHANGES[:2])
    pause_ms = chance.between(240_000, 900_000)
    return Script(
        agent=products.PRODUCTS,
        channel=MESSAGING,
        turns=(first, replace(second, pause_ms=pause_ms)),
        ending=Ending(after_ms=pause_ms, type="TIMEOUT"),
        over_midnight=True,
    )


def _open(chance: Chance) -> Script:
    return Script(
        agent=support.SUPPORT,
        channel=MESSAGING,
        turns=(turn_of(chance.pick(support.EXCHANGES), chance),),
        ending=None,
    )


def _delegation(chance: Chance) -> Script:
    fitting = turn_of(concierge.EXCHANGES[0], chance)
    helper = Script(agent=concierge.CONCIERGE, channel=E_AND_O, turns=(fitting,), ending=ending(chance))
    return Script(
        agent=products.PRODUCTS,
        channel=E_AND_O,
        turns=(
            turn_of(products.EXCHANGES[2], chance),
            Turn(
                topic=concierge.APPOINTMENTS,
                ask="Then I'd like to try them on. Can someone measure my feet on Thursday?",
                answer=fitting.answer,
                pause_ms=chance.between(9_000, 25_000),
                delegate=helper,
            ),
        ),
        ending=ending(chance),
    )


STORIES = (
    Story(
        name="voice",
        sentence="A call to the concierge: spoken, and sometimes talked over.",
        cause="The session came in by telephone.",
        question="voice",
        write=_voice,
    ),
    Story(
        name="builder-preview",
        sentence="Someone opens an agent in the builder and asks it nothing.",
        cause="A preview was started and closed without a question.",
        question="no-turns",
        write=_preview,
    ),
    Story(
        name="over-midnight",
        sentence="A conversation begins before midnight in UTC and ends after it.",
        cause="The user took a long pause, around midnight.",
        question="over-midnight",
        write=_over_midnight,
    ),
    Story(
        name="open",
        sentence="A session is answered, and never closed.",
        cause="Neither the user nor a timeout ended it.",
        question="open",
        write=_open,
    ),
    Story(
        name="delegation",
        sentence="The product agent lets the concierge make an appointment, in a session of its own.",
        cause="The router called Concierge_Agent, which answered in another session.",
        question="delegated",
        write=_delegation,
    ),
)
