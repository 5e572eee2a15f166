"""Answers as tables to read."""

from typing import Any

import pytest
from rich.cells import cell_len

from rearview.analyses.analysis import Column
from rearview.library.units import unit_in, unit_of
from rearview.model.tables import Type
from rearview.render.answer import UNKNOWN, heading_of, show, written


def _head(name: str, type_: Type = "int") -> Column:
    return Column(name=name, type=type_, meaning="")


def _lines(
    heads: list[Column], rows: list[dict[str, Any]], *, width: int = 80, limit: int | None = None
) -> list[str]:
    return [line.plain for line in show("What?", heads, rows, width=width, limit=limit)]


@pytest.mark.parametrize(
    ("name", "type_", "value", "shown"),
    [
        ("started_ms", "int", 1_769_908_421_648, "2026-02-01 01:13"),
        ("p95_ms", "int", 61_000, "1m 01s"),
        ("mean_ms", "float", 640.4, "640 ms"),
        ("difference_ms", "float", -1_500.0, "-1.5 s"),
        ("cost_usd", "float", 0.0226, "$0.0226"),
        ("saved_usd", "float", -2.5, "-$2.50"),
        ("failure_rate", "float", 0.125, "12.5 %"),
        ("share", "float", 1.0, "100.0 %"),
        ("calls", "int", 1_234, "1,234"),
        ("turns_per_session", "float", 1.5, "1.50"),
        ("flagged", "bool", True, "yes"),
        ("beyond_chance", "bool", False, "no"),
        ("name", "text", "a\x1b[31m", "a␛[31m"),
        ("cost_usd", "float", None, UNKNOWN),
        ("calls", "int", 0, "0"),
    ],
)
def test_values_read_as_what_they_are(name: str, type_: Type, value: Any, shown: str) -> None:
    """Moments, durations, money and shares are told by their columns' names; unknown is a dash, and zero a zero."""
    assert written(value, unit_of(_head(name, type_))) == shown


def test_what_is_compared_has_the_unit_of_its_measure() -> None:
    """A difference of rates is a share, one of durations a duration, one of turns an amount."""
    head = _head("difference", "float")
    assert unit_in(head, "failure_rate") == "share"
    assert unit_in(head, "duration_ms") == "duration"
    assert unit_in(head, "turns") == "amount"
    assert unit_in(_head("p95_ms"), "turns") == "duration"


def test_headings() -> None:
    """Headings are words, units left out."""
    assert [
        heading_of(name) for name in ("failure_rate", "p50_ms", "cost_usd", "session_id", "llm_calls")
    ] == [
        "Failure rate",
        "Median",
        "Cost US$",
        "Session",
        "Model calls",
    ]


def test_long_texts_stand_below() -> None:
    """A text is no column: its beginning stands below its row, two lines of it at most."""
    heads = [_head("name", "text"), _head("signature", "text")]
    lines = _lines(
        heads, [{"name": "Find", "signature": "It failed. " * 30}, {"name": "Send", "signature": None}]
    )
    assert lines[2:4] == ["Name", "Find"]
    assert lines[4].startswith("  It failed.")
    assert lines[5].endswith("…")
    assert lines[6] == "Send"


def test_what_is_alike_gives_way() -> None:
    """Where there is no room, columns that are the same in all rows are told once, before others are left out."""
    heads = [_head("name", "text"), *(_head(f"{letter * 12}_count") for letter in "abcdefgh")]
    rows = [{head.name: 1 if head.name.startswith("a") else number for head in heads} for number in (2, 3)]
    lines = _lines(heads, [{**row, "name": f"n{row['name']}"} for row in rows])
    assert "The same in all rows: aaaaaaaaaaaa count 1." in lines
    assert max(map(cell_len, lines)) <= 80
    assert any(line.startswith("Left out for want of room: ") for line in lines)


def test_more_than_is_shown() -> None:
    """One row more than the limit isn't shown, and that there is more is said."""
    lines = _lines([_head("calls")], [{"calls": 7}, {"calls": 8}], limit=1)
    assert "    8" not in lines
    assert lines[-1].startswith("There are more than these 1 rows")


def test_a_bar_for_parts_of_a_whole() -> None:
    """Shares get bars where there is room; an unknown share has none."""
    lines = _lines(
        [_head("name", "text"), _head("share", "float")],
        [{"name": "a", "share": 0.5}, {"name": "b", "share": None}],
    )
    assert lines[3].endswith("50.0 %  ████████████")
    assert lines[4].endswith(UNKNOWN)


def test_ids_are_short_and_find_their_session() -> None:
    """Of a UUID the end is shown, which no other has; other ids are whole."""
    heads = [_head("session_id", "text")]
    rows: list[dict[str, Any]] = [
        {"session_id": "019c1b9b-e41c-7b14-99b7-20a762c0a4ae"},
        {"session_id": "0Mw123"},
        {"session_id": None},
    ]
    assert _lines(heads, rows)[3:6] == ["20a762c0a4ae", "0Mw123", UNKNOWN]


def test_strangers_texts_do_no_harm() -> None:
    """Markup, control characters and reading direction are shown, never obeyed."""
    heads = [_head("name", "text"), _head("text", "text")]
    rows = [{"name": "[/INST][red]\x1b[2J\u202e", "text": "\x07[bold]ring\x9b"}]
    text = "\n".join(_lines(heads, rows))
    assert "[/INST][red]␛[2J<U+202E>" in text
    assert "␇[bold]ring<U+009B>" in text
