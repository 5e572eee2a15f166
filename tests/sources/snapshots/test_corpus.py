"""What is read out of a folder of every kind of snapshot is what happened, as its author tells it."""

import json
from collections import Counter
from collections.abc import Callable

import pytest

from rearview.sources.snapshots.answers.bodies import exchange
from rearview.sources.snapshots.answers.ledger import read_ledger
from rearview.sources.snapshots.answers.prompts import thoughts
from rearview.sources.snapshots.bodies.conversation import Reasoning, Text, ToolCall
from rearview.sources.snapshots.callpath import callpath
from rearview.sources.snapshots.doctor import examine
from rearview.sources.snapshots.flatten import flatten
from rearview.sources.snapshots.folder import folder_of
from rearview.sources.snapshots.format import Snapshot
from rearview.sources.snapshots.places import Places, places
from rearview.sources.snapshots.read import read
from rearview.sources.snapshots.report import reports
from rearview.sources.snapshots.sessions import ingress
from rearview.sources.snapshots.totals import totals
from tests.sources.snapshots.corpus.answers import Answers
from tests.sources.snapshots.corpus.folder import SEED, Corpus, Run, write_corpus
from tests.sources.snapshots.corpus.story import ModelCall

Check = Callable[[Run, Answers, Snapshot, Places], None]

