"""Every command's answer to every kind of run is what happened, as the author of the runs tells it."""

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.snapshot.conftest import Ask
from tests.sources.snapshots.corpus.answers import Answers, OperationAnswer, SessionAnswer
from tests.sources.snapshots.corpus.folder import SEED, Corpus, Run, write_corpus
from tests.sources.snapshots.corpus.story import AgentCall, ModelCall, ToolCall

Check = Callable[[Answers, Callable[..., Any]], None]

NOTHING_FOUND = 3


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A folder with every generation, shape and breakage."""
    return write_corpus(tmp_path_factory.mktemp("corpus"), SEED)


@pytest.fixture
def each(corpus: Corpus, ask: Ask) -> Callable[[Check], None]:
    """Let a check ask about every run that can be read; one that fails says of which."""

    def asking(run: Run) -> Callable[..., Any]:
        def rows(command: str, *words: str) -> Any:
            said = ask(command, run.path, *words, "--format", "json")
            assert said.code in {0, NOTHING_FOUND}, said.err
            return said.json if said.code == 0 else []

        return rows

    def every(check: Check) -> None:
        for run, told in corpus.readable():
            try:
                check(told, asking(run))
            except AssertionError as error:
                error.add_note(f"In the run '{run.name}', {run.path}")
                raise

    return every


def root_of(told: Answers) -> SessionAnswer:
    """Return the outermost session of a file."""
    return next(iter(told.sessions.values()))


def calls_of(told: Answers, kind: str) -> list[OperationAnswer]:
    """Return the operations of a kind."""
    return [it for it in told.operations.values() if it.kind == kind]


def money(costs: list[float | None]) -> Any:
    """Return what costs add up to; None where none is known."""
    known = [cost for cost in costs if cost is not None]
    return pytest.approx(sum(known)) if known else None


def cost_of(session: SessionAnswer, *, inclusive: bool) -> Any:
    """Return what a session cost."""
    took = session.inclusive if inclusive else session.own
    return pytest.approx(took.cost_usd) if took.priced else None


def test_list(corpus: Corpus, ask: Ask) -> None:
    """The list has every run once, those that can't be read among them, and nothing that isn't one."""
    rows = ask("list", "--sessions-dir", corpus.folder, "--limit", "1000", "--format", "json").json
    listed = {row["id"]: row for row in rows}
    assert len(listed) == len(rows)
    kept = {run.path.name.partition(".")[0]: run for run in corpus.runs if run.finds != {"orphan"}}
    assert listed.keys() == kept.keys()
    for id_, run in kept.items():
        row, told = listed[id_], run.answers
        assert (row["unreadable"] is None) is (told is not None), run.name
        if told is not None:
            root = root_of(told)
            failed = sum(it.status == "failed" for it in told.operations.values())
            shown = [
                row[name]
                for name in ("agent", "outcome", "error", "duration_ms", "turns", "agents", "failed")
            ]
            right = [
                root.agent,
                root.outcome,
                root.error,
                root.duration,
                root.turns,
                len(told.sessions),
                failed,
            ]
            assert shown == right, run.name
            assert row["cost_usd"] == cost_of(root, inclusive=True), run.name


def test_show(each: Callable[[Check], None]) -> None:
    """A run at a glance has the right facts, and what it took itself apart from what it took with its sub-agents."""

    def check(told: Answers, rows: Callable[..., Any]) -> None:
        page, root = rows("show"), root_of(told)
        statuses = Counter(it.status for it in told.operations.values())
        severities = Counter(it.severity for it in told.lines)
        first = min(
            (it for it in told.lines if it.severity == "ERR" or it.fatal),
            key=lambda it: it.at or 0,
            default=None,
        )
        assert {
            name: page[name] for name in ("session_id", "agent", "call_path", "outcome", "exit", "turns")
        } == {
            "session_id": root.session_id,
            "agent": root.agent,
            "call_path": root.call_path,
            "outcome": root.outcome,
            "exit": root.exit,
            "turns": root.turns,
        }
        assert page["operations"] == Counter(it.kind for it in told.operations.values())
        assert (page["failed"], page["unfinished"]) == (statuses["failed"], statuses["open"])
        assert (page["agents"], page["agents_not_in_file"]) == (
            root.inclusive.agents_run,
            root.inclusive.absent,
        )
        assert page["tools"] == Counter(it.name for it in calls_of(told, "tool"))
        assert (page["errors"], page["warnings"]) == (severities["ERR"], severities["WRN"])
        assert page["first_error"] == (first.message if first else None)
        for side, took in (("own", root.own), ("inclusive", root.inclusive)):
            names = (
                "tokens_in",
                "tokens_out",
                "tokens_cache_read",
                "tokens_cache_write",
                "calls",
                "unpriced",
            )
            assert [page[side][name] for name in names] == [getattr(took, name) for name in names]
            assert page[side]["cost_usd"] == cost_of(root, inclusive=side == "inclusive")
        assert set(page["differences"]) == root.differences
        assert page["report_origin"] == (root.report[2] if root.report else None)

    each(check)


def test_turns(each: Callable[[Check], None]) -> None:
    """Every turn took what its operations took, and with the sub-agents that it called what those took as well."""

    def check(told: Answers, rows: Callable[..., Any]) -> None:
        held: defaultdict[tuple[str, str], list[OperationAnswer]] = defaultdict(list)
        for it in told.operations.values():
            held[it.session_id, it.path.partition("-")[0]].append(it)
        for row in rows("turns"):
            ops = held.pop((row["session_id"], row["turn"]), [])
            children = [told.sessions[it.child_id].inclusive for it in ops if it.child_id in told.sessions]
            own = sum(it.tokens[0] for it in ops if it.tokens)
            assert row["operations"] == len(ops)
            assert row["failed"] == sum(it.status == "failed" for it in ops)
            assert row["retries"] == sum((it.attempt or 1) > 1 for it in ops)
            assert row["tokens_in"] == own
            assert row["inclusive_tokens_in"] == own + sum(child.tokens_in for child in children)
            assert row["cost_usd"] == money([it.cost for it in ops])
            below = [child.cost_usd if child.priced else None for child in children]
            assert row["inclusive_cost_usd"] == money([*(it.cost for it in ops), *below])
        assert not held

    each(check)


def test_ops(each: Callable[[Check], None]) -> None:
    """Every operation is listed with its own figures, and what failed with its reason."""

    def check(told: Answers, rows: Callable[..., Any]) -> None:
        listed = {row["op_id"]: row for row in rows("ops")}
        assert list(listed) == list(told.operations)
        for id_, it in told.operations.items():
            row = listed[id_]
            names = ("kind", "name", "status", "error", "attempt", "path", "request_bytes", "response_bytes")
            assert {name: row[name] for name in names} == {name: getattr(it, name) for name in names}
            assert (row["duration_ms"], row["latency_ms"]) == (it.duration, it.latency)
            assert row["cost_usd"] == money([it.cost])
        failed = {row["op_id"]: row["error"] for row in rows("ops", "--failed")}
        assert failed == {it.op_id: it.error for it in told.operations.values() if it.status == "failed"}
        unfinished = {row["op_id"] for row in rows("ops", "--unfinished")}
        assert unfinished == {it.op_id for it in told.operations.values() if it.status == "open"}

    each(check)


def test_the_slowest_and_the_largest(each: Callable[[Check], None]) -> None:
    """The slowest and the largest operations of a whole run come first, whatever lacks a time or a size."""

    def check(told: Answers, rows: Callable[..., Any]) -> None:
        every = told.operations.values()
        slowest = sorted((it.duration for it in every if it.duration is not None), reverse=True)
        assert [row["duration_ms"] for row in rows("ops", "--slowest", "3")] == slowest[:3]
        sizes = sorted(((it.request_bytes or 0) + (it.response_bytes or 0) for it in every), reverse=True)
        largest = rows("ops", "--largest", "3")
        shown = [(row["request_bytes"] or 0) + (row["response_bytes"] or 0) for row in largest]
        assert shown == sizes[: len(shown)]
        assert len(shown) == min(3, sum(size > 0 for size in sizes)) or len(shown) == min(3, len(sizes))

    each(check)


def test_llm(each: Callable[[Check], None]) -> None:
    """Every try at an answer is listed, with the tokens and the model that served it."""

    def check(told: Answers, rows: Callable[..., Any]) -> None:
        listed = {row["op_id"]: row for row in rows("llm")}
        right = {it.op_id: it for it in calls_of(told, "llm")}
        assert listed.keys() == right.keys()
        for id_, it in right.items():
            row, call = listed[id_], it.told
            assert isinstance(call, ModelCall)
            assert (row["provider"], row["model"], row["attempt"]) == (
                call.provider,
                call.model,
                call.attempt,
            )
            served = (row["served_provider"], row["served_model"])
            assert served == (call.served if call.served and it.tokens is not None else (None, None))
            names = ("tokens_in", "tokens_out", "tokens_cache_read", "tokens_cache_write")
            assert [row[name] for name in names] == list(it.tokens or (None,) * 4)

    each(check)


def test_tools(each: Callable[[Check], None]) -> None:
    """Every tool call is listed with what went in and came out; counted, none is missing."""

    def check(told: Answers, rows: Callable[..., Any]) -> None:
        right = calls_of(told, "tool")
        counts = {
            row["name"]: (row["calls"], row["failed"], row["truncated"]) for row in rows("tools", "--count")
        }
        names = Counter(it.name for it in right)
        failed = Counter(it.name for it in right if it.status == "failed")
        cut = Counter(it.name for it in right if isinstance(it.told, ToolCall) and it.told.is_truncated)
        assert counts == {name: (names[name], failed[name], cut[name]) for name in names}
        listed = {row["op_id"]: row for row in rows("tools")}
        assert listed.keys() == {it.op_id for it in right}
        for it in right:
            row, call = listed[it.op_id], it.told
            assert isinstance(call, ToolCall)
            if it.request_bytes is not None:
                assert json.loads(row["request"]) == call.parameters
                assert row["response"] == (call.result if it.status == "ok" else None)

    each(check)


def test_logs(each: Callable[[Check], None]) -> None:
    """Log lines come by time; of a severity, fatal, with stacks, and counted, none is missing and none is too many."""

    def check(told: Answers, rows: Callable[..., Any]) -> None:
        by_time = sorted(told.lines, key=lambda it: it.at or 0)
        assert [(row["at_ms"], row["message"]) for row in rows("logs")] == [
            (it.at, it.message) for it in by_time
        ]
        loud = [it.message for it in by_time if it.severity in {"WRN", "ERR"}]
        assert [row["message"] for row in rows("logs", "--severity", "wrn", "--severity", "err")] == loud
        assert len(rows("logs", "--fatal")) == sum(it.fatal for it in by_time)
        assert [row["stack"] for row in rows("logs", "--stack")] == [it.stack for it in by_time if it.stack]
        counts = {row["severity"]: row["lines"] for row in rows("logs", "--count")}
        assert counts == Counter(it.severity for it in by_time)

    each(check)


def test_what_was_said(each: Callable[[Check], None]) -> None:
    """Prompts, thoughts and final reports are those that there were."""

    def check(told: Answers, rows: Callable[..., Any]) -> None:
        prompts = {(row["session_id"], row["turn"]): (row["system"], row["user"]) for row in rows("prompts")}
        assert prompts == {
            (it.session_id, mark): said for it in told.sessions.values() for mark, said in it.prompts.items()
        }
        assert {row["op_id"]: row["text"] for row in rows("reasoning")} == told.thoughts
        root = root_of(told)
        for agent in {it.agent for it in told.sessions.values() if it.report}:
            reports = {row["session_id"]: row["text"] for row in rows("report", "--agent", agent)}
            right = [it for it in told.sessions.values() if it.agent == agent and it.report]
            assert reports == {it.session_id: it.report[0] for it in right if it.report}
        if root.report:
            (row,) = rows("report")
            assert (row["text"], row["format"], row["origin"]) == root.report

    each(check)


def test_payload(each: Callable[[Check], None]) -> None:
    """What was said to a model and by it can be asked for by the operation's id."""

    def check(told: Answers, rows: Callable[..., Any]) -> None:
        for it in calls_of(told, "llm")[:2]:
            call = it.told
            assert isinstance(call, ModelCall)
            if call.ending != "ok" or not call.is_captured:
                continue
            page = rows("payload", it.op_id)
            if page["request"]["missing"]:
                continue
            messages = page["conversation"]["answered"]["messages"]
            texts = [part["text"] for message in messages for part in message["parts"] if part.get("text")]
            assert call.said in "".join(texts)
            assert json.loads(page["request"]["body"])

    each(check)


