"""Writes a story down as the recorders of versions 1 and 2 do: one document, sub-agents nested inside.

Owns the names of fields, old and new. It knows the format from its description alone.
"""

import json
from base64 import b64encode
from typing import Any

from tests.sources.snapshots.corpus.bodies import bodies
from tests.sources.snapshots.corpus.charges import accounting, call_path, known
from tests.sources.snapshots.corpus.story import (
    AgentCall,
    Beside,
    Elsewhere,
    Line,
    ModelCall,
    Operation,
    Placeholder,
    Session,
    Story,
    SystemOperation,
    ToolCall,
    Turn,
)
from tests.sources.snapshots.corpus.sums import inclusive

Written = dict[str, Any]


def document(story: Story, session: Session | None = None, *, above: Session | None = None) -> Written:
    """Return the file of a run; or as a sub-agent that just ended writes it, the file of that sub-agent."""
    root = session or story.root
    reason = "subagent_finish" if "mid_run" in story.shapes else "final"
    written: Written = {"version": story.era, "reason": reason, "opTree": tree(story, root)}
    if story.era > 1:
        written |= {
            "sessionId": root.session_id,
            "originId": story.root.session_id,
            "originTxnId": story.root.session_id,
            "timestamp": root.ended or root.began,
        }
        if above is not None:
            written |= {"parentId": above.session_id, "parentTxnId": above.session_id}
    return written


def tree(story: Story, root: Session) -> Written:
    """Return a session as it is written down, with all that it called inside."""
    return _Writer(story).session(root)