AMOUNTS = (
    *("tokens_in", "tokens_out", "tokens_cache_read", "tokens_cache_write", "calls", "priced", "unpriced"),
    *("unanswered", "corrected", "tools_run", "agents_run", "absent"),
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A folder with every generation, shape and breakage."""
    return write_corpus(tmp_path_factory.mktemp("corpus"), SEED)


@pytest.fixture(scope="module")
def each(corpus: Corpus) -> Callable[[Check], None]:
    """Let a check be made of every file that can be read; one that fails says of which."""
    opened = [(run, told, snapshot := read(run.path), places(snapshot)) for run, told in corpus.readable()]

    def every(check: Check) -> None:
        for run, told, snapshot, found in opened:
            try:
                check(run, told, snapshot, found)
            except AssertionError as error:
                error.add_note(f"In the run '{run.name}', {run.path}")
                raise

    return every


def test_doctor(corpus: Corpus) -> None:
    """The doctor finds what is wrong with each file, and nothing else."""
    found = {run.name: {finding.kind for finding in examine(run.path).findings} for run in corpus.runs}
    assert found == {run.name: run.finds for run in corpus.runs}


def test_salvage(corpus: Corpus) -> None:
    """Of each file that broke off or is damaged, its beginning is saved, and nothing that never happened."""
    for run in corpus.runs:
        salvaged = examine(run.path).salvaged
        assert (salvaged is not None) is run.is_salvageable, run.name
        if salvaged:
            known = {operation.uid for it in run.story.sessions() for _, _, operation in it.operations()}
            saved = {place.step_id for place in places(salvaged.snapshot).steps}
            assert saved, run.name
            assert saved <= known, run.name


def test_sessions(each: Callable[[Check], None]) -> None:
    """Every session is there, callers first: whose it is, how it ended and why, when it was."""

    def check(_run: Run, told: Answers, snapshot: Snapshot, found: Places) -> None:
        rows = flatten(snapshot).sessions
        read_out = [
            {
                "session_id": row.session_id,
                "parent_id": row.parent_session_id,
                "root_id": row.root_session_id,
                "depth": place.depth,
                "agent": row.agent,
                "call_path": callpath(place.node.call_path),
                "title": row.title,
                "outcome": row.outcome,
                "error": row.error,
                "exit": row.end_type,
                "way": row.channel,
                "started": row.started_ms,
                "ended": row.ended_ms,
                "duration": row.duration_ms,
                "user": ingress(place.node),
            }
            for row, place in zip(rows, found.sessions, strict=True)
        ]
        assert read_out == [
            {name: getattr(it, name) for name in read_out[0]} for it in told.sessions.values()
        ]

    each(check)


def test_turns(each: Callable[[Check], None]) -> None:
    """Every session has the turns and the prompts that it had; the system's own turns aren't counted."""

    def check(_run: Run, told: Answers, snapshot: Snapshot, found: Places) -> None:
        rows = flatten(snapshot).turns
        counts = Counter(row.session_id for row in rows if row.kind == "turn")
        assert counts == {it.session_id: it.turns for it in told.sessions.values() if it.turns}
        prompts = {
            (place.session.session_id, place.mark): (row.system_prompt, row.user_prompt)
            for row, place in zip(rows, found.turns, strict=True)
            if row.user_prompt
        }
        assert prompts == {
            (it.session_id, mark): said for it in told.sessions.values() for mark, said in it.prompts.items()
        }

    each(check)


def test_operations(each: Callable[[Check], None]) -> None:
    """Every operation is there: where, what it was, how it went and why, how long it took, whom it called."""

    def check(_run: Run, told: Answers, snapshot: Snapshot, found: Places) -> None:
        rows = flatten(snapshot).steps
        read_out = [
            {
                "op_id": row.step_id,
                "session_id": row.session_id,
                "path": place.path,
                "kind": row.kind,
                "name": row.name,
                "status": row.status,
                "error": row.error,
                "attempt": row.attempt,
                "started": row.started_ms,
                "ended": row.ended_ms,
                "duration": row.duration_ms,
                "latency": place.op.attributes.latency,
                "request_bytes": place.op.request.size if place.op.request else None,
                "response_bytes": place.op.response.size if place.op.response else None,
                "child_id": row.child_session_id,
            }
            for row, place in zip(rows, found.steps, strict=True)
        ]
        assert read_out == [
            {name: getattr(it, name) for name in read_out[0]} for it in told.operations.values()
        ]

    each(check)


def test_charges(each: Callable[[Check], None]) -> None:
    """Every model call took the tokens and the money that it took; a cost that wasn't recorded is unknown."""

    def check(_run: Run, told: Answers, snapshot: Snapshot, _found: Places) -> None:
        took = {
            row.step_id: (
                (row.tokens_in, row.tokens_out, row.tokens_cache_read, row.tokens_cache_write),
                row.cost_usd,
            )
            for row in flatten(snapshot).usage
            if row.kind == "llm"
        }
        assert took == {it.op_id: (it.tokens, it.cost) for it in told.operations.values() if it.tokens}

    each(check)


def test_totals(each: Callable[[Check], None]) -> None:
    """Every session took what it took, itself and with all that it called; where its recorder says otherwise, that is told."""

    def check(_run: Run, told: Answers, _snapshot: Snapshot, found: Places) -> None:
        for held in totals(found):
            right = told.sessions[held.session.session_id]
            for amounts, sums in ((held.own, right.own), (held.inclusive, right.inclusive)):
                assert {name: getattr(amounts, name) for name in AMOUNTS} == {
                    name: getattr(sums, name) for name in AMOUNTS
                }
                assert amounts.known_cost_usd == pytest.approx(sums.cost_usd)
                assert (amounts.cost_usd is None) is (sums.priced == 0)
            assert {it.amount for it in held.differences} == right.differences

    each(check)


def test_absent(each: Callable[[Check], None]) -> None:
    """Sub-agents whose sessions the file doesn't hold are named with the session that called them."""

    def check(_run: Run, told: Answers, _snapshot: Snapshot, found: Places) -> None:
        named = {(it.caller.session_id, it.session_id) for it in found.absent}
        assert named == {(it.session_id, id_) for it in told.sessions.values() for id_ in it.absent}

    each(check)


def test_logs(each: Callable[[Check], None]) -> None:
    """Every log line is there, and nothing that only looks like one."""

    def check(_run: Run, told: Answers, snapshot: Snapshot, _found: Places) -> None:
        rows = [
            (row.at_ms, row.session_id, row.severity, row.message, row.fatal is True, row.stack)
            for row in flatten(snapshot).logs
        ]
        right = [(it.at, it.session_id, it.severity, it.message, it.fatal, it.stack) for it in told.lines]
        assert rows == right

    each(check)


def test_reports(each: Callable[[Check], None]) -> None:
    """Every session that gave a report gave that one, wherever it stood."""

    def check(_run: Run, told: Answers, _snapshot: Snapshot, found: Places) -> None:
        given = {id_: (report.text, report.format, report.origin) for id_, report in reports(found).items()}
        assert given == {it.session_id: it.report for it in told.sessions.values() if it.report}

    each(check)


def test_thoughts(each: Callable[[Check], None]) -> None:
    """What models thought is there, in the file or in files beside it."""

    def check(run: Run, told: Answers, _snapshot: Snapshot, found: Places) -> None:
        read_out = {row.op_id: row.text for row in thoughts(found, folder_of(run.path))}
        assert read_out == told.thoughts

    each(check)


def test_conversations(each: Callable[[Check], None]) -> None:
    """What was said to a model and by it is the same in the words of every provider."""

    def check(run: Run, told: Answers, _snapshot: Snapshot, found: Places) -> None:
        for place in found.steps:
            call = told.operations[place.step_id].told
            if not isinstance(call, ModelCall) or call.ending != "ok" or run.name == "v3 missing_payload":
                continue
            held = exchange(place, folder_of(run.path)).conversation()
            if not call.is_captured:
                assert held is None or held.asked is None
                continue
            assert held is not None
            assert held.asked is not None
            assert held.answered is not None
            assert [
                part.text for it in held.asked.messages for part in it.parts if isinstance(part, Text)
            ] == [
                call.system,
                call.user,
            ]
            parts = [part for message in held.answered.messages for part in message.parts]
            assert "".join(part.text for part in parts if isinstance(part, Text)) == call.said
            assert "".join(part.text for part in parts if isinstance(part, Reasoning)) == call.thought
            calls = [(part.name, json.loads(part.arguments)) for part in parts if isinstance(part, ToolCall)]
            assert calls == call.wanted
            assert held.answered.cut is False

    each(check)


def test_billing(corpus: Corpus) -> None:
    """The ledger of charges adds up to what was paid, each repeated line counted once."""
    ledger, right = read_ledger([corpus.folder / "accounting.jsonl"]), corpus.billing
    assert (ledger.lines, ledger.repeated, ledger.unreadable) == (right.lines, right.repeated, 0)
    assert ledger.repeated_cost_usd == pytest.approx(right.repeated_cost)
    assert (
        ledger.tools,
        ledger.models.amounts.calls,
        ledger.models.failed,
        ledger.models.amounts.unpriced,
    ) == (
        right.tools,
        sum(right.calls.values()),
        right.failed,
        right.unpriced,
    )
    assert {run: tally.amounts.calls for run, tally in ledger.sessions.items()} == right.calls
    costs = {run: tally.amounts.known_cost_usd for run, tally in ledger.sessions.items()}
    assert costs == pytest.approx(right.costs)
