"""Writes a story down as the recorder of version 3 does: a ledger for each session, and bodies in files of their own.

Owns the names of fields and files. It knows the format from its description alone.
"""

import gzip
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.sources.snapshots.corpus.answers import complaints
from tests.sources.snapshots.corpus.bodies import bodies
from tests.sources.snapshots.corpus.story import (
    AgentCall,
    ModelCall,
    Operation,
    Placeholder,
    Session,
    Story,
    ToolCall,
    Turn,
)
from tests.sources.snapshots.corpus.sums import Sums, inclusive, is_charged

Written = dict[str, Any]


def write_ledgers(story: Story, folder: Path) -> Path:
    """Write a run into a sessions' folder, and return the ledger of its root."""
    (folder / "session").mkdir(parents=True, exist_ok=True)
    waiting: list[tuple[Session, Session | None, str | None]] = [(story.root, None, None)]
    for session, above, op_id in waiting:  # which grows meanwhile
        records = _Writer(story, session, folder).records(above, op_id)
        envelope = {"version": 3, "originId": story.root.session_id, "sessionId": session.session_id}
        lines = [{**envelope, "seq": seq, **record} for seq, record in enumerate(records, start=1)]
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        ledger_path(folder, session.session_id).write_text(text, encoding="utf-8", newline="\n")
        calls = [op for _, _, op in session.operations() if isinstance(op, AgentCall)]
        waiting += [(call.child, session, call.uid) for call in calls if isinstance(call.child, Session)]
    return ledger_path(folder, story.root.session_id)


def write_payloads(story: Story, folder: Path) -> None:
    """Write the bodies of a run's model calls into a sessions' folder; from now on its tree refers to them."""
    for session in story.sessions():
        writer = _Writer(story, session, folder)
        for turn in session.turns:
            for number, op in enumerate(turn.operations, start=1):
                if isinstance(op, ModelCall):
                    story.payloads[op.uid] = writer.payloads(turn, op, number)


