"""What has changed, and whether chance would do so."""

import random
from statistics import NormalDist, fmean, variance
from typing import Any

import pytest

from rearview.analyses import load_analysis
from rearview.errors import ArgumentError
from rearview.model.tables import Outcome, Rows, SessionRow
from tests.analyses.conftest import Asked
from tests.analyses.rows import DAY_MS, START_MS, some_rows
from tests.analyses.truth import keyed, known

CHANGE, JUMPS = map(load_analysis, ("change", "jumps"))
STUDENT = {18: 2.10092, 198: 1.97202}
"""Student's quantiles of 97.5 per cent, by degrees of freedom, from a printed table."""


def sessions(
    version: str, outcomes: list[Outcome], took: list[int], *, at: int = START_MS
) -> tuple[SessionRow, ...]:
    """Return sessions of a version, as they ended and as long as they took."""
    return tuple(
        SessionRow(
            source="t",
            session_id=f"{version}{at}.{n}",
            agent_version=version,
            started_ms=at,
            outcome=outcome,
            duration_ms=duration,
        )
        for n, (outcome, duration) in enumerate(zip(outcomes, took, strict=True))
    )


def compare(answered: Asked, *rows: tuple[SessionRow, ...]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Compare the sessions of version 2 with those of version 1."""
    held = Rows(sessions=tuple(row for part in rows for row in part))
    return keyed(answered(CHANGE, held, before="agent_version=v1", after="agent_version=v2"), "measure")


def ended(good: int, bad: int) -> list[Outcome]:
    """Return so many completed sessions, and so many that failed."""
    return [*(["completed"] * good), *(["failed"] * bad)]  # type: ignore[list-item]


def test_a_rate_has_the_interval_of_agresti_and_caffo(answered: Asked) -> None:
    """One success and one failure are added on each side, and the interval is the plain one of what results."""
    answer = compare(
        answered, sessions("v1", ended(80, 20), [1] * 100), sessions("v2", ended(30, 20), [1] * 50)
    )
    row = answer["completion_rate",]
    assert (row["before"], row["after"], row["difference"]) == (0.8, 0.6, pytest.approx(-0.2))
    one, two = 81 / 102, 31 / 52
    margin = NormalDist().inv_cdf(0.975) * (one * (1 - one) / 102 + two * (1 - two) / 52) ** 0.5
    assert (row["low"], row["high"]) == (pytest.approx(two - one - margin), pytest.approx(two - one + margin))
    assert row["beyond_chance"] is True
    assert answer["escalation_rate",]["beyond_chance"] is False


def test_a_mean_has_the_interval_of_welch(answered: Asked) -> None:
    """The spread is each side's own; with equal spreads, the quantile is Student's of all but two."""
    for n in (10, 100):
        before = [1_000 + 10 * (k % 2) for k in range(n)]
        after = [took + 6 for took in before]
        answer = compare(answered, sessions("v1", ended(n, 0), before), sessions("v2", ended(n, 0), after))
        row = answer["duration_ms",]
        error = (variance(before) / n + variance(after) / n) ** 0.5
        assert (row["before"], row["after"], row["difference"]) == (fmean(before), fmean(after), 6)
        assert row["high"] - row["difference"] == pytest.approx(STUDENT[2 * n - 2] * error, rel=1e-4)
        assert row["low"] == pytest.approx(2 * row["difference"] - row["high"])


def test_long_sessions_have_a_spread_too(answered: Asked) -> None:
    """The squares of months of milliseconds are added up without a loss that shows."""
    month = 30 * DAY_MS
    before, after = ([month + step * k for k in range(40)] for step in (1_000, 3_000))
    answer = compare(answered, sessions("v1", ended(40, 0), before), sessions("v2", ended(40, 0), after))
    row = answer["duration_ms",]
    error = (variance(before) / 40 + variance(after) / 40) ** 0.5
    assert row["high"] - row["difference"] == pytest.approx(2.01 * error, rel=0.02)


def test_chance_is_rarely_taken_for_change(answered: Asked) -> None:
    """Of halves of the same sessions, about one comparison in twenty seems to differ, and no more."""
    dice = random.Random(4)  # noqa: S311 - test data, not a secret
    seen = []
    for _ in range(6):
        took = [dice.randint(1, 100_000) for _ in range(80)]
        ends = [dice.choice(ended(1, 1)) for _ in range(80)]
        answer = compare(answered, sessions("v1", ends[:40], took[:40]), sessions("v2", ends[40:], took[40:]))
        seen += [answer[measure,]["beyond_chance"] for measure in ("completion_rate", "duration_ms")]
    assert sum(seen) <= 2


def test_a_few_sessions_prove_nothing(answered: Asked) -> None:
    """With nine sessions on a side there is a difference, and no verdict."""
    row = compare(answered, sessions("v1", ended(9, 0), [1] * 9), sessions("v2", ended(0, 90), [1] * 90))[
        "failure_rate",
    ]
    assert (row["difference"], row["low"], row["high"], row["beyond_chance"]) == (1.0, None, None, None)


def test_what_never_differs_differs_for_sure(answered: Asked) -> None:
    """Means without any spread differ if they aren't the same."""
    answer = compare(answered, sessions("v1", ended(20, 0), [5] * 20), sessions("v2", ended(20, 0), [6] * 20))
    assert answer["duration_ms",]["beyond_chance"] is True
    assert answer["turns",]["beyond_chance"] is False


def test_what_nobody_recorded_isnt_compared(answered: Asked) -> None:
    """A measure of which neither side tells isn't listed."""
    answer = compare(answered, sessions("v1", ended(20, 0), [5] * 20), sessions("v2", ended(20, 0), [6] * 20))
    assert ("cost_usd",) not in answer
    assert ("toxic_rate",) not in answer


def test_week_against_week_is_the_default(answered: Asked) -> None:
    """The seven days up to the newest session, against the seven before these."""
    rows = some_rows(15, days=20)
    newest = max(known(session.started_ms for session in rows.sessions))
    ages = [newest - session.started_ms for session in rows.sessions if session.started_ms is not None]
    row = keyed(answered(CHANGE, rows), "measure")["turns",]
    assert row["after_n"] == sum(age < 7 * DAY_MS for age in ages)
    assert row["before_n"] == sum(7 * DAY_MS <= age < 14 * DAY_MS for age in ages)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "doesn't say which sessions"),
        ("v2", "doesn't say which sessions"),
        ("version=v2", "doesn't say which sessions"),
        ("agent='v2", "doesn't say which sessions"),
        ("since=yesterday", "no moment"),
        ("last=soon", "no length of time"),
    ],
)
def test_a_cohort_that_makes_no_sense(answered: Asked, text: str, hint: str) -> None:
    """The error says what can be written."""
    with pytest.raises(ArgumentError, match=hint):
        answered(CHANGE, Rows(), after=text)


