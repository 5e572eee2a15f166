"""What the sessions of a snapshot took."""

from pathlib import Path
from typing import Any

import pytest

from rearview.sources.snapshots.places import places
from rearview.sources.snapshots.read import read
from rearview.sources.snapshots.totals import Difference, SessionTotals, totals
from tests.sources.snapshots.written import Written, call, charge, laid_out, llm, session, tool


def took(*ops: Written, **more: Any) -> SessionTotals:
    """Return what the outermost session took."""
    return totals(laid_out(session(*ops, **more)))[0]


def paid(cost: float | None = None, **tokens: int) -> Written:
    """Write down a model call with its charge."""
    return llm(accounting=[charge(cost, **tokens)])


def test_own_and_inclusive_amounts() -> None:
    """A session took what its own steps did, and with all that it called, what theirs did too, each once."""
    inner = session(paid(4.0, inputTokens=4), tool(), id_="c")
    middle = session(paid(2.0, inputTokens=2), call(childSession=inner), id_="b")
    found = totals(laid_out(session(paid(1.0, inputTokens=1), tool(), call(childSession=middle))))
    assert [
        (total.session.session_id, total.own.cost_usd, total.inclusive.cost_usd, total.inclusive.tokens_in)
        for total in found
    ] == [("s", 1.0, 7.0, 7), ("b", 2.0, 6.0, 6), ("c", 4.0, 4.0, 4)]
    assert [(total.inclusive.tools_run, total.inclusive.agents_run) for total in found] == [
        (2, 3),
        (1, 2),
        (1, 1),
    ]


def test_work_beside_the_turns_is_paid_too() -> None:
    """What steps beside the turns took belongs to their session."""
    assert took(paid(1.0), steps=[{"id": "x", "ops": [paid(2.0)]}]).own.cost_usd == 3.0


def test_unknown_costs_are_counted_not_priced() -> None:
    """A call without a cost isn't free: calls whose price is missing are counted, and failed attempts apart from them."""
    own = took(paid(0.0, inputTokens=1), paid(inputTokens=5), paid(inputTokens=0), paid()).own
    assert (own.cost_usd, own.calls, own.priced, own.unpriced, own.unanswered) == (0.0, 4, 1, 1, 2)
    assert took(paid(inputTokens=5)).own.cost_usd is None


def test_tools_cost_no_tokens() -> None:
    """A tool is counted by its steps, and charged in characters."""
    own = took(tool(accounting=[{"type": "tool", "charactersIn": 5}]), call(), tool()).own
    assert (own.tools_run, own.calls, own.cost_usd) == (2, 0, None)


def test_corrected_charges_are_counted() -> None:
    """Entries that counted cached tokens twice are corrected, and it is said how many."""
    own = took(paid(inputTokens=900, outputTokens=100, cachedTokens=512, totalTokens=1000)).own
    assert (own.tokens_in, own.tokens_cache_read, own.corrected) == (388, 512, 1)


def test_absent_sessions_count_nothing() -> None:
    """A sub-agent whose session isn't in the file adds no agent and no money, but is said to be absent."""
    stub = call("a", childSession={"id": "x-stub", "turns": []})
    found = took(stub, call("b", childSessionRef={"sessionId": "far"}), totals={"agentsRun": 2})
    assert (found.inclusive.agents_run, found.inclusive.absent, found.differences) == (1, 2, ())


RIGHT = {"tokensIn": 5, "tokensOut": 0, "costUsd": 0.1235, "toolsRun": 1, "agentsRun": 1}


@pytest.mark.parametrize(
    ("recorded", "differences"),
    [
        (RIGHT, []),
        ({}, []),
        ({**RIGHT, "tokensIn": 9}, [("tokens_in", 9, 5)]),
        ({**RIGHT, "tokensCacheRead": 1}, [("tokens_cache_read", 1, 0)]),
        ({**RIGHT, "costUsd": 0.1}, [("cost_usd", 0.1, 0.12345)]),
        ({**RIGHT, "toolsRun": 0, "agentsRun": 3}, [("tools_run", 0, 1), ("agents_run", 3, 1)]),
        ({"tokensIn": 2**70, "costUsd": 1e300}, []),
    ],
)
def test_recorded_totals_are_held_against_the_count(
    recorded: Written, differences: list[tuple[str, float, float]]
) -> None:
    """Where recorded totals and the count differ by more than rounding, the difference is named."""
    found = took(paid(0.12345, inputTokens=5), tool(), totals=recorded)
    assert list(found.differences) == [
        Difference(amount=name, recorded=written, recounted=counted) for name, written, counted in differences
    ]


def test_a_recorded_cost_that_nobody_can_recount() -> None:
    """A recorded zero for calls whose prices are missing is a difference; for failed attempts or no calls it is right."""
    (difference,) = took(paid(inputTokens=5), totals={"costUsd": 0}).differences
    assert (difference.amount, difference.recorded, difference.recounted) == ("cost_usd", 0.0, None)
    assert took(totals={"costUsd": 0}).differences == took(paid(), totals={"costUsd": 0}).differences == ()


def test_sessions_without_recorded_totals() -> None:
    """Old files have none: there is nothing to differ from."""
    found = took(paid(1.0))
    assert (found.recorded, found.differences) == (None, ())


def test_the_example(example: Path) -> None:
    """The recorded session's own totals agree with the count to the rounding of money."""
    found = totals(places(read(example)))
    assert found[0].inclusive.cost_usd == pytest.approx(0.022592)
    assert found[0].own.cost_usd == pytest.approx(0.020862)
    assert [total.differences for total in found] == [(), (), ()]
