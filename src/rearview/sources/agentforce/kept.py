"""One session's rows, out of files that hold the tables of Data 360.

Owns which rows belong to a session: those that name it, and those that hang on such rows by the links of the catalog.
It reads no more of a file than can hold them; what they mean is the recipes' to say.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import narwhals as nw

from rearview.engines.lookup import Form, Found, Lookup, Stage, form, marked, united, values
from rearview.engines.view import PARTITION, SENTINELS, View
from rearview.lake.grid import DAY_MS, HOUR_MS
from rearview.model.tables import TABLES, Rows
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.ways import SESSION_ID, owns_session, ways
from rearview.sources.agentforce.views import RECIPES
from rearview.sources.agentforce.views.sessions import VIEW
from rearview.sources.canonical import Frame

Files = Callable[[str, int | None, int | None], Sequence[Path]]
"""Says which files may hold rows of a table that happened in [since, until)."""

BEFORE_MS = HOUR_MS
"""By how much a clock may be off the one that told when a session began and ended."""
UNENDED_MS = 7 * DAY_MS
"""How long a session goes on of which nobody recorded the end."""
JUDGED_MS = 7 * DAY_MS
"""How long after its end a session may still be judged."""

_WAVES = (
    ("participants", "interactions", "moments", "gateway_requests"),
    ("steps", "messages", "tag_associations", "gateway_responses"),
    ("generations",),
    ("content_quality", "feedback", "retriever_metrics"),
    ("content_categories", "feedback_details"),
)
"""What recipes are made from, each after what it hangs on; what stands side by side is read at once."""
_LATE = ("tag_associations", "feedback", "feedback_details")
_WORDS = ("tags", "tag_definitions")
"""The vocabulary of tags: few rows, which belong to no session."""
_ABOVE = (
    ("gateway_responses", "generations", "generationResponseId__c"),
    ("gateway_requests", "gateway_responses", "generationRequestId__c"),
)
"""What generations came of: found from below where no request names the session."""
_KEY = CATALOG["sessions"].key


def rows_of(lookup: Lookup, files: Files, session_id: str) -> Rows:
    """Return the rows of a session, of those above it and of all that they called; none, if there is no such session."""
    gathered = _Gathered(lookup=lookup, files=files)
    if not gathered.session(session_id).height:
        return Rows()
    gathered.gather(gathered.outermost(session_id))
    return Rows(**gathered.canonical(TABLES))


@dataclass(kw_only=True)
class _Gathered:
    """The rows of a few sessions, table by table, as the source has them."""

    lookup: Lookup
    files: Files
    tables: dict[str, Found] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)
    """The own rows of sessions that were looked for."""

    def session(self, session_id: str) -> Found:
        """Return a session's own row, if there is one; an id that begins with a time says where to look first."""
        if session_id not in self.found:
            born = born_ms(session_id)
            spans = [(None, None)] if born is None else [(born, born + 1), (None, None)]
            for since, until in spans:
                place = self.files("sessions", since, until)
                (self.found[session_id],) = self.lookup.rows((place, {_KEY: [session_id]}))
                if self.found[session_id].height:
                    break
        return self.found[session_id]

    def outermost(self, session_id: str) -> str:
        """Return the session from which, over however many others, a session was called."""
        seen: set[str] = set()
        while session_id not in seen:
            seen.add(session_id)
            own = self.session(session_id)
            above = [
                self.session(id_) for id_ in _ids(own, "ssot__PreviousSessionId__c") if id_ != session_id
            ]
            if above:
                sessions = _canonical({"sessions": united([own, *above])}, ["sessions"])["sessions"]
                session_id = next(
                    row.parent_session_id or session_id for row in sessions if row.session_id == session_id
                )
        return session_id

    def gather(self, session_id: str) -> None:
        """Take in a session, and the sessions that it calls, and so on."""
        waiting, taken = [session_id], set[str]()
        while waiting:
            own = waiting.pop()
            if own not in taken:
                taken.add(own)
                waiting += self._take(own)

    def canonical(self, tables: Collection[str]) -> dict[str, tuple[Any, ...]]:
        """Return the rows of canonical tables."""
        return _canonical(self.tables, tables)

    def _take(self, session_id: str) -> list[str]:
        """Take in all that belongs to one session; return the ids of the sessions that it calls."""
        own = {"sessions": self.session(session_id)}
        since, until = _span(own["sessions"])
        for wave in _WAVES:
            late = {
                folder: until + JUDGED_MS if until is not None and folder in _LATE else until
                for folder in wave
            }
            asked = [
                (self.files(folder, since, late[folder]), _links(folder, own, session_id)) for folder in wave
            ]
            for folder, rows in zip(wave, self.lookup.rows(*asked), strict=True):
                own[folder] = marked(rows, SESSION_ID, session_id) if owns_session(folder) else rows
            if wave == ("generations",):
                self._reach_up(own, session_id, since, until)
        words = [folder for folder in _WORDS if folder not in self.tables and own["tag_associations"].height]
        read = self.lookup.rows(*((self.files(folder, None, None), None) for folder in words))
        for folder, rows in [*own.items(), *zip(words, read, strict=True)]:
            held = self.tables.get(folder)
            self.tables[folder] = rows if held is None else united([held, rows])
        return _called(own)

    def _reach_up(self, own: dict[str, Found], session_id: str, since: int | None, until: int | None) -> None:
        """Take in the responses and requests of generations that steps name, though no request names the session."""
        for folder, below, column in _ABOVE:
            key = CATALOG[folder].key
            held = set(_ids(own[folder], key))
            lacking = [id_ for id_ in _ids(own[below], column) if id_ not in held]
            if lacking:
                (rows,) = self.lookup.rows((self.files(folder, since, until), {key: lacking}))
                own[folder] = united([own[folder], marked(rows, SESSION_ID, session_id)])


