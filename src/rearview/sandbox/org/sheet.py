"""Pages of one table below each other, from which conversations are replayed by the thousand.

A replay makes no row by itself. It takes the pages' rows in the order of the conversations, adds each conversation's
beginning to their times, and swaps the marks in their texts for as many bytes of each conversation's own, so that
lengths and offsets stay as they were recorded.
"""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from rearview.sandbox.engines.engine import GONE, VISIBLE
from rearview.sandbox.engines.rows import form
from rearview.sandbox.org.conversation import Conversation
from rearview.sandbox.org.page import Page, text_of, times
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.storage import ARROW

Cast = Sequence[tuple[int, Conversation]]
"""Conversations, each with the number of the page that it replays."""

_MS = 1000


class Sheet:
    """The pages of a table that conversations are replayed from."""

    def __init__(self, folder: str, pages: Sequence[Page]) -> None:
        self._folder = folder
        self._rows = [page.rows for page in pages]
        self._starts = [sum(self._rows[:number]) for number in range(len(pages))]
        self._columns = {
            name: pa.concat_arrays([page.columns[name] for page in pages])
            for name in form(CATALOG[folder]).names
        }
        marked = {name for page in pages for name in page.marks}
        self._marked = [name for name in self._columns if name in marked]
        self._lengths = {name: _lengths(self._columns[name]) for name in self._marked}
        self._texts = [_Text(page, self._marked) for page in pages]

    def replay(self, cast: Cast) -> pa.Table:
        """Return the rows of conversations, in their order."""
        ends = pa.array(_running([self._rows[number] for number, _ in cast]), pa.int32())
        total = ends[-1].as_py()
        rows = self._row_numbers(cast, ends, total)
        stamped = [self._texts[number].stamp(conversation) for number, conversation in cast]
        columns: dict[str, pa.Array] = {}
        for place, name in enumerate(self._marked):
            data = b"".join([blob[cuts[place] : cuts[place + 1]] for blob, cuts in stamped])
            columns[name] = self._text_column(name, rows, data)
        for name, column in self._columns.items():
            if name not in columns:
                columns[name] = column.take(rows)
        self._set_times(columns, cast, ends)
        return pa.table([columns[name] for name in self._columns], schema=form(CATALOG[self._folder]))

    def _row_numbers(self, cast: Cast, ends: pa.Array, total: int) -> pa.Array:
        """Return which row of the sheet each row of the replay is."""
        lengths = [self._rows[number] for number, _ in cast]
        shifts = [
            self._starts[number] - before
            for (number, _), before in zip(cast, _running([0, *lengths[:-1]]), strict=True)
        ]
        return pc.add(pa.arange(0, total), _spread(shifts, ends))

    def _text_column(self, name: str, rows: pa.Array, data: bytes) -> pa.Array:
        lengths = self._lengths[name].take(rows)
        offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths)])
        column = self._columns[name]
        valid = column.is_valid().take(rows).buffers()[1] if column.null_count else None
        return pa.Array.from_buffers(
            pa.string(), len(rows), [valid, offsets.buffers()[1], pa.py_buffer(data)]
        )

    def _set_times(self, columns: dict[str, pa.Array], cast: Cast, ends: pa.Array) -> None:
        """Turn times since the beginning into moments, and let what is erased vanish."""
        began_us = _spread([conversation.begins_us for _, conversation in cast], ends)
        for name in times(self._folder):
            columns[name] = pc.add(columns[name], began_us).cast(ARROW["timestamp"])
        began_ms = _spread([conversation.begins_us // _MS for _, conversation in cast], ends)
        columns[VISIBLE] = pc.add(columns[VISIBLE], began_ms)
        erased_ms = _spread([conversation.erased_ms for _, conversation in cast], ends)
        columns[GONE] = pc.coalesce(pc.add(columns[GONE], began_ms), erased_ms)


class _Text:
    """The characters of a page's marked columns, one column after the other."""

    def __init__(self, page: Page, names: Sequence[str]) -> None:
        texts = [text_of(page.columns[name]) for name in names]
        found = {mark for name in names for mark in page.marks.get(name, ())}
        self._blob = b"".join(texts)
        self._cuts = [0, *_running([len(text) for text in texts])]
        self._marks = sorted(found, key=lambda mark: mark.text)

    def stamp(self, conversation: Conversation) -> tuple[bytes, list[int]]:
        """Return them with a conversation's own names, and where each column begins."""
        blob = self._blob
        for mark in self._marks:
            blob = blob.replace(mark.text.encode(), mark.of(conversation).encode())
        return blob, self._cuts


def _lengths(column: pa.Array) -> pa.Array:
    return pc.fill_null(pc.binary_length(column), 0)


def _running(numbers: Sequence[int]) -> list[int]:
    """Return the sums so far."""
    total = 0
    return [total := total + number for number in numbers]


def _spread(values: Sequence[int | None], ends: pa.Array) -> pa.Array:
    """Return a value for each row from a value for each conversation; a conversation's rows end where `ends` says."""
    return pc.run_end_decode(pa.RunEndEncodedArray.from_arrays(ends, pa.array(values, pa.int64())))
