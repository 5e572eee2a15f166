"""What a round is going to do to a lake, worked out before anything is done: which rows come, which go, what is noted.

Owns how what was read becomes entries of the state. Nothing here touches a disk.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from rearview.sources.snapshots.ingest.claims import Claim, Settled, settle
from rearview.sources.snapshots.ingest.parcel import Parcel
from rearview.sources.snapshots.ingest.state import SCHEMA, State
from rearview.sources.snapshots.ingest.unit import Outcome, Part

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a round does."""

    parcels: Mapping[str, Sequence[Parcel]]
    """The rows that come, by table, each with its run's number and its day."""
    lost: Mapping[int, frozenset[str]]
    """By the number of a run: the sessions that don't come from it, since another file has them."""
    sessions: frozenset[str]
    """Whose rows go, wherever they lie: of all that is read again or taken from elsewhere."""
    days: frozenset[int]
    """Where they may lie."""
    entries: pa.Table
    """What the state has to say of the files."""


def plan(
    outcomes: Sequence[Outcome], parcels: Mapping[str, Sequence[Parcel]], state: State, *, payloads: bool
) -> Plan:
    """Work out what a round does with what was read."""
    before = {entry["path"]: entry for entry in state.of(list(_paths(outcomes))).to_pylist()}
    read = [outcome for outcome in outcomes if outcome.verdict == "read"]
    named = {session for outcome in read for session in outcome.sessions}
    parts = {part.path for outcome in read for part in outcome.unit.parts}
    others = [entry for entry in state.holders(named).to_pylist() if entry["path"] not in parts]
    settled = settle([*map(_claim, read), *map(_claim_of, others)])
    again = [entry for path, entry in before.items() if path in parts]
    robbed = [entry for entry in others if entry["path"] in settled.lost]
    gone = [session for entry in again for session in entry["sessions"]]
    taken = [session for entry in robbed for session in settled.lost[entry["path"]]]
    entries = [
        *(entry for outcome in outcomes for entry in _entries(outcome, before, settled, payloads=payloads)),
        *({**entry, "sessions": settled.sessions[entry["path"]]} for entry in robbed),
    ]
    return Plan(
        parcels=parcels,
        lost={of.unit.number: settled.lost[of.unit.path] for of in read if of.unit.path in settled.lost},
        sessions=frozenset({*named, *gone, *taken}) - _untouched(others, settled),
        days=frozenset(day for entry in (*again, *robbed) for day in entry["days"]),
        entries=pa.Table.from_pylist(entries, schema=SCHEMA),
    )


def _paths(outcomes: Iterable[Outcome]) -> Iterator[str]:
    return (part.path for outcome in outcomes for part in outcome.unit.parts)


def _claim(outcome: Outcome) -> Claim:
    return Claim(path=outcome.unit.path, sessions=outcome.sessions, rank=(outcome.finished, outcome.steps))


def _claim_of(entry: Entry) -> Claim:
    return Claim(path=entry["path"], sessions=entry["sessions"], rank=(entry["finished"], entry["steps"]))


def _untouched(others: Collection[Entry], settled: Settled) -> set[str]:
    """Return the sessions that stay with files that aren't read now."""
    return {session for entry in others for session in settled.sessions[entry["path"]]}


def _entries(
    outcome: Outcome, before: Mapping[str, Entry], settled: Settled, *, payloads: bool
) -> Iterator[Entry]:
    """Yield what is known of the files of a run from now on; of one that failed, what was known before."""
    if outcome.verdict == "failed":
        return
    digests = outcome.digests or (None,) * len(outcome.unit.parts)
    for part, digest in zip(outcome.unit.parts, digests, strict=True):
        entry = {
            **_NOTHING,
            **before.get(part.path, {}),
            **_looks(part),
            "run": outcome.unit.run,
            "digest": digest,
        }
        head = part.path == outcome.unit.path
        if outcome.verdict == "rejected":
            entry |= {"rejected": outcome.reason if head else None, "payloads": payloads}
        elif outcome.verdict == "read":
            entry |= {**_NOTHING, "payloads": payloads}
            if head:
                entry |= {
                    "sessions": settled.sessions[part.path],
                    "days": outcome.days,
                    "steps": outcome.steps,
                    "finished": outcome.finished,
                }
        yield entry


def _looks(part: Part) -> Entry:
    return {"path": part.path, "size": part.size, "mtime_ns": part.mtime_ns}


_NOTHING: Entry = {
    "sessions": (),
    "days": (),
    "steps": 0,
    "finished": False,
    "payloads": False,
    "rejected": None,
}
