"""The answer to a statement of SQL, and the tables that one can name."""

import json
from collections.abc import Mapping
from itertools import repeat

from rich.cells import cell_len

from rearview.library.sql import ShownColumn, ShownTable
from rearview.render import sql

STEPS = ShownTable(
    name="steps",
    meaning="One operation.",
    files=None,
    columns=(ShownColumn(name="kind", type="text", meaning="What sort it is."),),
)
TAGS = ShownTable(name="ssot__AiAgentTag__dlm", meaning="One value of a tag.", files=0, columns=())


def _lines(*rows: Mapping[str, object], limit: int | None = None, width: int = 80) -> list[str]:
    columns = list(rows[0]) if rows else ["a"]
    lines = [line.plain for line in sql.show(columns, rows, limit=limit, width=width)]
    assert max(map(cell_len, lines)) <= width
    return lines


def test_rows_are_a_table() -> None:
    """Numbers stand right, what is missing is empty, and what has parts is JSON."""
    assert _lines(
        {"agent": "a", "n": 1204, "open": True, "tags": ["x"], "rate": None},
        {"agent": None, "n": 1, "open": False, "tags": [], "rate": float("nan")},
    ) == [
        "agent      n  open   tags   rate",
        'a      1,204  true   ["x"]',
        "           1  false  []     nan",
    ]


def test_what_has_no_room_beside_each_other_stands_below() -> None:
    """A row with many columns becomes a list of them, a row after the other."""
    row = {f"column_{number}": number for number in range(3)}
    assert _lines(row, row, width=24) == [
        "Row 1",
        "column_0  0",
        "column_1  1",
        "column_2  2",
        "",
        "Row 2",
        "column_0  0",
        "column_1  1",
        "column_2  2",
    ]


def test_long_text_in_a_narrow_page_is_wrapped() -> None:
    """Nothing is cut off."""
    assert "".join(_lines({"text": "word " * 40}, width=30)).count("word") == 40


def test_no_rows_are_said_to_be_none() -> None:
    """An empty answer is an answer."""
    assert _lines() == ["No rows."]


def test_more_rows_than_are_shown_are_told_of() -> None:
    """One more than the limit is enough to know."""
    assert _lines({"a": 1}, {"a": 2}, limit=1) == [
        "a",
        "1",
        "",
        "There are more than these 1 rows; --limit shows more, --format csv all of them.",
    ]
    assert _lines({"a": 1}, limit=1) == ["a", "1"]


def test_a_plan_is_drawn() -> None:
    """EXPLAIN's drawing keeps its lines."""
    assert _lines({"explain_key": "plan", "explain_value": "╭──╮\n╰──╯"}) == ["╭──╮", "╰──╯"]


def test_strangers_text_does_no_harm() -> None:
    """Neither in a cell nor in the name of a column."""
    assert "\x1b" not in "".join(_lines({"a\x1b[2J": "x\x1b[2J\u202e"}))
    assert b"\x1b" not in b"".join(sql.json([{"a": "\x1b[2J"}]))


def test_json_is_one_array_however_many_rows() -> None:
    """A row a line, made as it is written; without any, an empty array."""
    assert json.loads(b"".join(sql.json([{"a": 1}, {"a": "ü"}]))) == [{"a": 1}, {"a": "ü"}]
    assert json.loads(b"".join(sql.json([]))) == []
    assert next(sql.json(repeat({"a": 1}))) == b'[\n{"a":1}'


def test_tables_are_listed() -> None:
    """By name and meaning, or each with its columns; that the lake has nothing of one is said."""
    assert [line.plain for line in sql.show_tables([STEPS, TAGS], width=80, columns=False)] == [
        "steps                  One operation.",
        "ssot__AiAgentTag__dlm  One value of a tag. The lake has nothing of it.",
    ]
    assert [line.plain for line in sql.show_tables([STEPS, STEPS], width=80, columns=True)] == [
        *("steps", "One operation.", "", "kind  What sort it is. (text)"),
        "",
        *("steps", "One operation.", "", "kind  What sort it is. (text)"),
    ]
    assert sql.rows_of([STEPS, TAGS]) == [
        {"table": "steps", "column": "kind", "type": "text", "meaning": "What sort it is."}
    ]
