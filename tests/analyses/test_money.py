"""What models do and cost, by what was recorded and by published prices."""

import tomllib
from importlib.resources import files

import pytest

from rearview.analyses import load_analysis
from rearview.analyses.prices import as_of, prices
from rearview.model.tables import Rows, SessionRow, StepRow, UsageRow
from tests.analyses.conftest import Asked
from tests.analyses.rows import some_rows
from tests.analyses.truth import grouped, keyed, known, mean, near, percentile, session_of

MODELS, COSTS, CACHE, DEAREST, CREDITS = map(
    load_analysis, ("models", "costs", "cache", "dearest", "credits")
)
ROWS = some_rows(11)
TOKENS = ("tokens_in", "tokens_out", "tokens_cache_read", "tokens_cache_write")
LISTED = {"gpt-4o": (2.5, 10.0, 1.25, 2.5), "claude-sonnet-4-5-20250929": (3.0, 15.0, 0.3, 3.75)}
"""Dollars for a million of each of the tokens; what isn't listed for a cache costs what others cost."""


def charge(model: str | None = "gpt-4o", cost: float | None = None, *tokens: int | None) -> UsageRow:
    """Return what a call of a model was charged."""
    counted = dict(zip(TOKENS, tokens, strict=False))
    return UsageRow(source="t", session_id="s", kind="llm", model=model, cost_usd=cost, **counted)  # type: ignore[arg-type]


def listed(usage: UsageRow) -> float | None:
    """Return what a call costs by the table."""
    if usage.model not in LISTED:
        return None
    return (
        sum(
            (getattr(usage, name) or 0) * price
            for name, price in zip(TOKENS, LISTED[usage.model], strict=True)
        )
        / 1e6
    )


def test_models_are_counted_and_timed(asked: Asked) -> None:
    """Calls by provider and model: how they went, how long they took and how fast they wrote."""
    calls = [usage for usage in ROWS.usage if usage.kind == "llm"]
    groups = grouped(calls, lambda usage: (usage.provider, usage.model))
    answer = keyed(asked(MODELS, ROWS), "provider", "model")
    assert answer.keys() == groups.keys()
    for key, usage in groups.items():
        told = answer[key]
        went = known(call.status for call in usage)
        assert (told["calls"], told["failures"]) == (len(usage), went.count("failed"))
        assert told["failure_rate"] == (went.count("failed") / len(went) if went else None)
        assert told["mean_ms"] == mean(call.latency_ms for call in usage)
        assert near(told["p95_ms"], percentile((call.latency_ms for call in usage), 95))
        wrote = [call for call in usage if call.tokens_out and call.latency_ms]
        took = sum(call.latency_ms or 0 for call in wrote)
        assert told["tokens_per_second"] == (
            sum(call.tokens_out or 0 for call in wrote) * 1_000 / took if took else None
        )


@pytest.mark.parametrize("by", ["provider,model", "agent", "kind"])
def test_money_is_what_was_recorded(asked: Asked, by: str) -> None:
    """Recorded costs are added up; calls without one are counted, and estimated where a price is known."""
    sessions = session_of(ROWS)

    def key(usage: UsageRow) -> tuple[str | None, ...]:
        if by != "agent":
            return tuple(getattr(usage, name) for name in by.split(","))
        return (sessions[usage.session_id].agent if usage.session_id in sessions else None,)

    answer = keyed(asked(COSTS, ROWS, by=by), *by.split(","))
    for group, usage in grouped(ROWS.usage, key).items():
        told = answer[group]
        costs = known(charge.cost_usd for charge in usage)
        assert told["cost_usd"] == (pytest.approx(sum(costs)) if costs else None)
        unknown = [charge for charge in usage if charge.kind == "llm" and charge.cost_usd is None]
        priced = [charge for charge in unknown if any(getattr(charge, name) for name in TOKENS)]
        assert (told["costs_unknown"], told["unknown_with_tokens"]) == (len(unknown), len(priced))
        estimates = known(map(listed, priced))
        assert told["estimated_usd"] == (pytest.approx(sum(estimates)) if estimates else None)
        assert told["tokens_in"] == sum(charge.tokens_in or 0 for charge in usage)


