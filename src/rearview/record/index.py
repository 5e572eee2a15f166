"""From the lines of a journal to where everything in it stands: which nodes there are, and which patches belong to each.

Owns how a journal is read, whole or as far as its process came before it was killed. It holds on to a few bytes a patch
and to no patch, since a run may be larger than memory.
"""

import os
from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import DecodeError, Raw, ValidationError, json

from rearview.record.journal import Header

_KINDS = ("", "session", "system", "turn", "op")
_FURTHEST = 100_000
"""How far ahead of the lines a node's number may be: each number is given out once, and written at once."""
_ACCOUNTING = b'"accounting":['
_decoder = json.Decoder(tuple[str, int, int, Raw])
_header = json.Decoder(Header)


class Index:
    """A journal, open for reading."""

    def __init__(self, parts: Sequence[Path]) -> None:
        self.header: Header | None = None
        self.is_billed = False
        self.unreadable = 0
        """Lines that are none: the process was killed, or the disk failed, while they were written."""
        self._kinds = bytearray(1)
        self._parents = array("q", [0])
        self._nodes, self._files = array("q"), bytearray()
        self._offsets, self._lengths = array("q"), array("q")
        self._charged = array("q")
        self._descriptors: list[int] = []
        self._close = ExitStack()
        try:
            for part in parts:
                self._read(part)
        except BaseException:
            self._close.close()
            raise
        self._order = array("q", sorted(range(len(self._nodes)), key=self._nodes.__getitem__))
        self._starts = self._first_of_each(self._nodes, self._order)
        self._family = array("q", sorted(range(1, len(self._kinds)), key=self._parents.__getitem__))
        self._eldest = self._first_of_each(self._parents, self._family)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close.close()

    def root(self) -> int | None:
        """Return the root session's number; None where the process was killed before it began."""
        return next((number for number, kind in enumerate(self._kinds) if _KINDS[kind] == "session"), None)

    def children(self, number: int, *kinds: str) -> Iterator[int]:
        """Yield the nodes below another that are of some kinds, in the order in which they began."""
        place = self._eldest[number] if number < len(self._eldest) else len(self._family)
        while place < len(self._family) and self._parents[self._family[place]] == number:
            child = self._family[place]
            if _KINDS[self._kinds[child]] in kinds:
                yield child
            place += 1

    def patches(self, number: int) -> Iterator[bytes]:
        """Yield the patches of a node, in the order in which they were written."""
        place = self._starts[number] if number < len(self._starts) else len(self._order)
        while place < len(self._order) and self._nodes[self._order[place]] == number:
            yield self._patch(self._order[place])
            place += 1

    def charged(self) -> Iterator[bytes]:
        """Yield the patches that may hold charges, in the order in which they were written."""
        yield from map(self._patch, self._charged)

    def _patch(self, span: int) -> bytes:
        return os.pread(self._descriptors[self._files[span]], self._lengths[span], self._offsets[span])

    def _read(self, part: Path) -> None:
        file = self._close.enter_context(part.open("rb"))
        self._descriptors.append(file.fileno())
        end = 0
        for line in file:
            end += len(line)
            try:
                kind, number, parent, patch = _decoder.decode(line)
            except (DecodeError, UnicodeDecodeError, RecursionError):
                self.unreadable += 1
                continue
            if kind == "run":
                self._begin(patch)
            elif kind == "billed":
                self.is_billed = True
            elif line.endswith(b"]\n") and kind in _KINDS and self._take(kind, number, parent):
                self._add(number, end - 2 - len(bytes(patch)), len(bytes(patch)))
                if _ACCOUNTING in line:
                    self._charged.append(len(self._nodes) - 1)
            else:
                self.unreadable += 1

    def _begin(self, patch: Raw) -> None:
        try:
            self.header = _header.decode(patch)
        except ValidationError:
            self.unreadable += 1

    def _take(self, kind: str, number: int, parent: int) -> bool:
        """Take a node in, and tell whether it may be one: a node stands below one that began before it."""
        if not 0 <= parent < number <= len(self._nodes) + _FURTHEST:
            return False
        if number >= len(self._kinds):
            more = number + 1 - len(self._kinds)
            self._kinds.extend(bytes(more))
            self._parents.extend(array("q", bytes(8 * more)))
        self._kinds[number] = _KINDS.index(kind)
        self._parents[number] = parent
        return True

    def _add(self, number: int, offset: int, length: int) -> None:
        self._nodes.append(number)
        self._files.append(len(self._descriptors) - 1)
        self._offsets.append(offset)
        self._lengths.append(length)

    def _first_of_each(self, keys: "array[int]", ordered: "array[int]") -> "array[int]":
        """Return for each number where it first stands among the ordered keys; behind them all where it doesn't."""
        first = array("q", [len(ordered)]) * len(self._kinds)
        for place in range(len(ordered) - 1, -1, -1):
            first[keys[ordered[place]]] = place
        return first
