"""Which sessions are meant by an id, by a part of one, or by the id of what they came in by."""

from typing import Any

import narwhals as nw

from rearview.engines.engine import Engine
from rearview.sources.agentforce.kept import Files
from rearview.sources.canonical import Frame, view_of

RECORD_ID = (15, 18)
"""How many letters the id of a record has, in its two forms: the last three only repeat the case of the others."""

_NAMED = view_of(
    "sessions",
    {
        "text": {"session_id": "ssot__Id__c"},
        "clean": {"messaging": "ssot__RelatedMessagingSessionId__c", "call": "ssot__RelatedVoiceCallId__c"},
    },
)


def meant(engine: Engine[Any], files: Files, part: str) -> list[str]:
    """Return the ids that have a part, whatever its case, and those behind a messaging session or a voice call."""
    found = nw.col("session_id").str.to_lowercase().str.contains(part.lower(), literal=True)
    if len(part) in RECORD_ID:
        for behind in ("messaging", "call"):
            begun = nw.col(behind).str.starts_with(part[: RECORD_ID[0]])
            found = found | nw.coalesce(begun, nw.lit(value=False))
    return _ids(engine, files, found)


def alike(engine: Engine[Any], files: Files, part: str) -> list[str]:
    """Return the ids that begin with the first half of what is no id."""
    return _ids(engine, files, nw.col("session_id").str.starts_with(part[: (len(part) + 1) // 2]))


def _ids(engine: Engine[Any], files: Files, which: nw.Expr) -> list[str]:
    sessions: Frame = nw.from_native(engine.view(_NAMED, files("sessions", None, None)))
    found: list[str] = engine.collect(sessions.filter(which).select("session_id").to_native())[
        "session_id"
    ].to_pylist()
    return found