def test_a_cohort_is_all_that_it_says(answered: Asked) -> None:
    """Conditions are met all at once; a name with a blank is quoted."""
    held = (
        SessionRow(source="t", session_id="a", agent="My Agent", started_ms=START_MS),
        SessionRow(source="t", session_id="b", agent="My Agent", started_ms=START_MS - 1),
        SessionRow(source="t", session_id="c", agent="Other", started_ms=START_MS),
    )
    after = "agent='My Agent' since=2026-01-28 until=2026-01-28T01:00+01:00"
    assert answered(CHANGE, Rows(sessions=held), before="source=t", after=after)[0]["after_n"] == 0
    after = "agent='My Agent' since=2026-01-28"
    (row,) = (
        row
        for row in answered(CHANGE, Rows(sessions=held), before="source=t", after=after)
        if row["measure"] == "turns"
    )
    assert (row["before_n"], row["after_n"]) == (2, 1)


def test_a_sudden_change_is_found_on_its_day(asked: Asked) -> None:
    """Ten days like each other, then one on which most sessions fail and take ten times as long."""
    dice = random.Random(5)  # noqa: S311 - test data, not a secret
    rows: tuple[SessionRow, ...] = ()
    for number in range(11):
        bad = 35 if number == 10 else 4
        took = [dice.randint(900, 1_100) * (10 if bad > 4 else 1) for _ in range(40)]
        rows += sessions("v1", ended(40 - bad, bad), took, at=START_MS + number * DAY_MS)
    answer = asked(JUMPS, Rows(sessions=rows))
    assert {row["day"] for row in answer} == {"2026-02-07"}
    assert {row["measure"] for row in answer} == {"completion_rate", "failure_rate", "duration_ms"}
    (failing,) = (row for row in answer if row["measure"] == "failure_rate")
    assert (failing["before"], failing["after"]) == (0.1, 35 / 40)
    assert (failing["before_n"], failing["after_n"]) == (7 * 40, 40)


def test_days_are_compared_with_as_many_as_are_asked(asked: Asked) -> None:
    """A level that has lasted for as long as one looks back is no sudden change any more."""
    rows: tuple[SessionRow, ...] = ()
    for number in range(8):
        level = 10 if number < 4 else 50
        rows += sessions(
            "v1", ended(20, 0), [level + k % 2 for k in range(20)], at=START_MS + 2 * number * DAY_MS
        )
    answer = asked(JUMPS, Rows(sessions=rows), days=1)
    assert [(row["day"], row["measure"], row["before"]) for row in answer] == [
        ("2026-02-05", "duration_ms", 10.5)
    ]
