"""The answer to a statement of SQL, and the tables that one can name. Yields lines or bytes; it must never print."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite

import msgspec
from rich.cells import cell_len
from rich.text import Text

from rearview.library.sql import ShownTable
from rearview.render.facts import across
from rearview.render.listing import defined
from rearview.render.plain import plain, plain_json, plain_lines
from rearview.render.table import Value, table

Row = Mapping[str, object]

COLUMNS = ("table", "column", "type", "meaning")
_EXPLAINED = ("explain_key", "explain_value")
"""The columns of a plan, which is a drawing."""
_NARROWEST = 8
_GAP = 2
"""What a table needs for each column, and between two of them."""


def show(columns: Sequence[str], rows: Sequence[Row], *, limit: int | None, width: int) -> Iterator[Text]:
    """Yield rows as a table, or one below the other where a table has no room; there may be one more than are shown."""
    names = [plain(name) for name in columns]
    shown = rows[:limit]
    cells = [[_cell(row[name]) for name in columns] for row in shown]
    if not rows:
        yield from across("No rows.", width=width)
    elif tuple(columns) == _EXPLAINED:
        yield from (Text(line) for row in shown for line in plain_lines(str(row[_EXPLAINED[1]])))
    elif _has_room(names, cells, width):
        yield from table(names, cells, width=width)
    else:
        yield from _records(names, cells, width)
    if len(rows) > len(shown):
        words = (
            f"There are more than these {len(shown):,} rows; --limit shows more, --format csv all of them."
        )
        yield Text()
        yield from across(words, width=width, style="dim")


def json(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield rows as one JSON array, a row a line, however many there are."""
    lead = "[\n"
    for row in rows:
        yield f"{lead}{plain_json(msgspec.json.encode(row, enc_hook=str).decode())}".encode()
        lead = ",\n"
    yield b"[]\n" if lead == "[\n" else b"\n]\n"


def show_tables(tables: Sequence[ShownTable], *, width: int, columns: bool) -> Iterator[Text]:
    """Yield tables, and what each is; or of each its columns, and what they are."""
    if not columns:
        yield from defined([(shown.name, _about(shown)) for shown in tables], width=width)
        return
    for place, shown in enumerate(tables):
        if place:
            yield Text()
        yield Text(plain(shown.name), "bold")
        yield from across(_about(shown), width=width)
        yield Text()
        entries = [(column.name, f"{column.meaning} ({column.type})") for column in shown.columns]
        yield from defined(entries, width=width)


def rows_of(tables: Sequence[ShownTable]) -> list[dict[str, str]]:
    """Return every column of tables as a row."""
    return [
        {"table": table.name, "column": column.name, "type": column.type, "meaning": column.meaning}
        for table in tables
        for column in table.columns
    ]


def _about(table: ShownTable) -> str:
    return f"{table.meaning} The lake has nothing of it." if table.files == 0 else table.meaning


def _cell(value: object) -> Value:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, str | int) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, float):
        return str(value)
    return msgspec.json.encode(value, enc_hook=str).decode()


def _has_room(columns: Sequence[str], cells: Sequence[Sequence[Value]], width: int) -> bool:
    """Whether a table can be made so narrow that it fits."""
    needed = -_GAP
    for name, column in zip(columns, zip(*cells, strict=True), strict=True):
        is_text = any(isinstance(value, str) for value in column)
        widest = max(
            cell_len(f"{value:,}" if isinstance(value, int) else str(value or "")) for value in column
        )
        needed += _GAP + (
            min(_NARROWEST, max(widest, cell_len(name))) if is_text else max(widest, cell_len(name))
        )
    return needed <= width


def _records(columns: Sequence[str], cells: Sequence[Sequence[Value]], width: int) -> Iterator[Text]:
    for number, row in enumerate(cells, start=1):
        if number > 1:
            yield Text()
        yield Text(f"Row {number:,}", "bold")
        written = [
            f"{value:,}" if isinstance(value, int) else str("" if value is None else value) for value in row
        ]
        yield from defined(list(zip(columns, written, strict=True)), width=width)
