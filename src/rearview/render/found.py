"""Sessions that show a trouble, one below the other, each with the first evidence of it. Yields lines; it must never print."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.text import Text

from rearview.analyses.find import CRITERIA
from rearview.library.evidence import FLAGS, Evidence, Wanted
from rearview.render.amount import duration
from rearview.render.facts import across
from rearview.render.grid import Column, grid
from rearview.render.named import end_of
from rearview.render.plain import plain
from rearview.render.sessions import ended, following, told
from rearview.render.wrap import wrap

Row = Mapping[str, Any]

_INDENT = "  "
_LINES = 2


def show(found: Evidence, wanted: Wanted, *, width: int) -> Iterator[Text]:
    """Yield the sessions; there is at least one."""
    rows = found.rows
    yield from across(_title(found, wanted), width=width, style="bold")
    yield Text()
    yield from grid(
        [
            *told(rows, width),
            ended(rows),
            Column(heading="Times", cells=[f"{row['times']:,}" for row in rows], right=True),
        ],
        width=width,
        below=lambda number: _evidence(rows[number], width),
    )
    yield Text()
    yield from following(rows[0]["session_id"], width)


def what_is_found(wanted: Wanted) -> str:
    """Return what is looked for, as it reads behind "sessions"."""
    if wanted.what == "slow":
        return f"with a turn that took longer than {duration(wanted.slower_than_ms)}"
    if wanted.what == "loops":
        return f"in which a turn called one thing {wanted.min_calls:,} times or more"
    if wanted.what == "text":
        return f"with a message that holds {wanted.text!r}"
    return CRITERIA[wanted.what][1].removeprefix("sessions ")


def _title(found: Evidence, wanted: Wanted) -> str:
    sessions = f"{found.of:,} session{'' if found.of == 1 else 's'} {plain(what_is_found(wanted))}"
    judged = f", of {found.judged:,} that were judged" if wanted.what in FLAGS else ""
    shown = len(found.rows)
    more = f"; the newest {shown:,} of them, --limit shows more" if shown < found.of else ""
    return f"{sessions}{judged}{more}"


def _evidence(row: Row, width: int) -> Iterator[Text]:
    """Yield the first evidence, and where in the session it is."""
    place = next(
        (f"{name} {end_of(row[f'{name}_id'])}: " for name in ("step", "turn") if row[f"{name}_id"]), ""
    )
    lines = list(wrap(plain(f"{place}{' '.join((row['evidence'] or '').split())}"), width - len(_INDENT)))
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], f"{lines[_LINES - 1][: width - len(_INDENT) - 1]}…"]
    yield from (Text(_INDENT + line, "dim") for line in lines if line)
