"""`rearview sessions`: sessions, listed and filtered."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rearview.analyses.facts import COLUMNS
from tests.cli.typed import Asker, asking
from tests.lakes import ORG, kept_lake

Golden = Callable[[str, bytes], None]


@pytest.fixture
def ask(capsysbinary: pytest.CaptureFixture[bytes]) -> Iterator[Asker]:
    """Commands about the org's lake."""
    with asking(capsysbinary, kept_lake()) as asker:
        yield asker


def _rows(ask: Asker, *words: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(ask("sessions", *words, "--format", "json").out)
    return rows


def test_a_list_to_read(ask: Asker, golden: Golden) -> None:
    """The newest sessions, what the user said first in each, and what to type next."""
    done = ask("sessions", "--limit", "5")
    assert (done.code, done.err) == (0, "")
    golden("ask/sessions.txt", done.out)


def test_what_is_typed_next_works(ask: Asker) -> None:
    """The command below the list opens the first session of the list."""
    done = ask("sessions", "--limit", "1")
    typed = next(line.split()[1:] for line in done.text.splitlines() if "debug-session" in line)
    opened = ask(*typed)
    assert opened.code == 0
    assert _rows(ask, "--limit", "1")[0]["session_id"] in opened.text


def test_whole_ids_where_there_is_room(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a wide page ids are whole."""
    monkeypatch.setenv("COLUMNS", "140")
    assert _rows(ask, "--limit", "1")[0]["session_id"] in ask("sessions", "--limit", "1").text


def test_rows_hold_all_that_is_known(ask: Asker) -> None:
    """For programs all sessions are listed, with every fact; CSV has a line for each."""
    rows = _rows(ask)
    assert len(rows) == 121
    assert list(rows[0]) == [column.name for column in COLUMNS]
    assert len(ask("sessions", "--format", "csv").out.splitlines()) >= 122
    assert len(ask("sessions", "--format", "ndjson", "--limit", "7").out.splitlines()) == 7


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        (("--channel", "Builder"), lambda row: row["channel"] == "Builder"),
        (("--version", "v2"), lambda row: row["agent_version"] == "v2"),
        (("--outcome", "unknown"), lambda row: row["outcome"] in {"unknown", None}),
        (
            ("--outcome", "completed", "--outcome", "escalated"),
            lambda row: row["outcome"] in {"completed", "escalated"},
        ),
        (("--min-duration", "10m"), lambda row: (row["duration_ms"] or 0) >= 600_000),
        (("--failed",), lambda row: row["outcome"] in {"failed", "timed_out"} or row["failed_steps"] > 0),
        (("--agent", "Concierge_Agent"), lambda row: row["agent"] == "Concierge_Agent"),
    ],
)
def test_a_filter_leaves_exactly_what_it_says(
    words: tuple[str, ...], holds: Callable[[dict[str, Any]], bool], ask: Asker
) -> None:
    """Each filter chooses those sessions, and all of them."""
    every = _rows(ask)
    chosen = [row["session_id"] for row in every if holds(row)]
    assert [row["session_id"] for row in _rows(ask, *words)] == chosen
    assert 0 < len(chosen) < len(every)


@pytest.mark.parametrize(
    ("sort", "column"),
    [("longest", "duration_ms"), ("turns", "turns"), ("failures", "failed_steps"), ("tokens", "tokens_in")],
)
def test_what_is_most_comes_first(sort: str, column: str, ask: Asker) -> None:
    """Sorted by a fact, those of which nobody knows it come last."""
    values = [row[column] for row in _rows(ask, "--sort", sort)]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=True)
    assert values == known + [None] * (len(values) - len(known))
    assert f"those with most {sort}" in ask("sessions", "--sort", sort).text or sort == "longest"


def test_sessions_in_which_something_was_said(ask: Asker) -> None:
    """--text finds words in messages, in any case, and a story by what was said in it."""
    loop = next(planted for planted in ORG.stories() if planted.story == "loop").sessions
    found = {row["session_id"] for row in _rows(ask, "--text", "REFUND")}
    assert found
    assert found == {row["session_id"] for row in _rows(ask, "--text", "refund")}
    assert set(loop) & {row["session_id"] for row in _rows(ask)}


def test_nothing_found(ask: Asker) -> None:
    """Filters that leave nothing end with 3 and say how many there are without them; a time without sessions says that."""
    done = ask("sessions", "--channel", "Pigeon")
    assert (done.code, done.out) == (3, b"")
    assert "Among 121 sessions there are none of that kind." in done.err
    assert "There is no session in lake since 2026-02-09." in ask("sessions", "--since", "2026-02-09").err
    assert ask("sessions", "--min-duration", "soon").code == 4
