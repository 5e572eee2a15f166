"""Sessions at a glance, added up from their facts."""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from rearview.library.evidence import Evidence, Wanted
from rearview.library.question import no_facts
from rearview.library.selection import Selection, counted, listed
from rearview.library.summary import Summary, summary
from rearview.render import found as found_page
from rearview.render import sessions as sessions_page
from rearview.render import summary as page
from rearview.sources.canonical import Frame

NASTY = "[red]\x1b[2J\u202e"


def _facts(*rows: Mapping[str, Any]) -> Frame:
    """Return facts of sessions: those given, nothing known of the rest but that there is none of it."""
    schema = no_facts().collect().to_native().schema
    counts = dict.fromkeys(("turns", "steps", "messages", "llm_calls", "tool_calls", "failed_calls"), 0)
    whole = [{**counts, "failed_steps": 0, "loops": 0, "costs_unknown": 0, **row} for row in rows]
    made: Frame = nw.from_native(pl.DataFrame(whole, schema=schema).lazy())
    return made


def _read(told: Summary, width: int = 80) -> str:
    return "\n".join(line.plain for line in page.show(told, place="here", width=width))


def _session(number: int, **more: Any) -> dict[str, Any]:
    return {
        "session_id": f"s{number}",
        "agent": "A",
        "started_ms": number * 1_000,
        "outcome": "unknown",
        **more,
    }


def test_sums_are_those_of_the_sessions() -> None:
    """Sessions, turns, durations and money are added up; what isn't recorded of any session is unknown, not zero."""
    told = summary(
        _facts(
            _session(
                1,
                turns=3,
                duration_ms=1_000,
                cost_usd=0.1,
                llm_calls=2,
                outcome="completed",
                derived_from="end_type",
            ),
            _session(2, turns=1, duration_ms=None, cost_usd=0.2, llm_calls=1, costs_unknown=1, channel="web"),
            _session(3, agent=None, started_ms=None, outcome=None, toxic=True),
        )
    )
    assert (told.total.sessions, told.total.turns, told.total.mean_ms, told.undated) == (3, 4, 1_000, 1)
    assert (told.first_ms, told.last_ms) == (1_000, 2_000)
    assert round(told.totals["cost_usd"] or 0, 9) == 0.3
    assert told.totals["tokens_in"] is None
    assert [(share.name, share.sessions) for share in told.agents] == [("A", 2), (None, 1)]
    assert {share.name: share.sessions for share in told.outcomes} == {"unknown": 2, "completed": 1}
    assert (told.decided, told.troubled["toxic"], told.troubled["fail"]) == (1, 1, 0)


def test_no_sessions_at_all() -> None:
    """Of nothing, nothing is known."""
    told = summary(no_facts())
    assert (told.total.sessions, told.total.turns_per_session, told.total.mean_ms, told.first_ms) == (
        0,
        None,
        None,
        None,
    )


def test_a_page_without_data() -> None:
    """Sessions of which nothing is known are told as such, without a rate that nobody could know."""
    text = _read(summary(_facts(_session(1, agent=None, started_ms=None, steps=1), _session(2, agent=None))))
    assert "none is named" in text
    assert "no turn recorded, 2 steps" not in text
    assert "no tool was called" in text
    assert "no model call is recorded" in text
    assert "Of none of 2 sessions is it known how it ended" in text
    assert "(not recorded)" in text


def test_costs_and_reasons() -> None:
    """Tokens that nobody counted are unknown; several reasons for outcomes are told apart."""
    rows = [
        _session(1, llm_calls=1, cost_usd=1.5, outcome="completed", derived_from="end_type"),
        _session(2, llm_calls=1, costs_unknown=1, outcome="escalated", derived_from="participants"),
    ]
    text = _read(summary(_facts(*rows)))
    assert "2 calls: tokens unknown, $1.50, and the cost of 1 unknown" in text
    assert "the end type that was recorded (1), a person who took over (1)" in " ".join(text.split())


def test_many_agents_are_cut() -> None:
    """A page lists the agents with most sessions, and counts the others."""
    text = _read(summary(_facts(*(_session(number, agent=f"Agent {number:02}") for number in range(20)))))
    assert "and 8 more with 8 sessions" in text


def test_a_recorders_nonsense_is_shown() -> None:
    """A time that can't be is told, and hurts nothing."""
    told = summary(_facts(_session(1, started_ms=10**18)))
    assert "since 1970" in _read(told)
    assert page.document(told)["first_ms"] == 10**18


def test_sorted_and_chosen() -> None:
    """A list holds the first of the sessions that are chosen, and says how many there are."""
    facts = _facts(*(_session(number, turns=number % 3, duration_ms=number or None) for number in range(6)))
    assert [row["session_id"] for row in listed(facts, sort="turns", limit=3).rows] == ["s5", "s2", "s4"]
    assert listed(facts, sort="oldest", limit=1).rows[0]["session_id"] == "s0"
    long = Selection(least_ms=4).of(facts)
    assert (counted(long), listed(long, sort="longest", limit=1).of) == (2, 2)


def _lines(lines: Sequence[Any]) -> str:
    return "\n".join(line.plain for line in lines)


def test_strangers_texts_do_no_harm() -> None:
    """Names, first words, ids and evidence are shown harmless, and what is typed next is quoted."""
    row = {
        **_session(1),
        "agent": NASTY,
        "agent_version": None,
        "turns": 1,
        "duration_ms": None,
        "first_message": NASTY,
    }
    row |= {
        "session_id": "x; rm -rf\x1b",
        "times": 1,
        "evidence": NASTY * 40,
        "turn_id": None,
        "step_id": "s",
    }
    for width in (80, 140):
        text = _lines(list(sessions_page.show([row], of=1, sort="newest", width=width)))
        text += _lines(
            list(found_page.show(Evidence(rows=[row], of=2, judged=2), Wanted(what="toxic"), width=width))
        )
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "[red]␛[2J<U+202E>" in text
    assert "[red]␛[2J<U+202E>" in _read(summary(_facts(row | {"channel": NASTY})))
