"""Whatever happens to the record, the agent goes on: hostile values, failing callbacks, disks that take nothing."""

import contextlib
import errno
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from msgspec import json

from rearview import record
from rearview.record.plain import DEEPEST, REDACTION_FAILED
from rearview.sources.snapshots.format import Snapshot
from rearview.sources.snapshots.limits import LIMITS
from rearview.sources.snapshots.places import Places
from rearview.sources.snapshots.read import read
from rearview.sources.snapshots.unpack import unpack
from tests.record.faulty import Refusing

Keep = Callable[..., record.Settings]


class Hostile:
    """An object that fails at whatever it is asked."""

    def __repr__(self) -> NoReturn:
        raise RuntimeError

    def __getattr__(self, name: str) -> NoReturn:
        raise RuntimeError(name)

    __hash__ = None  # type: ignore[assignment]


class Text(str):
    """A text of a kind of its own."""

    __slots__ = ()

    def __str__(self) -> str:
        raise RuntimeError


class Model:
    """An object that says what it holds."""

    def model_dump(self, *, mode: str) -> dict[str, str]:
        """Return what it holds."""
        return {"mode": mode}


def circle() -> list[Any]:
    """Return a list that contains itself."""
    made: list[Any] = [1]
    made.append(made)
    return made


def nested(depth: int) -> Any:
    """Return a value that many brackets stand around."""
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


VALUES: dict[str, tuple[Any, Any]] = {
    "object": (Hostile(), "<Hostile>"),
    "text": ({Text("a"): Text("b")}, {"a": "b"}),
    "key": ({(1, 2): 3}, {"[1, 2]": 3}),
    "circle": (circle(), [1, "[contains itself]"]),
    "half": ("\ud83d", "�"),
    "pair": ({"a": "\ud83d\ude00"}, {"a": "😀"}),
    "nan": (float("nan"), None),
    "huge": (10**30, 10**30),
    "endless": (10**6000, "<int>"),
    "set": ({"a"}, ["a"]),
    "model": (Model(), {"mode": "json"}),
    "bytes": (b"ab", "YWI="),
    "large": ("x" * 5_000_000, "x" * 5_000_000),
}


@pytest.mark.parametrize("name", VALUES)
def test_any_value_is_recorded(name: str, laid_out: Callable[[], Places], keep: Keep) -> None:
    """A value that JSON has no form for is recorded as far as it can be, wherever it is given."""
    keep(tool_response_max_bytes=10_000_000)
    value, kept = VALUES[name]
    with record.session("agent", thing=value) as session, session.turn(thing=value) as turn:
        with turn.tool("search", value, thing=value) as call:
            call.log("VRB", value, details={"thing": value})
            call.response(value)
            call.attach(thing=value)
        with turn.llm(value, value) as model:
            model.request(value)
            model.response(value, text=value)
            model.usage(tokens_in=value, tokens_out=value, cost=value)
    tool, llm = laid_out().steps
    assert (tool.op.status, llm.op.status) == ("ok", "ok")
    assert tool.op.response is not None
    assert json.decode(tool.op.response.payload) == kept


@pytest.mark.parametrize("name", [name for name in VALUES if name != "large"])
def test_any_value_anywhere(name: str, laid_out: Callable[[], Places], keep: Keep) -> None:
    """A value where quite another belongs breaks nothing either: names, prompts, severities, titles, reports."""
    keep(tool_response_max_bytes=10_000_000)
    value: Any = VALUES[name][0]
    with record.session(value, title=value, request=value) as session, session.turn(value) as turn:
        session.title(value)
        session.status(value)
        session.report(value, form=value)
        with turn.tool(value, provider=value, kind=value) as call:
            call.log(value, "well", remote=value, fatal=value, details=value, stack=value)
        with turn.system(value), turn.agent(value, request=value) as child:
            child.fail(value)
        with turn.llm("acme", "large") as model:
            model.request(b"x", form=value, messages=value)
            model.reason(value)
            model.usage(stop_reason=value, served_model=value, served_provider=value)
    found = laid_out()
    assert [step.op.kind for step in found.steps] == ["tool", "system", "session", "llm"]


def test_a_value_without_end(recorded: Callable[[], Snapshot], laid_out: Callable[[], Places]) -> None:
    """A value is cut where it nests deeper than readers follow, even if only sub-agents make it so deep."""
    with record.session("agent") as session, session.turn() as turn:
        with turn.tool("search", nested(450)) as call:
            call.response(nested(100_000))
        session.report(nested(450))
    (step,) = laid_out().steps
    assert step.op.request is not None
    assert bytes(step.op.request.payload).count(b"[") == DEEPEST + 1  # and one in "[too deep]"
    assert recorded().op_tree.success is True