class _Writer:
    """One run, as it is written down."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.old = story.old_names

    def session(self, it: Session) -> Written:
        return known(
            id=it.uid,
            traceId=it.session_id,
            agentId=it.agent,
            callPath=call_path(self.story, it.path),
            sessionTitle=it.title,
            latestStatus=it.status,
            startedAt=it.began,
            endedAt=it.ended,
            success=None if it.ending == "open" else it.ending == "ok",
            error=it.error,
            attributes={"ingress": it.user} if it.user else None,
            totals=self.totals(it),
            turns=[self.turn(it, turn) for turn in it.turns],
            steps=[self.beside(it, beside) for beside in it.beside]
            if self.story.era > 1 or it.beside
            else None,
            finalReport=self.report(it),
        )

    def totals(self, it: Session) -> Written | None:
        if it.totals == "none":
            return None
        took = inclusive(self.story, it)
        wrong = 100 if it.totals == "wrong" else 0
        return known(
            tokensIn=took.went_in + wrong,
            tokensOut=took.tokens_out,
            tokensCacheRead=took.tokens_cache_read,
            tokensCacheWrite=took.tokens_cache_write,
            costUsd=round(took.cost_usd + wrong, 4) if took.priced else None,
            toolsRun=took.tools_run,
            agentsRun=took.agents_run + took.placeholders,
        )

    def report(self, it: Session) -> Written | None:
        if it.report is None:
            return None
        if it is self.story.root and "captured_report" in self.story.shapes:
            return {"format": it.report.form, "captured": True}
        if not it.report.where.startswith("session"):
            return None
        if it.report.where == "session_json":
            return {"format": "json", "content_json": json.loads(it.report.text), "ts": it.ended}
        return {"format": it.report.form, "content": it.report.text, "ts": it.ended}

    def turn(self, session: Session, it: Turn) -> Written:
        is_systems = it.index == 0
        attributes = (
            {"system": True, "label": "init"}
            if is_systems
            else {"prompts": {"system": it.system, "user": it.user}}
        )
        return known(
            id=it.uid,
            index=it.index,
            startedAt=it.began,
            endedAt=it.ended,
            attributes=attributes,
            ops=[self.operation(session, it, op) for op in it.operations],
        )

    def beside(self, session: Session, it: Beside) -> Written:
        ops = [self.operation(session, it, op) for op in it.operations]
        return known(
            id=it.uid,
            index=it.index,
            kind=it.kind,
            startedAt=it.began,
            endedAt=it.ended,
            attributes={},
            ops=ops,
        )

    def operation(self, session: Session, turn: Turn | Beside, op: Operation) -> Written:
        kinds = {ModelCall: "llm", ToolCall: "tool", AgentCall: "session", SystemOperation: "system"}
        return known(
            opId=op.uid,
            kind=kinds[type(op)],
            startedAt=op.began,
            endedAt=op.ended,
            status=None if op.ending == "open" else op.ending,
            logs=[self.line(session, turn, line) for line in op.lines],
            accounting=[_charge(entry) for entry in accounting(self.story, session, op)],
            **self.own(session, op),
        )

    def own(self, session: Session, op: Operation) -> Written:
        """Return what only operations of its kind have."""
        if isinstance(op, ModelCall):
            return self.model(op)
        if isinstance(op, ToolCall):
            return self.tool(op)
        if isinstance(op, AgentCall):
            return self.agent(session, op)
        assert isinstance(op, SystemOperation)
        return {"attributes": {"label": op.label}}

    def model(self, op: ModelCall) -> Written:
        sent, chunk, stage = bodies(op), *op.piece
        asked, came_back = self.bodies(op)
        request = {"messages": 2, "bytes": len(sent.request), "isFinalTurn": False, **asked}
        response = {"textPreview": op.said, **came_back}
        answered = {"payload": response, "size": len(op.said.encode()), "truncated": False}
        return known(
            attributes=known(
                provider=op.provider,
                model=op.model,
                isFinalTurn=False,
                latency=op.latency,
                chunk=chunk,
                stage=stage,
            ),
            request={"kind": "llm", "payload": request, "size": len(sent.request)},
            response=answered if op.ending == "ok" else None,
            reasoning=_reasoning(op, is_old=self.old) if op.thought else None,
        )

    def bodies(self, op: ModelCall) -> tuple[Written, Written]:
        """Return both bodies: as they are, or where they lie."""
        refs = {ref["kind"]: ref for ref in self.story.payloads.get(op.uid, [])}
        if refs:
            return {"ref": refs["llm_request"]}, {"ref": refs.get("llm_response")}
        sent = bodies(op)
        request = sent.request if op.is_captured else b"[unavailable]"
        return {"raw": _raw("http", request)}, {"raw": _raw(sent.response_form, sent.response)}

    def tool(self, op: ToolCall) -> Written:
        failure, size = op.failure, len(op.result.encode())
        told = failure.words if failure and failure.where == "attribute" else None
        response = {"payload": op.result, "size": size, "truncated": op.is_truncated}
        return known(
            attributes=known(
                name=op.name,
                provider=op.namespace,
                kind=op.way,
                latency=op.latency,
                size=size if op.ending == "ok" else None,
                error=told,
            ),
            request={"kind": "tool", "payload": op.parameters, "size": op.given_bytes},
            response=response if op.ending == "ok" else None,
        )

    def agent(self, session: Session, op: AgentCall) -> Written:
        return known(
            attributes={"name": op.name, "provider": op.namespace, "kind": "agent", "latency": op.latency},
            request={"kind": "tool", "payload": op.given, "size": op.given_bytes},
            response=None if op.ended is None else {"payload": op.answer, "size": len(op.answer.encode())},
            **self.child(session, op),
        )

    def child(self, session: Session, op: AgentCall) -> Written:
        if isinstance(op.child, Session):
            return {"childSession": self.session(op.child)}
        if isinstance(op.child, Placeholder):
            stub = {
                "id": f"{op.child.uid}-stub",
                "traceId": session.session_id,
                "agentId": op.child.agent,
                "sessionTitle": "",
                "startedAt": op.began,
                "turns": [],
            }
            return {"childSession": stub}
        named = op.child
        assert isinstance(named, Elsewhere)
        return {
            "childSessionRef": {
                "sessionId": named.session_id,
                "originId": self.story.root.session_id,
                "agentId": named.agent,
                "callPath": call_path(self.story, named.path),
                "status": named.ending,
                "parentSessionId": session.session_id,
                "parentOpId": op.uid,
            }
        }

    def line(self, session: Session, turn: Turn | Beside, it: Line) -> Written:
        mark = f"S{turn.index}" if isinstance(turn, Beside) else str(turn.index)
        return known(
            timestamp=it.at,
            severity=it.severity,
            turn=turn.index,
            subturn=0,
            direction="response",
            type="llm",
            remoteIdentifier=it.remote,
            fatal=it.fatal,
            message=it.message,
            stack=it.stack,
            headendId=session.way,
            agentId=session.agent,
            callPath=call_path(self.story, session.path),
            txnId=session.session_id,
            originTxnId=self.story.root.session_id,
            path=f"{mark}-1",
            details={"severity": "ERR", "preview": it.message[:20]},
        )


def _charge(entry: Written) -> Written:
    """Return a charge as it stands in a tree, where those for tools lack the ids of their session."""
    return {k: v for k, v in entry.items() if entry["type"] == "llm" or k not in {"txnId", "originTxnId"}}


def _reasoning(op: ModelCall, *, is_old: bool) -> Written:
    if not is_old:
        return {"chunks": [], "final": op.thought, "chunkCount": 2, "charCount": len(op.thought)}
    middle = len(op.thought) // 2
    parts = (op.thought[:middle], op.thought[middle:])
    return {"chunks": [{"text": part, "ts": op.began + number} for number, part in enumerate(parts)]}


def _raw(form: str, body: bytes) -> Written:
    return {"format": form, "encoding": "base64", "value": b64encode(body).decode()}
