"""`rearview compare --cohort … --cohort …`: two cohorts of a lake."""

import json
from collections.abc import Callable, Iterator

import pytest

from rearview.library import open_lake
from tests.cli.typed import Asker, asking
from tests.lakes import kept_lake, kept_snapshots

Golden = Callable[[str, bytes], None]
COHORTS = ("--cohort", "agent=Customer_Support_Agent", "--cohort", "agent=Order_Tracking_Agent")


@pytest.fixture
def ask(capsysbinary: pytest.CaptureFixture[bytes]) -> Iterator[Asker]:
    """Commands about the org's lake."""
    with asking(capsysbinary, kept_lake()) as asker:
        yield asker


def test_cohorts_to_read(ask: Asker, golden: Golden) -> None:
    """Every measure of both, the difference with its interval, and whether it is more than chance."""
    done = ask("compare", *COHORTS, "--fail-on", "failed_call_rate+5%", "--fail-on", "steps+1")
    assert (done.code, done.err) == (1, "")
    golden("ask/compare-cohorts.txt", done.out)


def test_cohorts_for_programs(ask: Asker) -> None:
    """Rows are those of the question, alone on stdout; how allowances were kept is said on stderr."""
    done = ask("compare", *COHORTS, "--fail-on", "steps+1", "--format", "json")
    assert (done.code, done.err) == (0, "Note: steps+1: kept.\n")
    cohorts = {"before": COHORTS[1], "after": COHORTS[3]}
    assert json.loads(done.out) == open_lake(kept_lake()).ask("change", **cohorts).rows(named=True)


def test_chance_fails_nothing(ask: Asker) -> None:
    """A difference that chance may bring, or of too few sessions, is told and fails nothing."""
    done = ask("compare", *COHORTS, "--fail-on", "turns-0%", "--fail-on", "completion_rate+1%")
    assert done.code == 0
    assert "turns-0%: exceeded, though chance alone may bring as much" in done.text
    assert "completion_rate+1%: exceeded, by too few sessions to tell it from chance" in done.text


def test_no_data_can_not_be_compared(ask: Asker, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """A measure of which nothing is known on a side, and cohorts without sessions, end with 3."""
    done = ask("compare", *COHORTS, "--fail-on", "poor_retrieval_rate+1%")
    assert (done.code, done.out) == (3, b"")
    assert "Of poor_retrieval_rate there is no data" in done.err
    with asking(capsysbinary, kept_snapshots()) as snapshots:
        assert snapshots("compare", "--cohort", "agent=a", "--cohort", "agent=b").code == 3


@pytest.mark.parametrize(
    "words",
    [
        ("--cohort", "agent=A"),
        ("a", "--cohort", "agent=A", "--cohort", "agent=B"),
        ("a", "b", "--fail-on", "steps+1"),
        ("a",),
        (*COHORTS, "--fail-on", "joy+1%"),
        (*COHORTS, "--fail-on", "steps"),
        ("--cohort", "mood=good", "--cohort", "agent=B"),
    ],
)
def test_mistakes(words: tuple[str, ...], ask: Asker) -> None:
    """One cohort, cohorts beside sessions, and allowances that say nothing are refused."""
    done = ask("compare", *words)
    assert (done.code, done.out) == (4, b"")
    assert "Hint:" in done.err