def test_agents(each: Callable[[Check], None]) -> None:
    """The tree has every session below the one that called it, with what it took itself and with those below it."""

    def check(told: Answers, rows: Callable[..., Any]) -> None:
        tree = rows("agents")
        assert [(row["session_id"], row["depth"], row["in_file"]) for row in tree] == list(tree_of(told))
        for row in tree:
            it = told.sessions.get(row["session_id"])
            if it is not None:
                assert row["cost_usd"] == cost_of(it, inclusive=False)
                assert row["inclusive_cost_usd"] == cost_of(it, inclusive=True)
                assert (row["outcome"], row["error"], row["exit"]) == (it.outcome, it.error, it.exit)

    each(check)


def test_extracted_sessions(corpus: Corpus, ask: Ask, tmp_path: Path) -> None:
    """Each session of a run is written to a file of its own, those of one agent's name too."""
    for number, (run, told) in enumerate(corpus.readable()):
        if run.path.name.endswith(".json.gz"):
            folder = tmp_path / str(number)
            assert ask("agents", run.path, "--extract", folder).code == 0
            written = [json.loads(gzip.decompress(file.read_bytes())) for file in sorted(folder.iterdir())]
            assert [one["opTree"]["traceId"] for one in written] == list(told.sessions)


def tree_of(told: Answers) -> Iterator[tuple[str | None, int, bool]]:
    """Yield sessions, those that they called right below them in the order of the calls."""
    waiting = [(root_of(told).session_id, 0, True)]
    while waiting:
        id_, depth, is_here = waiting.pop()
        yield id_, depth, is_here
        called = [
            (it.child_id, depth + 1, it.child_id in told.sessions)
            for it in told.operations.values()
            if it.session_id == id_ and is_here and isinstance(it.told, AgentCall) and it.child_id
        ]
        waiting += reversed(called)


