"""What answers can be broken down by: columns of the session, of the row itself, and the time it happened.

Owns the one place where a session's columns, or a turn's topic, are joined to other rows: only where they are
asked for, and narrow. Times are grouped by number and written in the end.
"""

from collections.abc import Callable, Sequence

import narwhals as nw

from rearview.analyses import clock
from rearview.analyses.analysis import Column, Frame, Parameter

_ALL = "_all"
"""The one key of everything, where nothing is broken down."""

_OF_SESSION = {
    "agent": "The agent.",
    "agent_version": "The agent's version.",
    "channel": "How the user reached the agent.",
    "mode": "Production, preview, voice or the like.",
    "outcome": "How the session ended, derived from all the evidence.",
    "end_type": "How the session ended, as recorded.",
}
_TIMES: dict[str, tuple[str, Callable[[str], nw.Expr]]] = {
    "day": ("The day it began, in UTC.", clock.day),
    "week": ("The Monday of the week it began in, in UTC.", clock.week),
    "hour": ("The hour of the day it began in, in UTC.", clock.hour),
    "weekday": ("The day of the week it began on, in UTC.", clock.weekday),
}
_OWN = {
    "source": "Which recorder wrote it.",
    "topic": "The topic that handled the turn.",
    "kind": "What sort of operation it is.",
    "namespace": "Whose it is: a tool server, a provider, a topic.",
    "name": "What was called.",
    "provider": "Who was asked; for a tool, its server.",
    "model": "Which model was asked for; for a tool, its name.",
    "status": "How it went.",
    "detector": "Who judged.",
    "category": "What was found.",
}
_MEANINGS = {**_OF_SESSION, **{name: meaning for name, (meaning, _) in _TIMES.items()}, **_OWN}

SESSION = ("agent", "agent_version", "channel", "mode", "outcome", "end_type", "source", "started_ms")
"""The columns of the facts that `SESSIONS` need."""
SESSIONS = ("agent", "agent_version", "channel", "mode", "source", *_TIMES)
"""What every row can be broken down by through its session."""
ROUTES = tuple(name for name in SESSIONS if name != "source")
"""What can be said of a way from row to row."""


def parameter(*choices: str, default: Sequence[str] = ()) -> Parameter:
    """Return the parameter `by` with these choices."""
    columns = tuple(Column(name=name, type="text", meaning=_MEANINGS[name]) for name in choices)
    return Parameter(
        name="by",
        type="text",
        default=tuple(default),
        meaning="What to break the answer down by.",
        choices=choices,
        columns=columns,
    )


def limit(default: int | None = None) -> Parameter:
    """Return the parameter that says how many rows are wanted."""
    return Parameter(name="limit", type="int", default=default, least=1, meaning="How many rows at most.")


def keys(by: Sequence[str]) -> list[str]:
    """Return the columns to group by."""
    return [*by] or [_ALL]


def keyed(
    frame: Frame,
    by: Sequence[str],
    *,
    sessions: Frame | None = None,
    turns: Frame | None = None,
    time: str = "started_ms",
) -> Frame:
    """Add the columns to group by: from the rows' sessions and turns if those are given, else they are there already."""
    of_session = [name for name in by if name in _OF_SESSION]
    if sessions is not None and of_session:
        frame = frame.join(sessions.select("session_id", *of_session), on="session_id", how="left")
    if turns is not None and "topic" in by:
        frame = frame.join(turns.select("turn_id", "topic"), on="turn_id", how="left")
    added = {name: _TIMES[name][1](time) for name in by if name in _TIMES} if by else {_ALL: nw.lit(0)}
    return frame.with_columns(**added) if added else frame


def through(frame: Frame, by: Sequence[str], sessions: Frame) -> Frame:
    """Add the columns to group by, all of them from the rows' sessions: their times too."""
    if not by:
        return keyed(frame, by)
    own = [name for name in SESSION if name not in {"outcome", "end_type"}]
    narrow = keyed(sessions.select("session_id", *own), by).select("session_id", *keys(by))
    held = [name for name in frame.collect_schema().names() if name not in by]
    return frame.select(*held).join(narrow, on="session_id", how="left")


def in_topics(sessions: Frame, by: Sequence[str], turns: Frame) -> Frame:
    """Repeat each session for every topic it went through, if that is asked for."""
    if "topic" not in by:
        return sessions
    went = turns.group_by("session_id", "topic").agg(_turns=nw.len()).drop("_turns")
    return sessions.join(went, on="session_id", how="left")


def added(frames: Sequence[Frame], by: Sequence[str], columns: Sequence[str]) -> Frame:
    """Add up what several frames count of the same groups; what a frame doesn't count is none."""
    counted = []
    for frame in frames:
        held = frame.collect_schema().names()
        counts = (nw.col(name) if name in held else nw.lit(0).alias(name) for name in columns)
        counted.append(frame.select(*keys(by), *(count.cast(nw.Int64) for count in counts)))
    # Not a join: in a join, groups whose key is unknown would not find each other.
    return nw.concat(counted).group_by(*keys(by)).agg(nw.col(*columns).sum())


def ordered(
    frame: Frame, by: Sequence[str], most: str, *, then: Sequence[str] = (), limit: int | None = None
) -> Frame:
    """Sort groups, in order of time if they are times, else the largest first; then write the times."""
    ties = [*by, *then]
    timed = any(name in _TIMES for name in by)
    order = [*by, most, *then] if timed else [most, *ties]
    frame = frame.sort(*order, descending=[name == most for name in order], nulls_last=True)
    return written(frame if limit is None else frame.head(limit), by)


def written(frame: Frame, by: Sequence[str]) -> Frame:
    """Replace the numbers of times by their texts."""
    for name in by:
        if name in {"day", "week"}:
            frame = clock.with_written_day(frame, name)
        elif name == "hour":
            frame = frame.with_columns(clock.written_hour(name).alias(name))
        elif name == "weekday":
            frame = frame.with_columns(clock.written_weekday(name).alias(name))
    return frame