def test_unknown_is_not_free(asked: Asked) -> None:
    """A call without a cost is no call for nothing; one that cost nothing is."""
    (row,) = asked(COSTS, Rows(usage=(charge("gpt-99", None, 10),)))
    assert (row["cost_usd"], row["estimated_usd"], row["costs_unknown"]) == (None, None, 1)
    (row,) = asked(COSTS, Rows(usage=(charge("gpt-99", 0.0, 10),)))
    assert (row["cost_usd"], row["costs_unknown"]) == (0.0, 0)


@pytest.mark.parametrize(
    ("model", "dollars"),
    [
        ("gpt-4o", 2.5),
        ("GPT-4o", 2.5),
        ("gpt-4o-2024-08-06", 2.5),
        ("openai/gpt-4o", 2.5),
        ("gpt-4o-mini", 0.15),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", 3.0),
        ("anthropic/claude-sonnet-4.5", 3.0),
        ("claude-3-5-haiku-latest", 0.8),
        ("gpt-4o-audio", None),
        ("my-gpt-4o", None),
        ("gpt-5.9", None),
        ("", None),
        (None, None),
    ],
)
def test_a_model_is_priced_by_its_own_name(asked: Asked, model: str | None, dollars: float | None) -> None:
    """Its date and its provider don't matter; a name that only looks alike has no price."""
    (row,) = asked(COSTS, Rows(usage=(charge(model, None, 1_000_000),)))
    assert row["estimated_usd"] == dollars


def test_every_price_is_listed_once() -> None:
    """No model has two prices, none is negative, and the table says as of when it is."""
    names = [name for price in prices() for name in price.names]
    assert len(names) == len(set(names))
    assert all(getattr(price, name) > 0 for price in prices() for name in TOKENS)
    text = files("rearview.analyses").joinpath("prices.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["as_of"] == as_of()


def test_nonsense_costs_break_no_sum(asked: Asked) -> None:
    """An amount beyond all reason is taken for a large one."""
    (row,) = asked(COSTS, Rows(usage=(charge("m", 1e300), charge("m", -1e300), charge("m", 0.25))))
    assert row["cost_usd"] == 0.25


def test_sums_dont_depend_on_order(asked: Asked) -> None:
    """A tenth ten times is one, in whatever order it is added up."""
    (row,) = asked(COSTS, Rows(usage=(charge("m", 0.1),) * 10))
    assert row["cost_usd"] == 1.0


def test_what_caches_save(asked: Asked) -> None:
    """Reading a million tokens from a cache saves what they cost less; writing some costs more than reading them."""
    usage = charge("claude-sonnet-4-5", None, 1_000_000, 5, 2_000_000, 1_000_000)
    (row,) = asked(CACHE, Rows(usage=(usage, charge("gpt-99", None, 1))), by="")
    assert (row["calls"], row["cached_share"]) == (2, 2_000_000 / 4_000_001)
    assert row["saved_usd"] == 2 * (3.0 - 0.3) - (3.75 - 3.0)


def test_the_dearest_sessions_come_first(asked: Asked) -> None:
    """By money; those that nobody knows the cost of come last."""
    answer = asked(DEAREST, ROWS, limit=10_000)
    costs = {
        session.session_id: known(
            usage.cost_usd for usage in ROWS.usage if usage.session_id == session.session_id
        )
        for session in ROWS.sessions
    }
    assert {row["session_id"]: row["cost_usd"] for row in answer} == {
        id_: pytest.approx(sum(held)) if held else None for id_, held in costs.items()
    }
    told = [row["cost_usd"] for row in answer]
    assert told == sorted(known(told), reverse=True) + [None] * told.count(None)
    assert len(asked(DEAREST, ROWS, limit=3)) == 3


def test_credits_by_the_rate_cards(asked: Asked) -> None:
    """An action costs 20 credits, a spoken one 30, and a million records 2,000 to be taken in; other sources cost none."""
    rows = Rows(
        sessions=(
            SessionRow(source="agentforce", session_id="w", mode="production"),
            SessionRow(source="agentforce", session_id="v", mode="voice"),
            SessionRow(source="snapshots", session_id="n"),
        ),
        steps=tuple(
            StepRow(source="t", session_id=id_, step_id=f"{id_}{n}", kind="tool")
            for id_ in "wvn"
            for n in range(2)
        ),
    )
    (row,) = asked(CREDITS, rows, by="")
    assert (row["sessions"], row["records"], row["actions"], row["acting"]) == (2, 6, 4, 100.0)
    assert (row["recording"], row["reading"]) == (0.012, 0.000012)
