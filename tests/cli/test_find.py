"""`rearview find`: the sessions that show a certain trouble."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rearview.analyses.find import CRITERIA
from rearview.cli.find import command
from rearview.library import open_lake
from tests.cli.typed import Asker, asking
from tests.lakes import kept_lake, kept_snapshots

Golden = Callable[[str, bytes], None]


@pytest.fixture
def ask(capsysbinary: pytest.CaptureFixture[bytes]) -> Iterator[Asker]:
    """Commands about the org's lake."""
    with asking(capsysbinary, kept_lake()) as asker:
        yield asker


def test_sessions_to_read(ask: Asker, golden: Golden) -> None:
    """Each session with its first evidence, and what to type next."""
    done = ask("find", "errors", "--limit", "3")
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.text.splitlines())) <= 80
    golden("ask/find-errors.txt", done.out)


@pytest.mark.parametrize("what", [name for name in CRITERIA if name != "text"])
def test_facts_find_what_rows_find(what: str, ask: Asker) -> None:
    """What is found through kept facts is what the question finds in the rows."""
    asked = open_lake(kept_lake()).ask("find", what=what).rows(named=True)
    done = ask("find", what, "--format", "json")
    assert (json.loads(done.out) if done.out else []) == asked
    assert done.code == (0 if asked else 3)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("loops", "--min-calls", "3"), {"what": "loops", "min_calls": 3}),
        (("loops", "--min-calls", "9"), {"what": "loops", "min_calls": 9}),
        (("slow", "--slower-than", "5"), {"what": "slow", "slower_than_ms": 5_000}),
        (("--text", "Refund"), {"what": "text", "text": "Refund"}),
    ],
)
def test_what_is_looked_for_can_be_said_exactly(
    words: tuple[str, ...], said: dict[str, Any], ask: Asker
) -> None:
    """How slow, how often and which words is the user's to say."""
    asked = open_lake(kept_lake()).ask("find", **said).rows(named=True)
    done = ask("find", *words, "--format", "ndjson")
    assert [json.loads(line) for line in done.out.splitlines()] == asked
    if asked:
        assert f"{len(asked):,} session" in ask("find", *words).text


def test_no_verdict_is_no_good_sign(capsysbinary: pytest.CaptureFixture[bytes], ask: Asker) -> None:
    """Where nothing was judged, that is said; where some was and nothing was found, that is said."""
    with asking(capsysbinary, kept_snapshots()) as snapshots:
        unjudged = snapshots("find", "toxic")
    assert (unjudged.code, unjudged.out) == (3, b"")
    assert "isn't known: none was judged for that" in unjudged.err
    assert "Among 121 sessions there are none that the user left." in ask("find", "abandoned").err
    assert "of 120 that were judged" in ask("find", "toxic").text


def test_every_criterion_can_be_typed() -> None:
    """What the question can find is what the command offers."""
    (what,) = [parameter for parameter in command.params if parameter.name == "what"]
    assert set(getattr(what.type, "choices", ())) == set(CRITERIA) - {"text"}


def test_mistakes(ask: Asker) -> None:
    """Nothing to find, or two things at once, is refused; so is a time without sessions."""
    for words in ((), ("errors", "--text", "x"), ("gold",)):
        assert ask("find", *words).code == 4
    assert (
        "There is no session in lake until 2020-01-01." in ask("find", "errors", "--until", "2020-01-01").err
    )
