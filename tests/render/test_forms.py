"""What programs read."""

import csv
import io
import json

import pytest

from rearview.render import forms

HOSTILE = "\x1b[31mred\u202e"


def test_json_is_whole_valid_and_harmless() -> None:
    """JSON says the same as what it was made of, and moves no cursor."""
    document = {"rows": [{"name": HOSTILE, "count": 3, "share": 0.5, "none": None}]}
    written = b"".join(forms.json(document))
    assert json.loads(written) == document
    assert written.endswith(b"}\n")
    assert b"\x1b" not in written
    assert "\u202e" not in written.decode()


def test_ndjson_is_one_object_a_line() -> None:
    """Every row is a line of its own, whatever is in it."""
    rows = [{"text": "two\nlines"}, {"text": HOSTILE}]
    lines = b"".join(forms.ndjson(rows)).splitlines()
    assert [json.loads(line) for line in lines] == rows


def test_csv_says_what_the_rows_say() -> None:
    """CSV has the columns that were named, in that order; null is empty, and what has parts is JSON."""
    rows: list[forms.Row] = [{"b": 'say "hi", twice', "a": None}, {"b": ["x", 1], "a": True}]
    written = b"".join(forms.csv(["a", "b"], rows)).decode()
    assert list(csv.reader(io.StringIO(written))) == [
        ["a", "b"],
        ["", 'say "hi", twice'],
        ["true", '["x",1]'],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@now", " =1+1", "\uff1d1", "\t=1", "\r=1"])
def test_csv_holds_no_formula(text: str) -> None:
    """A text that a spreadsheet would run is marked as text; a number below zero stays a number."""
    written = b"".join(forms.csv(["a", "b"], [{"a": text, "b": -1}])).decode()
    cell, number = list(csv.reader(io.StringIO(written)))[1]
    assert (cell[0], number) == ("'", "-1")


def test_csv_moves_no_cursor() -> None:
    """What could do harm on a terminal is shown by its picture; line breaks stay."""
    written = b"".join(forms.csv(["a"], [{"a": f"one\ntwo {HOSTILE}"}])).decode()
    assert list(csv.reader(io.StringIO(written)))[1] == ["one\ntwo ␛[31mred<U+202E>"]
