"""Rules over a lake: how they are read, and when they are kept."""

import pytest

from rearview.errors import ArgumentError
from rearview.library.rule import Limit, Named, Rule, read_rules


def _rows(*rates: float | None) -> list[dict[str, object]]:
    return [
        {"kind": "tool", "namespace": None, "name": f"tool {number}", "calls": number, "failure_rate": rate}
        for number, rate in enumerate(rates)
    ]


def test_a_rule_is_read_as_it_is_typed() -> None:
    """Spaces mean nothing, a percentage is that part of one, and conditions are numbers or names."""
    rule = Rule.read("tools(by=agent  ). failure_rate<=5%  if calls >= 20 and name = Get_Order_Status")
    assert (rule.question, rule.said) == ("tools", {"by": "agent"})
    assert rule.limit == Limit(column="failure_rate", sign="<=", number=0.05)
    assert rule.conditions == (
        Limit(column="calls", sign=">=", number=20),
        Named(column="name", text="Get_Order_Status"),
    )


@pytest.mark.parametrize(
    ("sign", "kept"), [("<=", [1, 2]), ("<", [1]), (">=", [2, 3]), (">", [3]), ("=", [2])]
)
def test_every_sign_means_what_it_says(sign: str, kept: list[int]) -> None:
    """Of one, two and three, those keep a rule for which the comparison with two is true."""
    rule = Rule.read(f"tools.failure_rate {sign} 2")
    for number in (1, 2, 3):
        assert (rule.judge(_rows(number)).verdict == "kept") == (number in kept)


def test_one_row_is_enough_to_break_a_rule_and_the_worst_comes_first() -> None:
    """All rows have to keep it; those that don't are told, the furthest off first."""
    judged = Rule.read("tools.failure_rate <= 5%").judge(_rows(0.2, 0.01, 0.9, None))
    assert (judged.verdict, judged.rows) == ("broken", 3)
    assert [row["failure_rate"] for row in judged.broken] == [0.9, 0.2]
    assert judged.named(judged.broken[0]) == "kind tool, name tool 2"


def test_what_isnt_known_neither_keeps_nor_breaks_a_rule() -> None:
    """Where no row says anything, or none fulfils the conditions, there is no data."""
    assert Rule.read("tools.failure_rate <= 5%").judge(_rows(None, None)).verdict == "no data"
    assert Rule.read("tools.failure_rate <= 5%").judge([]).verdict == "no data"
    assert Rule.read("tools.failure_rate <= 5% if calls >= 9").judge(_rows(0.9)).verdict == "no data"
    assert Rule.read("tools.failure_rate <= 5% if name = x").judge(_rows(0.9)).verdict == "no data"
    assert Rule.read("tools.failure_rate > 5% if name = x").judge(_rows(None, 0.0)).verdict == "no data"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tools",
        "tools.failure_rate",
        "tools.failure_rate <= ",
        "tools.failure_rate <= 5% if",
        "tools.failure_rate <= 5% if calls",
        "tools(agent).failure_rate <= 5%",
        "tools(=x).failure_rate <= 5%",
        "tools.failure_rate =< 5",
        "tools.failure_rate <= nan",
    ],
)
def test_what_is_no_rule_is_refused(text: str) -> None:
    """A rule that can't be read is refused, and the error shows one that can."""
    with pytest.raises(ArgumentError, match="is no rule") as refused:
        Rule.read(text)
    assert "tools(by=agent)" in refused.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing.rate < 1", "no question named nothing"),
        ("tools(colour=red).failure_rate < 1", "takes no colour"),
        ("tools.name < 1", "no number in the answer to tools named name"),
        ("tools.failure_rate < 1 if calls = many", "no text in the answer to tools named calls"),
        ("tools.failure_rate < 1 if agent = a", "no text in the answer to tools named agent"),
    ],
)
def test_what_no_answer_has_is_refused(text: str, said: str) -> None:
    """A question, a parameter or a column that isn't there is refused before anything is asked."""
    with pytest.raises(ArgumentError, match=said):
        Rule.read(text)


def test_a_file_has_a_rule_a_line() -> None:
    """Empty lines and remarks are for people."""
    rules = read_rules("# Ours\n\ntools.calls > 0  # they are used\noutcomes.escalation_rate <= 20%\n")
    assert [rule.text for rule in rules] == ["tools.calls > 0", "outcomes.escalation_rate <= 20%"]
