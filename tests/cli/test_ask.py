"""`rearview ask`: every question about many sessions."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rearview.analyses import ANALYSES
from rearview.library import open_lake
from tests.cli.typed import Asker, asking
from tests.lakes import ORG, kept_lake, kept_snapshots

Golden = Callable[[str, bytes], None]


@pytest.fixture
def ask(capsysbinary: pytest.CaptureFixture[bytes]) -> Iterator[Asker]:
    """Commands about the org's lake."""
    with asking(capsysbinary, kept_lake()) as asker:
        yield asker


def test_the_questions(ask: Asker) -> None:
    """Without a name, every question is listed with its sentence, for people and for programs."""
    listed = json.loads(ask("ask", "--format", "json").out)
    assert [each["name"] for each in listed] == [*ANALYSES, "findings"]
    text = ask("ask").text
    assert all(f"\n{name} " in text for name in ANALYSES)


@pytest.mark.parametrize("name", [*ANALYSES, "findings"])
def test_a_question_explains_itself(name: str, ask: Asker) -> None:
    """What can be said along is told, and what every column of the answer means."""
    done = ask("ask", name, "--explain")
    assert (done.code, done.err) == (0, "")
    told = json.loads(ask("ask", name, "--explain", "--format", "json").out)
    assert all(each["meaning"] for each in told)
    assert all(each["name"] in done.text for each in told)


@pytest.mark.parametrize("name", ANALYSES)
def test_every_answer_can_be_read(name: str, ask: Asker) -> None:
    """An answer fits on the page, or there is none and it says so."""
    answer = open_lake(kept_lake()).ask(name)
    done = ask("ask", name)
    assert done.code == (3 if answer.is_empty() else 0)
    assert (done.out == b"") == answer.is_empty()
    assert max(map(len, done.text.splitlines()), default=0) <= 80


@pytest.mark.parametrize("name", ["volume", "errors", "feedback", "jumps"])
def test_programs_get_the_answer_of_the_library(name: str, ask: Asker) -> None:
    """JSON holds every row and every value as code gets them."""
    rows = json.loads(ask("ask", name, "--format", "json").out)
    assert rows == json.loads(json.dumps(open_lake(kept_lake()).ask(name).rows(named=True)))


@pytest.mark.parametrize(
    "words", [("errors",), ("outcomes",), ("topics", "--by", "day"), ("lengths",), ("feedback",)]
)
def test_answers_look_good(words: tuple[str, ...], ask: Asker, golden: Golden) -> None:
    """Texts stand below their rows, parts of a whole have bars, the unknown is a dash, what has no room is named."""
    golden(f"ask/ask-{'-'.join(words).replace('--', '')}.txt", ask("ask", *words).out)


def test_what_is_said_along(ask: Asker) -> None:
    """--by, --limit and --set reach the question, and every form is cut to the limit alike."""
    rows = json.loads(ask("ask", "slowest", "--set", "kind=tool", "--limit", "3", "--format", "json").out)
    assert [row["kind"] for row in rows] == ["tool"] * 3
    assert "There are more than these 3 rows" in ask("ask", "slowest", "--limit", "3").text
    assert len(ask("ask", "tools", "--limit", "2", "--format", "csv").out.splitlines()) == 3
    days = json.loads(ask("ask", "volume", "--by", "day", "--format", "json").out)
    assert [row["day"] for row in days] == ["2026-02-01", None]


@pytest.mark.parametrize("engine", ["duckdb"])
def test_another_engine_answers_alike(engine: str, ask: Asker) -> None:
    """The engine makes no difference to the answer."""
    for name in ("outcomes", "tools"):
        words = ("ask", name, "--format", "json")
        assert ask(*words, "--engine", engine).out == ask(*words).out


def test_one_agent_alone(ask: Asker) -> None:
    """--agent leaves out the rows of all others; an agent that nobody knows is refused with those that are known."""
    rows = json.loads(ask("ask", "volume", "--agent", "Concierge_Agent", "--format", "json").out)
    assert [row["agent"] for row in rows] == ["Concierge_Agent"]
    steps = json.loads(
        ask("ask", "durations", "--set", "of=steps", "--agent", "Concierge_Agent", "--format", "json").out
    )
    assert [row["rows"] for row in steps] == [rows[0]["steps"]]
    refused = ask("ask", "volume", "--agent", "Nobody")
    assert refused.code == 3
    assert "there are sessions with Concierge_Agent, Customer_Support_Agent" in refused.err


def test_findings(ask: Asker) -> None:
    """Sessions with something wrong are opened and what is found in them is grouped, the planted stories among it."""
    done = ask("ask", "findings", "--format", "json")
    assert done.code == 0
    assert re.search(r"Note: \d+ sessions were opened, of \d+ with something wrong", done.err)
    rows = json.loads(done.out)
    stories = {planted.story: planted.sessions for planted in ORG.stories()}
    found = {row["rule"] for row in rows if stories["loop"][0] in row["examples"]}
    assert "loop" in found
    assert [row["sessions"] for row in rows] == sorted((row["sessions"] for row in rows), reverse=True)
    assert "P1" in ask("ask", "findings", "--set", "sessions=3", "--limit", "2").text


@pytest.mark.parametrize("kind", ["svg", "png", "html"])
def test_an_answer_is_drawn(kind: str, ask: Asker, tmp_path: Path) -> None:
    """--plot draws the answer beside the table."""
    chart = tmp_path / f"chart.{kind}"
    done = ask("ask", "topics", "--plot", chart)
    assert (done.code, done.err) == (0, f"Note: the chart is in {chart}.\n")
    assert b"Returns_and_Refunds" in done.out
    held = chart.read_bytes()
    assert held.startswith({"svg": b"<svg", "png": b"\x89PNG", "html": b"<!doctype html>"}[kind])
    assert kind == "png" or b"Account_Help" in held


def test_no_data_is_no_answer(capsysbinary: pytest.CaptureFixture[bytes], ask: Asker) -> None:
    """Where nothing is recorded, the answer is none, not zero; where there are no sessions, it is said that way."""
    with asking(capsysbinary, kept_snapshots()) as snapshots:
        done = snapshots("ask", "feedback")
        assert (done.code, done.out) == (3, b"")
        assert "that is no data, and not zero" in done.err
        assert "with something wrong" not in snapshots("ask", "findings", "--format", "csv").out.decode()
    nothing = ask("ask", "feedback", "--until", "2020-01-01", "--format", "json")
    assert (nothing.code, nothing.out) == (3, b"[]\n")
    assert "There is no session in lake until 2020-01-01." in nothing.err
    assert ask("ask", "findings", "--until", "2020-01-01").code == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("weather",), "There is no question named weather"),
        (("topics", "--by", "mood"), "There is no choice for by named mood"),
        (("topics", "--set", "limit"), "doesn't say what is set to what"),
        (("tools", "--set", "min_calls=few"), "is no value for min_calls"),
        (("findings", "--set", "x=1"), "takes no x"),
        (("topics", "--plot", "chart.gif"), "No chart can be drawn into chart.gif"),
    ],
)
def test_mistakes(words: tuple[str, ...], said: str, ask: Asker) -> None:
    """What makes no sense is refused with what would make sense."""
    done = ask("ask", *words)
    assert (done.code, done.out) == (4, b"")
    assert said in done.err
    assert "Hint:" in done.err