def test_sub_agents_without_end(laid_out: Callable[[], Places], keep: Keep) -> None:
    """Agents may call each other as deep as they want."""
    keep(on_event=lambda event: event.type == "snapshot" and False)
    sessions = [record.session("agent")]
    for _ in range(600):
        sessions[-1].begin()
        turn = sessions[-1].turn()
        turn.begin()
        sessions.append(turn.agent("agent"))
    for session in reversed(sessions):
        session.end()
    assert len(laid_out().sessions) == 600


def test_exceptions_pass_through(laid_out: Callable[[], Places]) -> None:
    """An exception reaches whoever waits for it as it was raised, and is logged once, with where it came from."""
    error = ValueError("no such place")
    with (
        pytest.raises(ValueError, match="no such place") as caught,
        record.session("parent") as session,
        session.turn() as turn,
        turn.agent("child") as child,
        child.turn() as inner,
        inner.tool("search"),
    ):
        raise error
    assert caught.value is error
    found = laid_out()
    assert [it.node.error for it in found.sessions] == ["ValueError: no such place"] * 2
    lines = [line for step in found.steps for line in step.op.logs]
    assert [(line.severity, line.message) for line in lines] == [("ERR", "ValueError: no such place")]
    assert lines[0].stack is not None
    assert "test_hostile.py" in lines[0].stack


@pytest.mark.parametrize(("code", "success"), [(0, True), (None, True), (3, False)])
def test_programs_that_exit(code: int | None, success: bool, recorded: Callable[[], Snapshot]) -> None:
    """A program that exits of its own will hasn't failed, unless it says so."""
    with pytest.raises(SystemExit), record.session("agent"):
        raise SystemExit(code)
    assert recorded().op_tree.success is success


def test_an_error_outside_of_operations(laid_out: Callable[[], Places]) -> None:
    """What breaks a session between its operations is logged beside its turns."""
    with pytest.raises(KeyboardInterrupt), record.session("agent"), record.turn():
        raise KeyboardInterrupt
    (step,) = laid_out().steps
    assert (step.path, step.op.kind, step.op.logs[0].message) == ("0-1", "system", "KeyboardInterrupt")


class FirstError(Exception):
    """An error that nothing else raises."""


class SecondError(Exception):
    """Another one."""


def test_a_failing_callback(
    recorded: Callable[[], Snapshot], keep: Keep, caplog: pytest.LogCaptureFixture
) -> None:
    """A callback that fails is told of once, and everything is written all the same."""

    def failing(event: record.Event) -> NoReturn:
        raise FirstError(event.type)

    keep(on_event=failing)
    with record.session("agent") as session, session.turn() as turn, turn.tool("search"):
        pass
    assert recorded().op_tree.success is True
    (told,) = caplog.records
    assert (told.name, told.levelno) == ("rearview.record", logging.WARNING)
    assert "on_event failed (FirstError: accounting)" in told.getMessage()


def test_a_failing_redaction(
    laid_out: Callable[[], Places], keep: Keep, caplog: pytest.LogCaptureFixture
) -> None:
    """What a redaction fails on is left out, for it may be the secret; the text isn't told either."""

    def failing(text: str) -> str:
        if "secret" in text:
            raise SecondError(text)
        return text

    keep(redact=[failing])
    with record.session("agent") as session, session.turn() as turn, turn.tool("search", {"q": "secret"}):
        pass
    (step,) = laid_out().steps
    assert step.op.request is not None
    assert json.decode(step.op.request.payload) == {"q": REDACTION_FAILED}
    (told,) = caplog.records
    assert "secret" not in told.getMessage()


def test_redactions_come_before_everything(folder: Path, ledger: Path, keep: Keep) -> None:
    """Nothing that is redacted gets to the disk or to a callback: texts, bodies, errors, stacks, keys, names."""
    seen: list[Any] = []
    keep(
        redact=[lambda text: text.replace("canary", "***")],
        on_event=lambda event: seen.append(event.payload),
        tool_response_max_bytes=10,
    )
    with contextlib.suppress(ValueError), record.session("canary", title="canary") as session:
        session.status("canary")
        session.report({"canary": ["canary"]})
        with session.turn({"system": "canary"}) as turn:
            with turn.llm("canary", "canary") as model:
                model.request(b"\xff canary")
                model.response({"said": "canary"}, text="canary")
                model.reason("canary")
            with turn.tool("canary", {"canary": {"canary": "canary"}}) as call:
                call.log("ERR", "canary", details={"canary": "canary"}, remote="canary")
                call.response("canary " * 10)
        reason = "canary"
        raise ValueError(reason)
    (path,) = folder.glob("*.json.gz")
    assert read(path).op_tree.agent_id == "***"
    journalled = b"".join(json.encode(payload) for payload in seen) + ledger.read_bytes()
    assert b"canary" not in journalled
    files = list(folder.rglob("*.gz"))
    assert len(files) == 2
    assert all(b"canary" not in unpack(it, LIMITS)[0] for it in files)


