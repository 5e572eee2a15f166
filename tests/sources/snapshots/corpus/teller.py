"""Tells stories: runs at random, each with the shapes that it is asked for.

Owns what happens in a run and when. Nothing happens twice at the same moment, and no two things bear the same id.
"""

from collections.abc import Callable
from typing import Literal

from tests.sources.snapshots.corpus import words
from tests.sources.snapshots.corpus.deeds import Deeds
from tests.sources.snapshots.corpus.story import (
    AgentCall,
    Beside,
    Elsewhere,
    Ending,
    Era,
    Failure,
    Line,
    ModelCall,
    Operation,
    Placeholder,
    Report,
    Session,
    Story,
    Turn,
)

ANYWHERE = (
    "plain",
    "retries",
    "nested",
    "same_names",
    "failed_child",
    "failed_tool",
    "unpriced",
    "gave_up",
    "interrupted",
    "thinking",
)
IN_TREES = (
    "stub",
    "handled",
    "read_in_chunks",
    "tagged_report",
    "json_report",
    "refused_report",
    "router",
    "cached_in",
    "wrong_totals",
    "no_totals",
    "ingress",
    "not_captured",
    "untold_failure",
    "mid_run",
)
SHAPES: dict[Era, tuple[str, ...]] = {
    1: (*ANYWHERE, *IN_TREES, "old_names"),
    2: (
        *ANYWHERE,
        *IN_TREES,
        "beside",
        "elsewhere",
        "reported",
        "reported_json",
        "captured_report",
        "payload_files",
    ),
    3: (*ANYWHERE, "elsewhere", "crashed"),
}
"""What can be special about a run, by how it is recorded."""

REFUSED = Failure(words="the report lacks a heading", where="attribute")


def tell(seed: str, era: Era, *shapes: str) -> Story:
    """Tell of a run; the same seed, the same run."""
    return _Teller(seed, era, set(shapes)).story()