def test_accounting(each: Callable[[Check], None]) -> None:
    """By model, by agent, by tool and by turn, charges add up to what was charged."""

    def check(told: Answers, rows: Callable[..., Any]) -> None:
        calls = [it for it in calls_of(told, "llm") if it.tokens is not None]
        for by, name_of in (
            ("agent", lambda it: told.sessions[it.session_id].agent),
            ("provider", lambda it: it.told.provider),
        ):
            groups: defaultdict[str, list[OperationAnswer]] = defaultdict(list)
            for it in calls:
                groups[name_of(it)].append(it)
            listed = {row["name"]: row for row in rows("accounting", "--by", by)}
            assert listed.keys() == groups.keys()
            for name, group in groups.items():
                row = listed[name]
                assert row["calls"] == len(group)
                assert row["failed"] == sum(it.status == "failed" for it in group)
                assert row["tokens_cache_read"] == sum(it.tokens[2] for it in group if it.tokens)
                assert row["cost_usd"] == money([it.cost for it in group])
        for by in ("model", "turn"):
            assert sum(row["calls"] for row in rows("accounting", "--by", by)) == len(calls)
        tools = Counter(it.name for it in calls_of(told, "tool") if it.status != "open")
        counted = {row["name"]: row["calls"] for row in rows("accounting", "--by", "tool")}
        assert counted == (tools if told.version < 3 else {})

    each(check)


