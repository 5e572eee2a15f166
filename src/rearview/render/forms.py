"""What programs read: JSON, one JSON object a line, and CSV.

Each form is whole, valid and harmless: to a terminal that it is shown on, and CSV to a spreadsheet too, which takes
a cell for a formula that it runs if it begins like one. Yields bytes; it must never print.
"""

import csv as writer
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

import msgspec

from rearview.render.plain import plain_json, plain_lines

Row = Mapping[str, object]
"""One row by the names of its columns; every row of a result has the same."""

FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")  # noqa: RUF001 -- a spreadsheet takes the wide ones for the others


def json(document: object) -> Iterator[bytes]:
    """Yield a document as JSON, laid out to be read."""
    encoded = msgspec.json.encode(document, enc_hook=str)
    for line in msgspec.json.format(encoded).decode().split("\n"):
        yield f"{plain_json(line)}\n".encode()


def ndjson(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield rows as JSON, one a line."""
    for row in rows:
        yield f"{plain_json(msgspec.json.encode(row, enc_hook=str).decode())}\n".encode()


def csv(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield rows as CSV below the names of their columns."""
    yield _record(columns)
    for row in rows:
        yield _record([_cell(row[name]) for name in columns])


def _record(cells: Sequence[str]) -> bytes:
    held = StringIO()
    writer.writer(held, lineterminator="\n").writerow(cells)
    return held.getvalue().encode()


def _cell(value: object) -> str:
    """Write a value down; null is nothing at all, and what has parts is JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = f"'{value}" if FORMULA.match(value) else value
        return "\n".join(plain_lines(text))
    return plain_json(msgspec.json.encode(value, enc_hook=str).decode())