class _Shelf:
    """A shelf to plan recipes over, whose tables are filled later."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def view(self, view: View) -> Frame:
        """Return a table as a view will show it."""
        frame: Frame = nw.from_native(self._stage.view(view))
        return frame

    def few(self, rows: Frame) -> Frame:
        """Return the rows as they are: all rows of a session are few."""
        return rows

    def holes(self, _view: View, _column: str) -> None:
        """Say that every row's session is known: rows are gathered for a session."""


_SPAN = "span"
_ONE_AT_A_TIME = Lock()


@lru_cache(maxsize=16)
def _stage(form: Form) -> Stage:
    return Stage(form)


@lru_cache(maxsize=160)
def _plan(form: Form, name: str) -> Any:
    """Return a canonical table, planned over tables of a form; or the span of sessions, wanted on the way there."""
    stage = _stage(form)
    return (
        stage.view(VIEW) if name == _SPAN else RECIPES[name].make(_Shelf(stage)).drop(PARTITION).to_native()
    )


def _made(rows: Mapping[str, Found], plans: Collection[str]) -> list[list[dict[str, Any]]]:
    """Return what is planned, made from rows of the source's tables."""
    with _ONE_AT_A_TIME:
        held = form(rows)
        return _stage(held).compute(rows, [_plan(held, plan) for plan in plans])


def _canonical(rows: Mapping[str, Found], tables: Collection[str]) -> dict[str, tuple[Any, ...]]:
    """Return the rows of canonical tables that are made from rows of the source's."""
    made = zip(tables, _made(rows, tables), strict=True)
    return {table: tuple(TABLES[table].row(**row) for row in found) for table, found in made}


def born_ms(id_: str) -> int | None:
    """Return when an id was made, if it is one that begins with that: a UUIDv7."""
    if len(id_) != 36 or id_[14] != "7":  # noqa: PLR2004 - the form of a UUID
        return None
    try:
        return int(id_[:8] + id_[9:13], 16)
    except ValueError:
        return None


def _span(session: Found) -> tuple[int | None, int | None]:
    """Return when what belongs to a session happened; nothing, where the session doesn't say."""
    (rows,) = _made({"sessions": session}, [_SPAN])
    for row in rows:
        if (started := row["started_ms"]) is not None:
            return started - BEFORE_MS, (row["ended_ms"] or started + UNENDED_MS) + BEFORE_MS
    return None, None


def _called(own: Mapping[str, Found]) -> list[str]:
    """Return the ids of the sessions that a session calls."""
    if "RELATED_AGENT_STEP" not in values(own["steps"], "ssot__AiAgentInteractionStepType__c"):
        return []
    steps = _canonical({"steps": own["steps"]}, ["steps"])["steps"]
    return [step.child_session_id for step in steps if step.child_session_id is not None]


def _links(folder: str, own: Mapping[str, Found], session_id: str) -> dict[str, list[str]]:
    """Return which columns say that a row of a table belongs to a session, and by which values."""
    among: dict[str, list[str]] = {SESSION_ID: [session_id]} if owns_session(folder) else {}
    for way in ways(folder):
        if way.to == "sessions":
            among.setdefault(way.field, []).extend([session_id, f'"{session_id}"'])
        elif way.to in own:
            among.setdefault(way.field, []).extend(_ids(own[way.to], way.column))
    return among


def _ids(rows: Found, column: str) -> list[str]:
    """Return the ids in a column, without the words that stand for none."""
    return [id_ for id_ in values(rows, column) if id_ not in SENTINELS]
