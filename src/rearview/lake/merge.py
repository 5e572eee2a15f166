"""Sorting more rows than memory holds: sorted runs become one stream of rows in order, a part at a time.

Runs of which one ends before the next begins are only read one after the other; that is what a source that sorts its
answer leaves. Those that overlap are merged: `AT_ONCE` bytes of them are held together, and each round takes all rows
that none which is still to be read can precede. Where more than `FAN_IN` overlap, they first become fewer.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from rearview.lake.disk import Disk
from rearview.lake.runs import Run, open_run, write_runs
from rearview.lake.sort import places

FAN_IN = 32
AT_ONCE = 8 << 20


def merge(runs: Sequence[Run], order: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the rows of sorted runs in order, as tables of bounded size."""
    for group in overlapping(runs):
        if len(group) > 1:
            yield from _merge(group, order)
        else:
            yield from (pa.Table.from_batches([batch]) for batch in group[0].batches())


def fewer_runs(
    disk: Disk,
    folder: Path,
    runs: Sequence[Run],
    order: Sequence[str],
    *,
    fan_in: int = FAN_IN,
    level: int = 0,
) -> Sequence[Run]:
    """Merge runs into longer ones in a folder until one merge can take all that overlap."""
    groups = overlapping(runs)
    if all(len(group) <= fan_in for group in groups):
        return runs
    parts = [part for group in groups for part in _cut(group, fan_in if len(group) > fan_in else 1)]
    longer = [
        _join(disk, folder / f"run-{level}-{number:05}.arrow", part, order)
        for number, part in enumerate(parts)
    ]
    return fewer_runs(disk, folder, longer, order, fan_in=fan_in, level=level + 1)


def overlapping(runs: Sequence[Run]) -> list[list[Run]]:
    """Part the runs that hold rows into groups, in order: every row of a group precedes all of the next."""
    groups: list[list[Run]] = []
    reach = None
    for first, last, run in sorted(
        ((*run.span, run) for run in runs if run.span is not None), key=lambda entry: entry[0]
    ):
        if reach is None or first >= reach:
            groups.append([])
        groups[-1].append(run)
        reach = last if reach is None else max(reach, last)
    return groups


def _cut(group: Sequence[Run], size: int) -> Iterator[Sequence[Run]]:
    return (group[place : place + size] for place in range(0, len(group), size))


def _join(disk: Disk, path: Path, runs: Sequence[Run], order: Sequence[str]) -> Run:
    if len(runs) == 1:
        return runs[0]
    write_runs(disk, path, runs[0].schema, merge(runs, order))
    return open_run(path, order)


def _merge(runs: Sequence[Run], order: Sequence[str]) -> Iterator[pa.Table]:
    """Merge runs that overlap."""
    heads = [_Head(run, AT_ONCE // len(runs)) for run in runs]
    while heads := [head for head in heads if head.load()]:
        yield _take(heads, order)


def _take(heads: "Sequence[_Head]", order: Sequence[str]) -> pa.Table:
    """Take from all heads at once, in order, the rows up to the first that a row not yet loaded can follow."""
    loaded = pa.concat_tables([head.rows for head in heads]).combine_chunks()
    sorted_places = places(loaded, order)
    ranks = pc.inverse_permutation(sorted_places.cast(pa.int64()))
    ends = list(accumulate(head.rows.num_rows for head in heads))
    limits = [ranks[end - 1].as_py() + 1 for end, head in zip(ends, heads, strict=True) if head.more]
    safe = min(limits, default=loaded.num_rows)
    for end, head in zip(ends, heads, strict=True):
        count = head.rows.num_rows
        head.drop(pc.sum(pc.less(ranks.slice(end - count, count), safe)).as_py())
    return loaded.take(sorted_places.slice(0, safe))


class _Head:
    """The rows of one run that are loaded and not yet taken."""

    def __init__(self, run: Run, share: int) -> None:
        self._batches = run.batches()
        self._share = share
        self.rows = run.schema.empty_table()
        self.more = True
        """Whether the run may have rows that aren't loaded."""

    def load(self) -> bool:
        """Load rows up to the run's share, and at least a batch; False when there are none."""
        while self.more and self.rows.nbytes < self._share:
            batch = next(self._batches, None)
            if batch is None:
                self.more = False
            else:
                self.rows = pa.concat_tables([self.rows, pa.Table.from_batches([batch])])
        return bool(self.rows.num_rows)

    def drop(self, count: int) -> None:
        """Let the first rows go."""
        self.rows = self.rows.slice(count)
