"""A made-up agent that keeps its own flight record, so that the demo has snapshots to show.

It books trips, asks a sub-agent for the weather, and now and then the airline's tool fails. No model is asked.
"""

import random
from pathlib import Path

from rearview import record

_PLACES = ("Athens", "Bergen", "Cádiz", "Dakar", "東京", "Évora")
_MODEL = "gpt-5-mini"
_PRICES = {"openai": {_MODEL: {"prompt": 0.25, "completion": 2.0}}}
_FULL = "502 Bad Gateway from the airline: upstream timed out after 30000 ms"
_FAILS_EVERY = 5


def record_trips(folder: Path, sessions: int, *, seed: int = 0) -> None:
    """Record so many sessions into a folder; every fifth ends with a tool that failed."""
    chance = random.Random(seed)  # noqa: S311 -- nothing here is a secret
    settings = record.settings(
        sessions_dir=folder, billing_file=folder.parent / "accounting.jsonl", pricing=_PRICES, environ={}
    )
    for number in range(sessions):
        place = chance.choice(_PLACES)
        with record.session("travel_desk", title=f"A trip to {place}", settings=settings) as session:
            _plan(session, place, chance)
            _book(session, place, fails=number % _FAILS_EVERY == 0)


def _plan(session: record.Session, place: str, chance: random.Random) -> None:
    with session.turn(
        prompts={"system": "You book trips.", "user": f"I need to be in {place} on Friday."}
    ) as turn:
        with turn.llm("openai", _MODEL) as call:
            call.reason("The weather decides whether the early flight is safe.")
            call.usage(tokens_in=chance.randrange(800, 4_000), tokens_out=chance.randrange(40, 400))
        with turn.agent("weather", title=f"The weather in {place}", request={"place": place}) as weather:
            with (
                weather.turn(prompts=f"How is the weather in {place}?") as asked,
                asked.tool("forecast", {"place": place}) as forecast,
            ):
                forecast.response(
                    {"sky": chance.choice(("clear", "rain", "fog")), "wind_ms": chance.randrange(20)}
                )
            weather.report(f"Friday in {place} is fine for flying.")


def _book(session: record.Session, place: str, *, fails: bool) -> None:
    with session.turn(prompts={"user": "Then book the early one."}) as turn:
        with turn.tool("book_flight", {"to": place, "class": "economy"}) as booking:
            if fails:
                booking.fail(_FULL)
                record.log("ERR", _FULL)
            else:
                booking.response({"booked": True, "seat": "12A"})
        session.report(f"I couldn't book the flight to {place}." if fails else f"You are booked to {place}.")
        if fails:
            session.fail("the booking failed")
