"""From the ledgers of one run to its snapshot.

Owns how the ledgers of sub-agents are found and hung under the operation that called them, at any depth and without
recursion. A ledger that is missing or can't be read leaves its reference, and a note.
"""

from rearview.errors import NotFoundError, RearviewError
from rearview.sources.snapshots.folder import sibling
from rearview.sources.snapshots.format import ChildSessionRef, SessionNode, Snapshot
from rearview.sources.snapshots.ledger import Ledger, open_ledger
from rearview.sources.snapshots.ledger_session import children_of, session_of
from rearview.sources.snapshots.limits import Limits
from rearview.sources.snapshots.notes import Note

VERSION = 3


def run_of(ledger: Ledger, limits: Limits) -> Snapshot:
    """Return the run of a ledger, with the sessions of all sub-agents whose ledgers lie beside it."""
    family = _Family(ledger, limits)
    root = family.put_together()
    versions = {record.version for found in family.ledgers for record in found.records} - {VERSION}
    unknown = [Note.unknown_version(version) for version in sorted(versions, key=str)]
    return Snapshot(
        op_tree=root,
        version=ledger.records[0].version,
        session_id=ledger.session_id,
        origin_id=ledger.origin_id,
        parent_id=ledger.records[0].parent_session_id,
        timestamp=ledger.records[-1].ts,
        notes=(*unknown, *family.notes),
    )


class _Family:
    """The ledgers of a session and of all that it called, every one found once, callers first."""

    def __init__(self, root: Ledger, limits: Limits) -> None:
        self.ledgers = [root]
        self.notes = [*root.notes]
        self._limits = limits
        self._called: dict[str, list[str]] = {}
        known = {root.session_id}
        for caller in self.ledgers:  # which grows meanwhile
            refs = {ref.session_id: ref for ref in children_of(caller) if ref.session_id}
            new = [id_ for id_ in refs if id_ not in known][: limits.sessions - len(known)]
            known.update(new)
            found = [ledger for id_ in new if (ledger := self._found(refs[id_], caller))]
            self._called[caller.session_id] = [ledger.session_id for ledger in found]
            self.ledgers += found

    def put_together(self) -> SessionNode:
        """Return the root's session, those of its sub-agents inside."""
        sessions: dict[str, SessionNode] = {}
        for ledger in reversed(self.ledgers):
            children = {id_: sessions.pop(id_) for id_ in self._called[ledger.session_id]}
            sessions[ledger.session_id] = session_of(ledger, children)
        return sessions[self.ledgers[0].session_id]

    def _found(self, ref: ChildSessionRef, caller: Ledger) -> Ledger | None:
        """Return a sub-agent's ledger, or say why there is none."""
        session_id = ref.session_id or ""
        path = sibling(caller.path, session_id)
        if path is None:
            self.notes.append(Note.unsafe_path(session_id))
            return None
        try:
            ledger = open_ledger(path, self._limits)
        except NotFoundError:
            self.notes.append(Note.missing_ledger(session_id))
            return None
        except RearviewError as error:
            self.notes.append(Note.unreadable_ledger(error.what))
            return None
        if ledger.session_id != session_id:
            self.notes.append(
                Note.unreadable_ledger(f"{path} is about another session, {ledger.session_id}.")
            )
            return None
        self.notes += ledger.notes
        return ledger
