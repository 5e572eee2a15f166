"""A lake whose cells tests write as they please: few sessions, their rows strewn over a few days, and what has no time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from rearview.lake.identity import Identity, dump

FIRST = datetime(2026, 2, 1, tzinfo=UTC)
DAYS = 5
TIMELESS = "__HIVE_DEFAULT_PARTITION__"
SESSIONS = [f"session-{number}" for number in range(6)]
_TURNS = [f"turn-{number}" for number in range(3)]

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A cell that takes the place of another; without rows, it is gone."""

    table: str
    day: int | None
    """None is that of the rows without a time."""
    rows: Sequence[Row]


def begin(root: Path) -> None:
    """Make a lake without cells."""
    (root / "metadata").mkdir(parents=True)
    (root / "metadata" / "lake.json").write_bytes(dump(Identity(source="agentforce"), created_with="a test"))


def apply(root: Path, change: Change) -> None:
    """Replace a cell, as a lake does it: aside, then renamed."""
    day = TIMELESS if change.day is None else (FIRST + timedelta(days=change.day)).date().isoformat()
    cell = root / change.table / f"date={day}" / "part-0000.parquet"
    if not change.rows:
        cell.unlink(missing_ok=True)
        return
    cell.parent.mkdir(parents=True, exist_ok=True)
    aside = cell.with_suffix(".new")
    names = list(change.rows[0])
    columns = [pa.array([row[name] for row in change.rows], _TYPES.get(name, pa.string())) for name in names]
    pq.write_table(pa.table(columns, names), aside)
    aside.replace(cell)


def changes() -> st.SearchStrategy[Change]:
    """Draw changes of any cell of any table that facts are derived from."""
    return st.one_of(_tables()).flatmap(_change)


_TYPES = {
    name: pa.timestamp("ms", "UTC")
    for name in ("ssot__StartTimestamp__c", "ssot__EndTimestamp__c", "ssot__MessageSentTimestamp__c")
}


def _at(day: int | None, minute: int) -> datetime | None:
    return None if day is None else FIRST + timedelta(days=day, minutes=minute)


def _tables() -> list[st.SearchStrategy[str]]:
    return [st.just(table) for table in _ROWS]


def _change(table: str) -> st.SearchStrategy[Change]:
    days = st.none() if table in _TIMELESS else st.one_of(st.integers(0, DAYS - 1), st.none())
    return days.flatmap(
        lambda day: st.lists(_ROWS[table](day), max_size=5, unique_by=lambda row: row["ssot__Id__c"]).map(
            lambda rows: Change(table=table, day=day, rows=rows)
        )
    )


_ANY = st.sampled_from([*SESSIONS, "a session that never comes"])
_MINUTES = st.integers(0, 1_000)


def _sessions(day: int | None) -> st.SearchStrategy[Row]:
    return st.builds(
        lambda id_, minute, ended, previous: {
            "ssot__Id__c": id_,
            "ssot__StartTimestamp__c": _at(day, minute),
            "ssot__EndTimestamp__c": _at(day, minute + 5) if ended else None,
            "ssot__PreviousSessionId__c": previous,
        },
        st.sampled_from(SESSIONS),
        _MINUTES,
        st.booleans(),
        st.one_of(st.none(), st.sampled_from(SESSIONS)),
    )


def _participants(day: int | None) -> st.SearchStrategy[Row]:
    return st.builds(
        lambda session, minute, agent: {
            "ssot__Id__c": f"{session} {day} {minute}",
            "ssot__AiAgentSessionId__c": session,
            "ssot__AiAgentApiName__c": agent,
            "ssot__StartTimestamp__c": _at(day, minute),
        },
        _ANY,
        _MINUTES,
        st.sampled_from(["Support", "Sales"]),
    )


def _interactions(day: int | None) -> st.SearchStrategy[Row]:
    return st.builds(
        lambda session, turn, minute: {
            "ssot__Id__c": f"{turn} {day}",
            "ssot__AiAgentSessionId__c": session,
            "ssot__AiAgentInteractionType__c": "TURN",
            "ssot__TopicApiName__c": turn,
            "ssot__StartTimestamp__c": _at(day, minute),
            "ssot__EndTimestamp__c": _at(day, minute + 1),
        },
        _ANY,
        st.sampled_from(_TURNS),
        _MINUTES,
    )


def _steps(day: int | None) -> st.SearchStrategy[Row]:
    """Draw steps; one that names no session names a turn of about its day, as steps do."""
    return st.builds(
        lambda session, turn, off, minute, error: {
            "ssot__Id__c": f"{day} {minute} {turn}",
            "ssot__AiAgentInteractionId__c": f"{turn} {None if day is None else day + off}",
            "ssot__AiAgentInteractionStepType__c": "ACTION_STEP",
            "ssot__Name__c": "Orders.Find",
            "ssot__ErrorMessageText__c": error,
            "ssot__StartTimestamp__c": _at(day, minute),
            "session_id": session,
        },
        st.one_of(st.none(), _ANY),
        st.sampled_from(_TURNS),
        st.integers(-1, 1),
        _MINUTES,
        st.sampled_from(["NOT_SET", "It failed."]),
    )


def _messages(day: int | None) -> st.SearchStrategy[Row]:
    return st.builds(
        lambda session, minute, text: {
            "ssot__Id__c": f"{session} {day} {minute}",
            "ssot__AiAgentSessionId__c": session,
            "ssot__AiAgentInteractionMessageType__c": "Input",
            "ssot__ContentText__c": text,
            "ssot__MessageSentTimestamp__c": _at(day, minute),
        },
        _ANY,
        _MINUTES,
        st.sampled_from(["Hello", "Where is it?"]),
    )


def _associations(day: int | None) -> st.SearchStrategy[Row]:
    return st.builds(
        lambda session, number, passed: {
            "ssot__Id__c": f"{session} {day} {number}",
            "session_id": session,
            "ssot__AiAgentTagId__c": f"tag-{number}",
            "ssot__IsPassed__c": passed,
        },
        _ANY,
        st.integers(0, 2),
        st.sampled_from(["true", "false"]),
    )


def _definitions(_day: int | None) -> st.SearchStrategy[Row]:
    return st.builds(
        lambda number, name: {"ssot__Id__c": f"definition-{number}", "ssot__DeveloperName__c": name},
        st.integers(0, 1),
        st.sampled_from(["Intent", "TaskResolution"]),
    )


def _tags(_day: int | None) -> st.SearchStrategy[Row]:
    return st.builds(
        lambda number, definition: {
            "ssot__Id__c": f"tag-{number}",
            "ssot__AiAgentTagDefinitionId__c": f"definition-{definition}",
            "ssot__Value__c": "3",
        },
        st.integers(0, 2),
        st.integers(0, 1),
    )


_ROWS = {
    "sessions": _sessions,
    "participants": _participants,
    "interactions": _interactions,
    "steps": _steps,
    "messages": _messages,
    "tag_associations": _associations,
    "tag_definitions": _definitions,
    "tags": _tags,
}
_TIMELESS = ("tags", "tag_definitions")
"""Vocabulary: it has no time."""