def test_ledger(corpus: Corpus, ask: Ask) -> None:
    """Charges are counted once however often they were written; a run whose file says otherwise is named."""
    words = (corpus.folder / "accounting.jsonl", "--sessions-dir", corpus.folder, "--format", "json")
    right = corpus.billing
    by_run = {row["name"]: row for row in ask("ledger", *words, "--by", "session").json}
    assert {run: row["calls"] for run, row in by_run.items()} == right.calls
    assert {run: row["cost_usd"] or 0.0 for run, row in by_run.items()} == pytest.approx(right.costs)
    compared = {row["session_id"]: row["agrees"] for row in ask("ledger", *words, "--reconcile").json}
    trees = {run.story.root.session_id: run.answers for run in corpus.runs}
    assert compared == {run: agrees(trees[run], right.calls[run], right.costs[run]) for run in right.calls}


def agrees(told: Answers | None, calls: int, cost: float) -> bool | None:
    """Tell whether a run's file says what the ledger says; None where it can't be read."""
    if told is None:
        return None
    took = root_of(told).inclusive
    return took.calls == calls and took.cost_usd == pytest.approx(cost)


def test_doctor(corpus: Corpus, ask: Ask) -> None:
    """The doctor finds what is wrong with each file, and exits as one that could read it or couldn't."""
    for run in corpus.runs:
        said = ask("doctor", run.path, "--format", "json")
        assert {finding["kind"] for finding in said.json["findings"]} == run.finds, run.name
        assert said.json["salvageable"] is run.is_salvageable, run.name
        assert said.code == (0 if run.answers else 3 if run.finds == {"orphan"} else 1), run.name


def test_diff(corpus: Corpus, ask: Ask) -> None:
    """Two runs are compared by what each really took."""
    found = corpus.readable()
    for (first, told), (second, other) in zip(found[::7], found[1::7], strict=False):
        rows = {
            row["name"]: row for row in ask("diff", first.path, second.path, "--all", "--format", "json").json
        }
        a, b = root_of(told), root_of(other)
        assert (rows["turns"]["a"], rows["turns"]["b"]) == (a.turns, b.turns)
        assert (rows["tokens_in"]["a"], rows["tokens_in"]["b"]) == (
            a.inclusive.tokens_in,
            b.inclusive.tokens_in,
        )
        assert (rows["agents"]["a"], rows["agents"]["b"]) == (len(told.sessions), len(other.sessions))


def test_json(corpus: Corpus, ask: Ask) -> None:
    """A tree is printed with all that is in it, fields that nobody knows among them."""
    for run, _ in corpus.readable():
        if run.path.name.endswith(".json.gz"):
            said = ask("json", run.path)
            packed = run.path.read_bytes().removesuffix(b"rest")
            assert json.loads(said.out) == json.loads(gzip.decompress(packed)), run.name
