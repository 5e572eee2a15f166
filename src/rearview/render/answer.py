"""The answer to a question, as a table to read.

Owns how the values of an answer read: moments, durations, money and parts of a whole by their units, and what is
unknown as a dash, never as zero. Yields lines; it must never print.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from rearview.analyses.analysis import Column
from rearview.library.units import Unit, unit_in, unit_of
from rearview.render.amount import decimal, duration, money
from rearview.render.bars import bar
from rearview.render.facts import across, moment
from rearview.render.grid import GAP, columns_that_fit, grid
from rearview.render.grid import Column as Written
from rearview.render.named import end_of
from rearview.render.plain import plain
from rearview.render.wrap import wrap

Row = Mapping[str, Any]

UNKNOWN = "—"
"""What nobody knows."""
_IDS = ("session_id", "turn_id", "step_id", "example")
_TEXTS = ("signature", "evidence", "text")
"""What people wrote, or programs at length: it stands below its row."""
_TEXT = 400
"""Texts are cut to this length."""
_LINES = 2
"""And to so many lines below a row."""
_OURS = ("measure", "gap", "outcome", "derived_from", "origin", "table")
"""Words that are ours, and no names that somebody would look for."""
_BAR = (8, 24)
"""How wide a bar is, at least and at most."""
_INDENT = "  "
_WORDS = {"usd": "US$", "ms": "", "id": "", "p50": "median", "llm": "model"}
_NO_DATA = f"{UNKNOWN} means that nothing is recorded, which isn't zero."
_ENDS = "Of ids the end is shown, which is enough to name one."


def show(
    question: str, heads: Sequence[Column], rows: Sequence[Row], *, width: int, limit: int | None = None
) -> Iterator[Text]:
    """Yield an answer as a table below its question; of its rows there may be one more than are shown."""
    shown = rows if limit is None else rows[:limit]
    texts = [head.name for head in heads if head.name in _TEXTS]
    every = [_column(head, shown) for head in heads if head.name not in _TEXTS]
    columns, alike = _fitting(every, width)
    fitting = columns_that_fit(columns, width)
    yield from across(question, width=width, style="bold")
    yield Text()
    yield from grid(
        [*columns[:fitting], *_bars(heads, shown, columns[:fitting], width)],
        width=width,
        below=lambda number: _below(shown[number], texts, width),
    )
    notes = list(_notes(columns, fitting, alike))
    if limit is not None and len(rows) > limit:
        notes.append(f"There are more than these {limit:,} rows; --limit shows more, --format csv all.")
    if notes:
        yield Text()
    for note in notes:
        yield from across(note, width=width, style="dim")


def written(value: object, unit: Unit) -> str:
    """Return a value as people read it."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _amount(value, unit)
    text = str(value)
    return plain(text if len(text) <= _TEXT else f"{text[:_TEXT]}…")


def heading_of(name: str) -> str:
    """Return what stands above a column."""
    said = " ".join(filter(None, (_WORDS.get(word, word) for word in name.split("_"))))
    return said[:1].upper() + said[1:]


def _amount(value: float, unit: Unit) -> str:
    sign, amount = "-" if value < 0 else "", abs(value)
    if unit == "moment":
        return moment(int(value))
    if unit == "duration":
        return sign + duration(round(amount))
    if unit == "money":
        return sign + money(amount)
    if unit == "share":
        return f"{value * 100:,.1f} %"
    return f"{value:,}" if isinstance(value, int) else sign + decimal(amount)


def _column(head: Column, rows: Sequence[Row]) -> Written:
    units = [unit_in(head, row.get("measure")) for row in rows]
    cells = [written(row[head.name], unit) for row, unit in zip(rows, units, strict=True)]
    if head.name in _IDS:
        cells = [cell if cell == UNKNOWN else end_of(cell) for cell in cells]
    if head.name in _OURS:
        cells = [cell.replace("_", " ") for cell in cells]
    unit = unit_of(head)
    return Written(
        heading=heading_of(head.name),
        cells=cells,
        right=unit not in {"text", "flag", "moment"},
        whole=head.name in _IDS or unit == "moment",
        styles=["dim" if cell == UNKNOWN else "" for cell in cells],
    )


def _fitting(columns: Sequence[Written], width: int) -> tuple[list[Written], list[Written]]:
    """Return the columns, less those that are the same in all rows where there isn't room for everything."""
    if columns_that_fit(columns, width) == len(columns):
        return list(columns), []
    alike = [column for column in columns[1:] if len(column.cells) > 1 and len(set(column.cells)) == 1]
    return [column for column in columns if column not in alike], alike


def _bars(
    heads: Sequence[Column], rows: Sequence[Row], shown: Sequence[Written], width: int
) -> Iterator[Written]:
    """Yield a column of bars, where the answer is about parts of one whole and there is room for it."""
    parts = [head.name for head in heads if unit_of(head) == "share"]
    room = width - sum(max(column.bare, len(column.heading)) + len(GAP) for column in shown)
    if (
        len(parts) == 1
        and room >= _BAR[0]
        and any(column.heading == heading_of(parts[0]) for column in shown)
    ):
        cells = [bar(row[parts[0]] or 0.0, min(room, _BAR[1])) for row in rows]
        yield Written(heading="", cells=cells, whole=True, styles=["cyan"] * len(cells))


def _below(row: Row, texts: Iterable[str], width: int) -> Iterator[Text]:
    """Yield the texts of a row, no more than their beginnings."""
    for name in texts:
        if row[name] is not None:
            lines = list(wrap(written(row[name], "text"), width - len(_INDENT)))
            if len(lines) > _LINES:
                lines = [*lines[: _LINES - 1], f"{lines[_LINES - 1][: width - len(_INDENT) - 1]}…"]
            yield from (Text(_INDENT + line, "dim") for line in lines)


def _notes(columns: Sequence[Written], fitting: int, alike: Sequence[Written]) -> Iterator[str]:
    shown, left_out = columns[:fitting], columns[fitting:]
    if any(UNKNOWN in column.cells for column in (*shown, *alike)):
        yield _NO_DATA
    if any(column.heading in map(heading_of, _IDS) for column in shown):
        yield _ENDS
    if alike:
        yield f"The same in all rows: {', '.join(f'{_small(each)} {each.cells[0]}' for each in alike)}."
    if left_out:
        named = ", ".join(map(_small, left_out))
        yield f"Left out for want of room: {named}; --format csv has everything."


def _small(column: Written) -> str:
    heading = column.heading
    return heading[:1].lower() + heading[1:]
