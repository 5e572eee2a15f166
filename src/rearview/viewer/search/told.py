"""What was said and done in the sessions of a day, session by session: what the index is made of."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import narwhals as nw

from rearview.library.facts.index import TIMELESS

if TYPE_CHECKING:
    from rearview.library.lake import Lake

_TEXTS = {
    "messages": ("text",),
    "steps": ("name", "error", "input_text", "output_text"),
    "moments": ("request", "response"),
}
"""Which columns of which tables can be searched."""
_LONGEST = 1 << 20
"""So much of one text is indexed."""
_SESSION = "session_id"


EVERY_DAY = "all"


def told(lake: "Lake", day: str) -> Iterator[tuple[str, str]]:
    """Yield each session that began on a day, or has no time, or of every day, with all its text."""
    part = lake if day in {EVERY_DAY, TIMELESS} else lake.period(*_bounds(day))
    frames = [
        part.frame(table, {_SESSION, *columns}).select(
            _SESSION, text=nw.concat_str(*map(_cut, columns), separator="\n", ignore_nulls=True)
        )
        for table, columns in _TEXTS.items()
    ]
    texts = nw.concat(frames).filter(~nw.col("text").is_null())
    if day == TIMELESS:
        timeless = part.frame("sessions", {"started_ms"}).filter(nw.col("started_ms").is_null())
        texts = texts.join(timeless.select(_SESSION), on=_SESSION, how="semi")
    found = lake.collect(texts.sort(_SESSION))
    pairs = (
        (id_.as_py(), text.as_py() or "")
        for batch in found.to_batches()
        for id_, text in zip(batch[_SESSION], batch["text"], strict=True)
    )
    for session_id, own in groupby(pairs, key=itemgetter(0)):
        yield session_id, "\n".join(text for _, text in own)


def _cut(column: str) -> nw.Expr:
    return nw.col(column).str.slice(0, _LONGEST)


def _bounds(day: str) -> tuple[int, int]:
    start = date.fromisoformat(day)
    return _ms(start), _ms(start + timedelta(days=1))


def _ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