def ledger_path(folder: Path, session_id: str) -> Path:
    """Return where a session's ledger lies."""
    return folder / "session" / f"{session_id}.jsonl"


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Writer:
    """One session, as it is written down."""

    def __init__(self, story: Story, session: Session, folder: Path) -> None:
        self.story, self.session, self.folder = story, session, folder

    def records(self, above: Session | None, op_id: str | None) -> list[Written]:
        """Return the lines, in the order in which they were written."""
        it = self.session
        start = {
            "recordType": "session_start",
            "ts": _iso(it.began),
            "agentId": it.agent,
            "callPath": ":".join(it.path),
            "headendId": (it.way or "cli") if above is None else "sub-agent",
            "capturePayloads": True,
            "attributes": {"ledgerPath": f"session/{it.session_id}.jsonl"},
        }
        if above is not None:
            start |= {"parentSessionId": above.session_id, "parentOpId": op_id}
        turns = [record for turn in it.turns if turn.index for record in self.turn(turn)]
        return [start, *turns, *([self.summary()] if it.ended else [])]

    def summary(self) -> Written:
        """Return the last line."""
        it = self.session
        if it is self.story.root and "crashed" in self.story.shapes:
            return {"recordType": "session_error", "ts": _iso(it.ended or 0), "error": it.error}
        return {
            "recordType": "session_summary",
            "ts": _iso(it.ended or 0),
            "status": it.ending,
            "accounting": _sums(inclusive(self.story, it)),
            "childSessions": [
                self.reference(op) for _, _, op in it.operations() if isinstance(op, AgentCall)
            ],
            **({"finalReport": {"format": it.report.form, "captured": True}} if it.report else {}),
            **({"error": it.error} if it.error else {}),
        }

    def turn(self, turn: Turn) -> list[Written]:
        """Return the lines of a turn: each try at it is begun and ended, and the last one does the rest."""
        if not turn.operations:
            return [{"recordType": "turn_start", "turn": turn.index, "ts": _iso(turn.began), "attempt": 1}]
        tries = [op for op in turn.operations if isinstance(op, ModelCall) and op.failure]
        written: list[Written] = []
        said = complaints(turn)
        for attempt in range(1, len(tries) + 2):
            is_last = attempt > len(tries)
            ops = turn.operations[len(tries) :] if is_last else [turn.operations[attempt - 1]]
            began = turn.began if attempt == 1 else ops[0].began
            written.append(
                {"recordType": "turn_start", "turn": turn.index, "ts": _iso(began), "attempt": attempt}
            )
            ended = (turn.ended or ops[-1].began) if is_last else ops[-1].ended
            end = {
                "recordType": "turn_end",
                "turn": turn.index,
                "ts": _iso(ended or began),
                "status": "failed" if not is_last else "ok" if turn.ended else "running",
                "ops": [self.operation(turn, op, turn.operations.index(op) + 1) for op in ops],
                "warnings": [],
                "errors": [said[op.uid] for op in ops if op.uid in said],
            }
            written.append(end)
        return written

    def operation(self, turn: Turn, op: Operation, number: int) -> Written:
        """Return one operation."""
        kinds = {ModelCall: "llm", ToolCall: "tool", AgentCall: "session"}
        written: Written = {
            "opId": op.uid,
            "opIndex": number,
            "kind": kinds[type(op)],
            "status": "running" if op.ending == "open" else op.ending,
            "startedAt": _iso(op.began),
            "attributes": {},
        }
        if op.ended is not None:
            written |= {"endedAt": _iso(op.ended), "durationMs": op.latency}
        if isinstance(op, ModelCall):
            written |= {
                "provider": op.provider,
                "model": op.model,
                "payloadRefs": self.payloads(turn, op, number),
            }
            if is_charged(self.story, op) and op.charge:
                written["accounting"] = _charge(op)
        elif isinstance(op, ToolCall):
            written |= {"name": op.name, "provider": op.namespace}
        elif isinstance(op, AgentCall):
            written |= {"name": op.name, "provider": op.namespace, "childSessions": [self.reference(op)]}
        return written

    def reference(self, op: AgentCall) -> Written:
        """Return what is said of a sub-agent's session."""
        child = op.child
        assert not isinstance(child, Placeholder)
        return {
            "sessionId": child.session_id,
            "originId": self.story.root.session_id,
            "parentSessionId": self.session.session_id,
            "parentOpId": op.uid,
            "ledgerPath": f"session/{child.session_id}.jsonl",
            "status": child.ending,
            "agentId": child.agent,
            "callPath": ":".join(child.path),
        }

    def payloads(self, turn: Turn, op: ModelCall, number: int) -> list[Written]:
        """Write the bodies of a model call into files, and return the references to them."""
        sent = bodies(op)
        kept = [("llm_request", "request", "http", sent.request)]
        if op.ending == "ok":
            kept.append(("llm_response", "response", sent.response_form, sent.response))
        if op.thought:
            kept.append(("reasoning_stream", "reasoning", "text", op.thought.encode()))
        facts = {"opId": op.uid, "turn": turn.index, "opIndex": number}
        return [
            {
                "kind": kind,
                "format": form,
                **facts,
                **self.payload(f"turn-{turn.index:04}/llm-{number:04}-{side}.{form}", body),
            }
            for kind, side, form, body in kept
        ]

    def payload(self, name: str, body: bytes) -> Written:
        """Write one body into a file, and return what is said of the file."""
        path = f"payloads/{self.session.session_id}/{name}.gz"
        packed = gzip.compress(body, mtime=0)
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(packed)
        return {
            "compression": "gzip",
            "path": path,
            "originalBytes": len(body),
            "compressedBytes": len(packed),
            "sha256": hashlib.sha256(body).hexdigest(),
            "captured": True,
            "truncated": False,
            "redacted": False,
        }


def _charge(op: ModelCall) -> Written:
    charge = op.charge
    assert charge is not None
    return {
        "tokensIn": charge.fresh,
        "tokensOut": charge.written,
        "tokensCacheRead": charge.cache_read,
        "tokensCacheWrite": charge.cache_write,
        **({} if charge.cost is None else {"costUsd": charge.cost}),
    }


def _sums(took: Sums) -> Written:
    return {
        "tokensIn": took.tokens_in,
        "tokensOut": took.tokens_out,
        "tokensCacheRead": took.tokens_cache_read,
        "tokensCacheWrite": took.tokens_cache_write,
        **({"costUsd": took.cost_usd} if took.priced else {}),
    }
