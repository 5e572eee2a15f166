"""The recipes: queries as the documentation of Data 360 and its users write them, each answered right on a lake.

A recipe that was invalid as it was written is rewritten; what it should answer is worked out in Python, from the rows
that the source showed.
"""

import platform
import sys
from typing import Any

import pytest

from rearview.errors import StatementError
from rearview.library.sql import query
from rearview.library.sql.recipes import recipes
from tests.lakes import agentforce_lake
from tests.library.expected.org import plainly
from tests.library.expected.quality import QUALITY
from tests.library.expected.sessions import SESSIONS

RECIPES = {recipe.name: recipe for recipe in recipes()}
EXPECTED = SESSIONS | QUALITY
NO_WHEEL = (sys.platform, platform.machine()) != ("linux", "x86_64")
ON_HYPER = (
    "topics",
    "action_failure_rate",
    "step_chain",
    "topic_routing",
    "quality_ratings",
    "sessions_by_hour",
)
"""Recipes that are tried on the real engine too: division, nulls, windows, recursion."""


def _answer(name: str, engine: str) -> list[tuple[Any, ...]]:
    answer = query(agentforce_lake(), RECIPES[name].text, engine=engine)
    return sorted((tuple(map(plainly, row.values())) for row in answer.rows), key=repr)


def _expected(name: str) -> list[tuple[Any, ...]]:
    return sorted((tuple(map(plainly, row)) for row in EXPECTED[name]()), key=repr)


def test_every_recipe_has_an_expectation() -> None:
    """None is tried without being checked, and each begins with the question that it answers."""
    assert RECIPES.keys() == EXPECTED.keys()
    assert all(recipe.question.endswith("?") for recipe in RECIPES.values())
    assert len({recipe.question for recipe in RECIPES.values()}) == len(RECIPES)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_is_answered(name: str) -> None:
    """On the lake, offline, a query answers what it answers at the source; some row, so that the answer says something."""
    answer = _answer(name, "duckdb")
    assert answer
    assert answer == _expected(name)


@pytest.mark.skipif(NO_WHEEL, reason="it isn't built for this machine")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * FROM sessions", r'Table "sessions" does not exist \(SQL state 42P01\)'),
        ("COPY (SELECT 1) TO 'x'", r"Syntax error: got COPY, expected one of: SELECT"),
        (
            "SELECT ssot__EndTime__c FROM ssot__AIAgentSession__dlm",
            r"Hint: did you mean ssot__EndTimestamp__c",
        ),
    ],
)
def test_the_real_engine_s_refusals_are_told(text: str, said: str) -> None:
    """In its own words, with what may have been meant."""
    with pytest.raises(StatementError, match=said):
        query(agentforce_lake(), text, engine="hyper")


@pytest.mark.skipif(NO_WHEEL, reason="it isn't built for this machine")
@pytest.mark.parametrize("name", ON_HYPER)
def test_the_real_engine_answers_the_same(name: str) -> None:
    """Where the two could differ, Hyper has the last word."""
    assert _answer(name, "hyper") == _expected(name)
