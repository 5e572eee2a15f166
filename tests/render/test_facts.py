"""Facts to read on a terminal."""

from rearview.render.facts import across, facts, moment, span


def test_words_stand_beside_what_they_are_about() -> None:
    """Labels stand below each other, words too, broken where the line ends and where they break themselves."""
    told = [("Covered", "one two three"), ("", "beside it"), ("Due", "now\nrearview status")]
    assert [line.plain for line in facts(told, width=18)] == [
        "Covered:  one two",
        "          three",
        "          beside",
        "          it",
        "Due:      now",
        "          rearview",
        "          status",
    ]


def test_no_fact_is_no_line() -> None:
    """Where there is nothing to say, nothing is said."""
    assert list(facts([], width=80)) == []


def test_words_across_the_page() -> None:
    """Words are broken at the page's end, and do no harm."""
    assert [line.plain for line in across("one two\n\x1b", width=4)] == ["one", "two", "␛"]


def test_moments_are_told_to_the_minute() -> None:
    """A moment is in UTC, a span from one to another."""
    assert moment(1_769_595_300_000) == "2026-01-28 10:15"
    assert span(0, 86_400_000) == "1970-01-01 00:00 to 1970-01-02 00:00"