def test_a_folder_that_cannot_be_written(
    folder: Path, ledger: Path, tmp_path: Path, keep: Keep, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the folder and the ledger can't be, both are kept elsewhere, and it is told once where."""
    folder.write_text("a file where the folder should be")
    ledger.mkdir()
    keep()
    for _ in range(2):
        with record.session("agent") as session, session.turn() as turn, turn.tool("search"):
            pass
    refuge = tmp_path / "tmp" / f"rearview-{os.getuid()}"
    assert len(list(refuge.glob("*.json.gz"))) == 2
    assert len((refuge / "accounting.jsonl").read_bytes().splitlines()) == 2
    told = [it.getMessage() for it in caplog.records]
    assert len(told) == len(set(told)) <= 3
    assert all(str(refuge) in it for it in told)


def test_a_disk_that_fills_up(
    folder: Path, tmp_path: Path, keep: Keep, caplog: pytest.LogCaptureFixture
) -> None:
    """A journal that can't go on is gone on with elsewhere, and its snapshot has both halves."""
    keep(disk=Refusing(errno.ENOSPC, folder, "write", after=6))
    with record.session("agent") as session, session.turn() as turn:
        for number in range(5):
            with turn.tool(f"tool-{number}"):
                pass
    (path,) = (tmp_path / "tmp").rglob("*.json.gz")
    assert [op.attributes.name for op in read(path).op_tree.turns[0].ops] == [f"tool-{n}" for n in range(5)]
    assert list((tmp_path / "tmp").rglob("*.journal")) == []
    assert any("No space left" in it.getMessage() for it in caplog.records)


def test_no_disk_at_all(tmp_path: Path, keep: Keep, caplog: pytest.LogCaptureFixture) -> None:
    """Where nothing can be written anywhere the agent goes on, and it is told that nothing is recorded."""
    keep(disk=Refusing(errno.EROFS, tmp_path, "open", "folder"))
    with record.session("agent") as session, session.turn() as turn, turn.tool("search") as call:
        call.response("found")
    assert list(tmp_path.rglob("*.gz")) == []
    assert any("is not recorded" in it.getMessage() for it in caplog.records)


def test_a_snapshot_that_cannot_be_written(
    folder: Path, tmp_path: Path, keep: Keep, caplog: pytest.LogCaptureFixture
) -> None:
    """Where only the journal is left of a session, it stays and is named, and can be recovered later."""
    keep(disk=Refusing(errno.ENOSPC, tmp_path, "sync"))
    with record.session("agent") as session, session.turn() as turn, turn.tool("search"):
        pass
    (journal,) = folder.glob("journal/*.journal")
    assert str(journal) in caplog.records[-1].getMessage()
    (stuck,) = record.recover(folder, disk=Refusing(errno.ENOSPC, tmp_path, "sync"))
    assert stuck.state == "stuck"
    (found,) = record.recover(folder)
    assert (found.state, found.charges) == ("recovered", 1)
    assert found.snapshot is not None
    assert read(found.snapshot).reason == "final"


def test_a_refuge_of_somebody_else(
    folder: Path, tmp_path: Path, keep: Keep, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder that others may write to is no refuge."""
    folder.write_text("")
    refuge = tmp_path / "tmp" / f"rearview-{os.getuid()}"
    refuge.mkdir()
    refuge.chmod(0o777)
    keep()
    with record.session("agent"):
        pass
    assert list(refuge.iterdir()) == []
    assert "neither can any other place" in caplog.records[0].getMessage()


def test_what_comes_too_late(recorded: Callable[[], Snapshot], caplog: pytest.LogCaptureFixture) -> None:
    """What goes on after its session ended is not recorded, and that is told."""
    with record.session("late agent") as session, session.turn() as turn:
        call = turn.tool("search")
        call.begin()
    call.end()
    call.end()
    session.end()
    assert recorded().op_tree.turns[0].ops[0].status is None
    assert "late agent" in caplog.records[0].getMessage()


def test_outside_of_any_session(folder: Path, keep: Keep) -> None:
    """Without a session everything works, and nothing is recorded."""
    keep(tool_response_max_bytes=1)
    record.log("ERR", "nobody hears this")
    with record.turn("x"), record.tool("a", {"b": 1}) as call, record.llm("p", "m") as model:
        call.response("cd")
        model.request("x")
        model.response(text="y")
        model.usage(tokens_in=1)
    with record.system("b"):
        pass
    assert record.current() is None
    assert not folder.exists()