class _Teller:
    """One run, as it is told."""

    def __init__(self, seed: str, era: Era, shapes: set[str]) -> None:
        self.era: Era = era
        self.shapes = shapes
        self.deeds = Deeds(seed, shapes)
        self.random = self.deeds.random

    def story(self) -> Story:
        """Tell all of it."""
        root = self._session("researcher", (), is_root=True)
        return Story(root=root, era=self.era, old_names="old_names" in self.shapes, shapes=self.shapes)

    def _session(
        self, agent: str, above: tuple[str, ...], *, is_root: bool, ending: Ending = "ok"
    ) -> Session:
        if is_root:
            ending = self._ending()
        session = Session(
            uid=self.deeds.uid(),
            session_id=self.deeds.uuid(),
            agent=agent,
            path=(*above, agent),
            title="" if is_root else f"ask {agent}",
            began=self.deeds.tick(),
            ending=ending,
            status=self.random.choice([None, "Looking into it"]),
            way=None if "old_names" in self.shapes else self.random.choice(["cli", "slack", "api"]),
            user={"channel": "C0123", "user": "U0456"} if is_root and "ingress" in self.shapes else None,
            totals=self._totals() if is_root else "true",
        )
        init = Turn(
            uid=self.deeds.uid(), index=0, began=self.deeds.tick(), operations=[self.deeds.system("init")]
        )
        session.turns.append(init)
        self._turns(session, is_root=is_root)
        if is_root and "beside" in self.shapes:
            self._beside(session)
        if ending != "open":
            self._end(session)
        return session

    def _ending(self) -> Ending:
        if self.shapes & {"gave_up", "crashed"}:
            return "failed"
        return "open" if self.shapes & {"interrupted", "mid_run"} else "ok"

    def _totals(self) -> Literal["true", "wrong", "none"]:
        return "wrong" if "wrong_totals" in self.shapes else "none" if "no_totals" in self.shapes else "true"

    def _turns(self, session: Session, *, is_root: bool) -> None:
        system, user = f"You are {session.agent}. {self.deeds.speech(2)}", self.deeds.speech(1)
        extras = list(self._extras(session)) if is_root else []
        count = max(1, len(extras), self.random.randint(1, 3))
        for index in range(1, count + 1):
            turn = Turn(uid=self.deeds.uid(), index=index, began=self.deeds.tick(), system=system, user=user)
            session.turns.append(turn)
            self._asked(turn, session, tries=3 if is_root and index == 1 and "retries" in self.shapes else 1)
            for _ in range(self.random.randint(0, 2)):
                turn.operations.append(self.deeds.tool())
            if index <= len(extras):
                turn.operations += extras[index - 1]()
            if index == count:
                self._last(turn, session, is_root=is_root)
            if session.ending != "open" or index < count:
                turn.ended = self.deeds.tick()

    def _extras(self, session: Session) -> list[Callable[[], list[Operation]]]:
        """Return what is special about the root's turns, to be told one a turn."""
        known: dict[str, Callable[[], list[Operation]]] = {
            "nested": lambda: [self._call(session, "web-search", deeper=2)],
            "same_names": lambda: [self._call(session, "web-search"), self._call(session, "web-search")],
            "failed_child": lambda: [self._call(session, "price-checker", ending="failed")],
            "failed_tool": lambda: [self.deeds.tool(failure=self.deeds.tool_failure())],
            "untold_failure": lambda: [self.deeds.tool(failure=Failure(where="nowhere"))],
            "stub": lambda: [
                self.deeds.call_of("summariser", Placeholder(uid=self.deeds.uid(), agent="summariser"))
            ],
            "elsewhere": lambda: [self._elsewhere(session, "ok"), self._elsewhere(session, "failed")],
            "handled": lambda: self._handled(session),
            "read_in_chunks": lambda: self._read_in_chunks(session),
        }
        return [extra for shape, extra in known.items() if shape in self.shapes]

    def _last(self, turn: Turn, session: Session, *, is_root: bool) -> None:
        """Tell how the last turn of a session ended: with a report, with none, or not at all."""
        if session.ending == "open" and "mid_run" in self.shapes:
            call = self._call(session, "price-checker", ending=self.random.choice(["ok", "failed"]))
            call.ended, call.ending = None, "open"
            turn.operations.append(call)
        elif session.ending == "open":
            turn.operations.append(self.deeds.tool(is_open=True))
        elif session.ending == "failed":
            session.error = f"Turn {turn.index} failed after 3 attempt(s) of 3; last_error=timeout: no answer"
            if is_root and "refused_report" in self.shapes:
                turn.operations.append(self.deeds.final_report({"report_content": "no"}, REFUSED))
            turn.operations[-1].lines.append(
                self.deeds.line("WRN", "too many tokens", "agent:EXIT-TOKEN-LIMIT")
            )
        else:
            self._report(turn, session, is_root=is_root)

    def _report(self, turn: Turn, session: Session, *, is_root: bool) -> None:
        shapes = self.shapes if is_root else set[str]()
        text, form = f"# Report\n{self.deeds.speech(3)}", "markdown"
        if "tagged_report" in shapes:
            last = [op for op in turn.operations if isinstance(op, ModelCall)][-1]
            last.said = f'Here it is. <ai-agent-5f3a-FINAL format="{form}">\n{text}\n</ai-agent-5f3a-FINAL>'
            session.report = Report(text=text, form=form, where="text")
            return
        if "json_report" in shapes or "reported_json" in shapes:
            text, form = '{"price":12,"note":"per node"}', "json"
        where: Literal["session", "session_json", "call", "call_json"] = (
            "call_json" if form == "json" else "call"
        )
        if shapes & {"reported", "reported_json"}:
            where = "session_json" if form == "json" else "session"
        session.report = Report(text=text, form=form, where=where)
        if where.startswith("call"):
            self._hand_in(turn, session.report, is_refused_first="refused_report" in shapes)

    def _hand_in(self, turn: Turn, report: Report, *, is_refused_first: bool) -> None:
        given = {"report_format": report.form}
        told = (
            {"content_json": report.text} if report.where == "call_json" else {"report_content": report.text}
        )
        if is_refused_first:
            turn.operations.append(self.deeds.final_report(given | {"report_content": "no"}, REFUSED))
        turn.operations.append(self.deeds.final_report(given | told, None))

    def _end(self, session: Session) -> None:
        reasons = {"ok": "FINAL-ANSWER", "failed": "MAX-TURNS-NO-RESPONSE"}
        session.exit = reasons[session.ending]
        fin = self.deeds.system("fin")
        failed = session.ending == "failed"
        fin.lines.append(
            Line(
                at=self.deeds.tick(),
                severity="ERR" if failed else "VRB",
                message=session.error or "the session gave its answer",
                remote=f"agent:EXIT-{session.exit}",
                fatal=failed,
                stack="Error: gave up\n    at run (agent.ts:1)" if failed else None,
            )
        )
        fin.lines.append(
            Line(at=self.deeds.tick(), severity="FIN", message="summary of all", remote="summary")
        )
        fin.ended = self.deeds.tick()
        session.turns[0].operations.append(fin)
        session.turns[0].ended = self.deeds.tick()
        session.ended = self.deeds.tick()

    def _beside(self, session: Session) -> None:
        for index, kind in enumerate(words.KINDS_BESIDE, start=1):
            beside = Beside(uid=self.deeds.uid(), index=index, kind=kind, began=self.deeds.tick())
            self._asked(beside, session, tries=1)
            if kind == "advisors":
                beside.operations.append(self._call(session, "summariser"))
            if kind == "internal":
                beside.operations.append(self.deeds.tool())
            beside.ended = self.deeds.tick()
            session.beside.append(beside)

    def _asked(self, turn: Turn | Beside, session: Session, *, tries: int) -> None:
        """Tell of the tries at an answer: all but the last failed."""
        for attempt in range(1, tries + 1):
            failure = None if attempt == tries else self.deeds.model_failure(attempt)
            turn.operations.append(self.deeds.model(turn, session, attempt, failure))

    def _call(self, session: Session, agent: str, *, ending: Ending = "ok", deeper: int = 0) -> AgentCall:
        began = self.deeds.tick()
        child = self._session(agent, session.path, is_root=False, ending=ending)
        if deeper:
            below = self._call(
                child, words.AGENTS[deeper], ending=self.random.choice(["ok", "failed"]), deeper=deeper - 1
            )
            child.turns[-1].operations.append(below)
            self._stretch(child)
        return self.deeds.call_of(agent, child, began=began)

    def _stretch(self, session: Session) -> None:
        """Let a session and its turns end after all that was added to it."""
        session.turns[-1].ended, session.turns[0].ended, session.ended = (
            self.deeds.tick(),
            self.deeds.tick(),
            self.deeds.tick(),
        )

    def _elsewhere(self, session: Session, ending: Ending) -> AgentCall:
        named = Elsewhere(
            session_id=self.deeds.uuid(),
            agent="summariser",
            path=(*session.path, "summariser"),
            ending=ending,
        )
        return self.deeds.call_of("summariser", named)

    def _handled(self, session: Session) -> list[Operation]:
        """Tell of a result that was too large to be handed over, and of how a part of it was read."""
        large = self.deeds.tool()
        large.is_truncated = True
        large.result = (
            'Tool output is too large (90000 bytes, 12 lines, 30000 tokens). Call tool_output(handle="h-1").'
        )
        reader = self._call(session, "tool_output.read_grep")
        reader.name, reader.namespace = "tool_output", "tool-output"
        return [large, reader]

    def _read_in_chunks(self, session: Session) -> list[Operation]:
        """Tell of a large result that models read chunk by chunk, beside any turn, and then put together."""
        began = self.deeds.tick()
        child = Session(
            uid=self.deeds.uid(),
            session_id=self.deeds.uuid(),
            agent="tool_output",
            path=(*session.path, "tool_output"),
            title="tool_output:h-1",
            began=began,
            ending="ok",
        )
        beside = Beside(uid=self.deeds.uid(), index=1, kind="internal", began=self.deeds.tick())
        for piece in ((0, None), (1, None), (1, None), (None, "reduce")):
            tried = [op for op in beside.operations if isinstance(op, ModelCall) and op.piece == piece]
            failure = self.deeds.model_failure(1) if piece == (1, None) and not tried else None
            call = self.deeds.model(beside, child, len(tried) + 1, failure)
            call.piece = piece
            beside.operations.append(call)
        beside.ended, child.ended = self.deeds.tick(), self.deeds.tick()
        child.beside.append(beside)
        call_of = self.deeds.call_of("tool_output", child, began=began)
        call_of.name, call_of.namespace = "tool_output", "tool-output"
        return [call_of]
